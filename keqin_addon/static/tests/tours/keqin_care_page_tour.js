import { registry } from "@web/core/registry";

// A customer opens the page on a phone, rates us, and corrects the phone number.
registry.category("web_tour.tours").add("keqin_care_page_tour", {
    steps: () => [
        {
            content: "One tap says how satisfied they are",
            trigger: ".o_keqin_rate button[value='5']",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_keqin_said" },
        { trigger: ".o_keqin_rate button.btn-primary[value='5']" },
        {
            content: "Something is wrong",
            trigger: ".o_keqin_data_wrong",
            run: "click",
        },
        {
            content: "The phone number",
            trigger: "#correct.show input[name=company_phone]",
            run: "edit 0512 4711",
        },
        {
            content: "Send it",
            trigger: ".o_keqin_data_send",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_keqin_said" },
        { trigger: "#data dd:contains(0512 4711)" },
    ],
});
