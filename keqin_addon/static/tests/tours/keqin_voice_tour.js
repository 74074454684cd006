import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// From the launch of a wave to the recovery of who was dissatisfied. Selectors name fields
// and buttons only: it runs in every language.

function atStep(state) {
    return {
        content: `It is now: ${state}`,
        trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${state}]`,
    };
}

const dialogClosed = {
    content: "The dialog is closed",
    trigger: "body:not(:has(.modal.o_technical_modal))",
};

function choose(field, text, scope = "") {
    return [
        { trigger: `${scope} .o_field_widget[name=${field}] input`, run: `edit ${text}` },
        {
            trigger: `.o-autocomplete--dropdown-menu .o-autocomplete--dropdown-item a:contains(${text})`,
            run: "click",
        },
    ];
}

tours.add("keqin_voice_launch", {
    steps: () => [
        { trigger: ".o_field_widget[name=name] input", run: "edit Story wave" },
        ...choose("survey_id", "Story survey"),
        ...choose("customer_ids", "Story Foods"),
        { trigger: "button[name=action_preview]", run: "click" },
        { trigger: ".o_list_view .o_group_header", run: "click" },
        {
            content: "Everybody who is asked, before anything is sent",
            trigger: ".o_data_row:contains(Story unhappy)",
        },
        { trigger: ".breadcrumb-item.o_back_button a", run: "click" },
        { trigger: "button[name=action_launch]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        atStep("running"),
    ],
});

function answer(recommendation, satisfaction, words) {
    const scale = (order, value) => ({
        trigger: `.js_question-wrapper:eq(${order}) label:has(input[value="${value}"])`,
        run: "click",
    });
    return [
        { trigger: "button[value=start]:not(.disabled)", run: "click" },
        scale(0, recommendation),
        scale(1, satisfaction),
        ...(words
            ? [{ trigger: ".js_question-wrapper:eq(2) textarea", run: `edit ${words}` }]
            : []),
        { trigger: "button[value=finish]", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "Thank you", trigger: ".o_survey_finished" },
    ];
}

tours.add("keqin_voice_happy", { steps: () => answer(10, 5) });
tours.add("keqin_voice_content", { steps: () => answer(8, 4) });
tours.add("keqin_voice_unhappy", { steps: () => answer(3, 1, "Nobody called back") });
tours.add("keqin_voice_again", { steps: () => answer(9, 4) });

// On a phone: the account manager plans what to do about it.
tours.add("keqin_voice_step", {
    steps: () => [
        { trigger: ".o_form_view:contains(Nobody called back)" },
        { trigger: "button[name=action_plan_step]:visible", run: "click" },
        {
            content: "An activity with the person, filled in",
            trigger: ".o_field_widget[name=purpose]",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

tours.add("keqin_voice_close", {
    steps: () => [
        { trigger: "button[name=action_recovered]:visible", run: "click" },
        ...choose("cause_id", "Story cause", ".modal"),
        {
            trigger: ".modal .o_field_widget[name=result] textarea",
            run: "edit We called, and call every Monday now",
        },
        { trigger: ".modal button[name=action_close]", run: "click" },
        dialogClosed,
        atStep("done"),
    ],
});

tours.add("keqin_voice_analysis", {
    steps: () => [
        {
            content: "What they are less satisfied with opens who said it",
            trigger: ".o_keqin_voice_table tr[data-key=service] button",
            run: "click",
        },
        { trigger: ".o_view_controller:not(.o_keqin_voice):contains(Story unhappy)" },
    ],
});

// Marketing: the same screen, and nothing behind it.
tours.add("keqin_voice_aggregates", {
    steps: () => [
        { content: "Too few to be shown", trigger: ".o_keqin_voice .o_keqin_voice_empty" },
        { trigger: "body:not(:contains(Story unhappy))" },
    ],
});
