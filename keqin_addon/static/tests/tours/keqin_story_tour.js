import { registry } from "@web/core/registry";
import { queryFirst, waitUntil } from "@odoo/hoot-dom";

const tours = registry.category("web_tour.tours");

// One customer's care from the standard to the next date, each part by the person
// whose duty it is. Selectors name fields and buttons only: it runs in every language.

function atStep(state) {
    return {
        content: `The plan is now: ${state}`,
        trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${state}]`,
    };
}

const dialogClosed = {
    content: "The dialog is closed",
    trigger: "body:not(:has(.modal.o_technical_modal))",
};

tours.add("keqin_story_draft", {
    steps: () => [
        {
            content: "One click makes a plan of the standard",
            trigger: "button[name=action_keqin_plan]",
            run: "click",
        },
        {
            content: "It has the standard's visit; adapt its budget",
            trigger: ".o_field_widget[name=line_ids] .o_data_row .o_data_cell[name=name]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=budget] input", run: "edit 300" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        dialogClosed,
        { content: "Ask service", trigger: "button[name=action_request_review]", run: "click" },
        atStep("review"),
    ],
});

tours.add("keqin_story_advise", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell", run: "click" },
        {
            content: "Advise",
            trigger: ".o_form_view button[name=action_open_advise]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=text] textarea",
            run: "edit Bring the technician along",
        },
        { trigger: ".modal button[name=action_advise]", run: "click" },
        dialogClosed,
        { trigger: ".nav-link[name=advice]", run: "click" },
        { trigger: ".o_field_widget[name=advice_ids] .o_data_row:contains(technician)" },
    ],
});

tours.add("keqin_story_submit", {
    steps: () => [
        { trigger: ".o_form_view .nav-link[name=advice]", run: "click" },
        {
            content: "Take the advice",
            trigger: ".o_field_widget[name=advice_ids] button[name=action_accept]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=advice_ids]:not(:has(button[name=action_accept]))",
        },
        { content: "Submit", trigger: "button[name=action_submit]", run: "click" },
        atStep("submitted"),
    ],
});

// On a phone, from the card.
tours.add("keqin_story_approve", {
    steps: () => [
        { trigger: ".o_kanban_record button[name=action_decide]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=comment] textarea",
            run: "edit Worth the visit",
        },
        { trigger: ".modal button[name=action_approve]", run: "click" },
        dialogClosed,
        {
            content: "Nothing waits any more",
            trigger: "body:not(:has(.o_kanban_record button[name=action_decide]))",
        },
    ],
});

tours.add("keqin_story_desk", {
    steps: () => [
        {
            content: "The desk says who needs me, log it",
            trigger: ".o_keqin_desk_row:contains(Story Trading) .o_keqin_desk_log",
            run: "click",
        },
        { trigger: ".modal .nav-link[name=preparation]", run: "click" },
        {
            content: "Tick what is mandatory",
            trigger: ".modal .o_field_widget[name=check_ids] .o_data_row",
            async run({ click }) {
                const open =
                    ".o_data_row:has([name=is_required] input:checked) [name=is_done] input:not(:checked)";
                for (let box = queryFirst(open); box; box = queryFirst(open)) {
                    await click(box);
                    await waitUntil(() => box.checked || !box.isConnected);
                }
            },
        },
        { content: "3+1", trigger: ".modal .nav-link[name=talk]", run: "click" },
        ...["progress", "needs", "personal", "value"].map((part) => ({
            trigger: `.modal .o_field_widget[name=talk_${part}] textarea`,
            run: `edit About ${part}`,
        })),
        { content: "What comes of it", trigger: ".modal .nav-link[name=next]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=promise_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=promise_ids] .o_selected_row [name=name] input",
            run: "edit Story samples",
        },
        {
            content: "Promised for today",
            trigger: ".modal .o_field_widget[name=promise_ids] .o_selected_row [name=due_on] input",
            run: "click",
        },
        { trigger: ".o_datetime_picker .o_date_item_cell.o_today", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=lead_name] input",
            run: "edit Story opportunity",
        },
        {
            content: "What was talked about",
            trigger: ".modal .o_field_widget[name=summary] .odoo-editor-editable",
            run: "editor They want a second line",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        dialogClosed,
        {
            content: "The promise is on the desk now",
            trigger: ".o_keqin_desk_row:contains(Story samples)",
        },
    ],
});
