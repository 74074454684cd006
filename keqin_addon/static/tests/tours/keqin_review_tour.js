import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The evaluation of a quarter, from its figures to the decision. Selectors name fields and
// buttons only: it runs in every language.

function atState(state) {
    return {
        content: `It is now: ${state}`,
        trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${state}]`,
    };
}

const dialogClosed = {
    content: "The dialog is closed",
    trigger: "body:not(:has(.modal.o_technical_modal))",
};

// The executive: figures, the records behind one of them, then the departments are asked.
tours.add("keqin_review_start", {
    steps: () => [
        atState("draft"),
        { trigger: "button[name=action_compute_figures]:visible", run: "click" },
        {
            content: "Two of two customers have bought again: the target is met",
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains(100) .text-bg-success",
        },
        {
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:has(.text-bg-success) button[name=action_open_facts]",
            run: "click",
        },
        {
            content: "Its facts: both customers",
            trigger: "body:not(:has(.o_form_view)) .o_list_view .o_data_row:nth-of-type(2)",
        },
        { trigger: ".o_back_button a", run: "click" },
        { content: "Back on the evaluation", trigger: ".o_form_view" },
        { trigger: "button[name=action_input]:visible", run: "click" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        dialogClosed,
        atState("input"),
    ],
});

// A department, on a phone.
tours.add("keqin_review_hand_in", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=results] .odoo-editor-editable",
            run: "editor Visits kept them close",
        },
        { trigger: "button[name=action_done]:visible", run: "click" },
        {
            content: "Handed in, and by whom",
            trigger: ".o_field_widget[name=done_on]:not(:empty)",
        },
    ],
});

// The executive again: nothing is closed without a decision and a focus.
tours.add("keqin_review_decide", {
    steps: () => [
        { trigger: "button[name=action_review]:visible", run: "click" },
        atState("review"),
        { trigger: "button[name=action_close]:visible", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Two executive visits a year",
        },
        {
            trigger: ".modal .o_field_widget[name=focus] .odoo-editor-editable",
            run: "editor Keep the large ones",
        },
        { trigger: ".modal button[name=action_close]", run: "click" },
        dialogClosed,
        atState("closed"),
    ],
});

// The chair: nothing is closed while it is undecided.
tours.add("keqin_review_meeting", {
    steps: () => [
        { trigger: "button[name=action_start]:visible", run: "click" },
        atState("open"),
        { trigger: "button[name=action_close]:visible", run: "click" },
        {
            content: "It says what is undecided",
            trigger: ".modal:contains(Story parts) .modal-footer button",
            run: "click",
        },
        { trigger: "body:not(:has(.modal))" },
        atState("open"),
    ],
});

tours.add("keqin_review_item", {
    steps: () => [
        {
            trigger: ".o_field_widget[name=decision] textarea",
            run: "edit Keep twenty of each in stock",
        },
        { trigger: "button[name=action_decide]:visible", run: "click" },
        atState("decided"),
    ],
});

tours.add("keqin_review_minutes", {
    steps: () => [
        { trigger: "button[name=action_close]:visible", run: "click" },
        atState("closed"),
    ],
});

// The employee, on a phone: reads the own appraisal, and says something to it.
tours.add("keqin_review_appraisal", {
    steps: () => [
        { trigger: ".nav-link[name=comments]", run: "click" },
        {
            trigger: ".o_field_widget[name=employee_comment] textarea",
            run: "edit More visits next time",
        },
        { trigger: "button[name=action_read]:visible", run: "click" },
        {
            content: "Read, and with the executives",
            trigger: ".o_field_widget[name=employee_comment]:not(:has(textarea))",
        },
    ],
});
