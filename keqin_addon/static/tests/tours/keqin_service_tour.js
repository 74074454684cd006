import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A complaint from the customer's page to the Pareto of causes, each part by the person
// whose duty it is. Selectors name fields and buttons only: it runs in every language.

function atStep(state) {
    return {
        content: `The case is now: ${state}`,
        trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${state}]`,
    };
}

const dialogClosed = {
    content: "The dialog is closed",
    trigger: "body:not(:has(.modal.o_technical_modal))",
};

function choose(field, text) {
    return [
        { trigger: `.modal .o_field_widget[name=${field}] input`, run: `edit ${text}` },
        {
            trigger: `.o-autocomplete--dropdown-menu .o-autocomplete--dropdown-item a:contains(${text})`,
            run: "click",
        },
    ];
}

tours.add("keqin_service_raise", {
    steps: () => [
        {
            content: "It is a complaint",
            trigger: "label[for=kind_complaint]",
            run: "click",
        },
        { trigger: "input[name=name]", run: "edit Story cartons too soft" },
        { trigger: "textarea[name=text]", run: "edit They came <b>wet</b>" },
        {
            trigger: ".o_keqin_case_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { content: "It has a number", trigger: ".alert-success b" },
        { trigger: "#description:contains(<b>wet</b>)" },
    ],
});

tours.add("keqin_service_respond", {
    steps: () => [
        { trigger: "button.o-mail-Chatter-sendMessage:not(:disabled)", run: "click" },
        { trigger: ".o-mail-Composer-input", run: "edit We look into it at once" },
        { trigger: "button.o-mail-Composer-send:not(:disabled)", run: "click" },
        { trigger: ".o-mail-Message:contains(We look into it at once)" },
    ],
});

tours.add("keqin_service_route", {
    steps: () => [
        { trigger: "button[name=action_start]", run: "click" },
        atStep("working"),
        { trigger: "button[name=action_route]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Is the board too thin?",
        },
        ...choose("user_id", "story_contributor"),
        { trigger: ".modal button[name=action_route]", run: "click" },
        dialogClosed,
        { trigger: ".o_notebook .nav-link[name=departments]", run: "click" },
        { trigger: ".o_field_widget[name=task_ids] .o_data_row:contains(board)" },
    ],
});

// On a phone: what is routed, and nothing else.
tours.add("keqin_service_answer", {
    steps: () => [
        { trigger: ".o_field_widget[name=case_subject]:contains(Story cartons)" },
        { trigger: "button[name=action_accept]", run: "click" },
        {
            content: "Accepted",
            trigger: "body:not(:has(button[name=action_accept]))",
        },
        {
            trigger: ".o_field_widget[name=answer] .odoo-editor-editable",
            run: "editor The board is too thin",
        },
        { trigger: "button[name=action_answer]", run: "click" },
        {
            content: "Answered",
            trigger: "body:not(:has(button[name=action_answer]))",
        },
    ],
});

tours.add("keqin_service_wait", {
    steps: () => [
        { trigger: "button[name=action_wait]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Which batch is it?",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        dialogClosed,
        atStep("waiting"),
    ],
});

tours.add("keqin_service_resolve", {
    steps: () => [
        atStep("working"),
        { trigger: "button[name=action_resolve]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=result] input, .modal .o_field_widget[name=result] select",
            run: "click",
        },
        ...choose("cause_id", "Story cause"),
        {
            trigger: ".modal .o_field_widget[name=solution] .odoo-editor-editable",
            run: "editor Thicker board from now on",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        dialogClosed,
        atStep("resolved"),
    ],
});

tours.add("keqin_service_confirm", {
    steps: () => [
        { trigger: "#solution:contains(Thicker board)" },
        { trigger: ".o_keqin_confirm", run: "click", expectUnloadPage: true },
        { trigger: ".o_keqin_steps li:last-child[aria-current=step]" },
    ],
});

tours.add("keqin_service_close", {
    steps: () => [
        { trigger: "button[name=action_close]", run: "click" },
        atStep("closed"),
    ],
});

tours.add("keqin_service_rate", {
    steps: () => [
        { trigger: "textarea[name=feedback]", run: "edit Fast and honest" },
        {
            trigger: "form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "body:not(:has(textarea[name=feedback]))" },
    ],
});

tours.add("keqin_service_pareto", {
    steps: () => [
        {
            content: "The cause is in the Pareto, and opens its case",
            trigger: ".o_keqin_pareto_table tbody button:contains(Story cause)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains(Story cartons)" },
    ],
});
