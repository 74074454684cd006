import { registry } from "@web/core/registry";

// A customer raises a complaint on the portal, and finds it in the list. Selectors name
// fields and states only, so it runs in every language.
registry.category("web_tour.tours").add("keqin_case_raise_tour", {
    steps: () => [
        {
            content: "My account leads to the cases",
            trigger: ".o_portal_docs a[href='/my/cases']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "A new one",
            trigger: ".o_keqin_new_case",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is a complaint",
            trigger: ".o_keqin_case_form label[for=kind_complaint]",
            run: "click",
        },
        { trigger: ".o_keqin_case_form input[name=name]", run: "edit Tour cartons" },
        { trigger: ".o_keqin_case_form textarea[name=text]", run: "edit All of them are torn" },
        { trigger: ".o_keqin_case_form select[name=impact]", run: "select limited" },
        {
            content: "Send it",
            trigger: ".o_keqin_case_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is received",
            trigger: ".o_keqin_steps li[aria-current=step]:first-child",
        },
        { trigger: "#description:contains(All of them are torn)" },
        {
            content: "Add a word",
            trigger: "#chatterRoot:shadow .o-mail-Composer-input",
            run: "edit Pictures follow",
        },
        {
            trigger: "#chatterRoot:shadow .o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            content: "It stands in the conversation",
            trigger: "#chatterRoot:shadow .o-mail-Message-body:contains(Pictures follow)",
        },
        {
            content: "Back to the list",
            trigger: ".breadcrumb a[href='/my/cases']",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_keqin_cases a:contains(Tour cartons)" },
    ],
});

// Service has solved it: the customer reads the solution, says what is missing, or
// that the matter is settled.
const openFromAccount = () => [
    {
        content: "A case waits for the customer",
        trigger: ".o_portal_docs a[href='/my/cases?filterby=waiting']",
        run: "click",
        expectUnloadPage: true,
    },
    {
        trigger: ".o_keqin_cases a:contains(Tour cartons)",
        run: "click",
        expectUnloadPage: true,
    },
    { trigger: "#solution" },
];

registry.category("web_tour.tours").add("keqin_case_decline_tour", {
    steps: () => [
        ...openFromAccount(),
        { content: "Not yet", trigger: ".o_keqin_decline", run: "click" },
        { trigger: "#decline.show textarea[name=reason]", run: "edit Two are still torn" },
        { trigger: ".o_keqin_decline_send", run: "click", expectUnloadPage: true },
        {
            content: "The reason is the customer's message",
            trigger: "#chatterRoot:shadow .o-mail-Message-body:contains(Two are still torn)",
        },
        { trigger: "body:not(:has(#verdict))" },
    ],
});

registry.category("web_tour.tours").add("keqin_case_confirm_tour", {
    steps: () => [
        ...openFromAccount(),
        {
            content: "It is settled",
            trigger: ".o_keqin_confirm",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_keqin_steps li[aria-current=step]:last-child" },
        { trigger: "body:not(:has(#verdict))" },
    ],
});
