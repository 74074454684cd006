import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// A customer turned red, from its risk to what health says of the way back. Selectors name
// fields and buttons only: it runs in every language.

function atStage(state) {
    return {
        content: `It is now: ${state}`,
        trigger: `.o_statusbar_status .o_arrow_button_current[data-value=${state}]`,
    };
}

const dialogClosed = {
    content: "The dialog is closed",
    trigger: "body:not(:has(.modal.o_technical_modal))",
};

// On a phone: how the customer is kept, and the first step.
tours.add("keqin_guard_plan", {
    steps: () => [
        {
            content: "The rule has said why",
            trigger: ".o_field_widget[name=reason]:not(:empty)",
        },
        {
            trigger: ".o_field_widget[name=strategy] textarea",
            run: "edit We replace all of them",
        },
        { trigger: "button[name=action_plan_step]:visible", run: "click" },
        {
            content: "An activity for the customer, filled in",
            trigger: ".o_field_widget[name=purpose]",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

tours.add("keqin_guard_recovered", {
    steps: () => [
        atStage("saving"),
        { trigger: "button[name=action_recovered]:visible", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=result] textarea",
            run: "edit New panes in a week, and a person to call",
        },
        { trigger: ".modal button[name=action_close]", run: "click" },
        dialogClosed,
        atStage("recovered"),
    ],
});

// The executive: what moved the health since the last month, and what is behind it.
tours.add("keqin_guard_health", {
    steps: () => [
        { trigger: ".nav-link[name=health]", run: "click" },
        { trigger: ".o_keqin_health_band[data-band=green]" },
        {
            content: "The changes add up to that of the score",
            trigger: ".o_keqin_health_table tfoot",
            run() {
                const number = (node) =>
                    parseFloat(
                        node.textContent.replace("−", "-").replace(",", ".").replace(/[^-.\d]/g, "")
                    ) || 0;
                const parts = [...document.querySelectorAll(".o_keqin_health_delta")];
                const sum = parts.reduce((total, node) => total + number(node), 0);
                const total = number(document.querySelector(".o_keqin_health_change"));
                if (!parts.length || Math.abs(sum - total) > 0.06) {
                    throw new Error(`${sum} are not ${total}`);
                }
            },
        },
        {
            content: "A factor opens its records",
            trigger: ".o_keqin_health_table tr[data-factor=satisfaction] button",
            run: "click",
        },
        { trigger: ".o_view_controller:not(.o_form_view) .o_data_row, .o_kanban_record" },
    ],
});
