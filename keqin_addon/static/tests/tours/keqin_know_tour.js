import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A customer becomes known: a pain point, the verification, the briefing on the way,
// and the customer's own correction. Selectors name fields and buttons only.

const FIRST = ".o_keqin_first_screen";

tours.add("keqin_know_fill", {
    steps: () => [
        {
            content: "The first screen says what was promised",
            trigger: `${FIRST} section[name=promised] .o_keqin_line[data-model='keqin.promise']`,
        },
        { content: "Nothing is clear yet", trigger: `${FIRST} [name=three_clears]:contains(0)` },
        { trigger: ".o_form_view .nav-link[name=needs]", run: "click" },
        {
            content: "Where does it hurt?",
            trigger: ".o_field_widget[name=pain_point_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Lines stand still at change-over",
        },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { trigger: "body:not(:has(.modal.o_technical_modal))" },
        { trigger: ".o_form_button_save", run: "click" },
        { content: "The first is clear", trigger: `${FIRST} [name=three_clears]:contains(1)` },
        { content: "It is right today", trigger: "button[name=action_verify]", run: "click" },
        { trigger: `${FIRST} .fa-check-circle` },
        {
            content: "From the line to the promise",
            trigger: `${FIRST} .o_keqin_line[data-model='keqin.promise']`,
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name=due_on]" },
    ],
});

tours.add("keqin_know_brief", {
    steps: () => [
        { trigger: "button[name=action_open_briefing]", run: "click" },
        { trigger: ".o_keqin_briefing_page:contains(change-over)" },
        { trigger: ".o_keqin_briefing_page:contains(exam in June)" },
    ],
});

tours.add("keqin_know_accept", {
    steps: () => [
        { trigger: ".o_data_row button[name=action_accept]", run: "click" },
        { trigger: "body:not(:has(.o_data_row button[name=action_accept]))" },
    ],
});
