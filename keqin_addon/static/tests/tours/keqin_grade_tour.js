import { registry } from "@web/core/registry";
import { queryAll, queryOne } from "@odoo/hoot-dom";

/** The points of a section, added up as a reader would, in hundredths. */
function cents(element) {
    return Math.round(parseFloat(element.textContent.replace(/,/g, "")) * 100);
}

// From the list of customers to the orders behind a grade, and fixing the grade by
// hand. Selectors name fields and actions only, so it runs in every language.
registry.category("web_tour.tours").add("keqin_grade_tour", {
    steps: () => [
        {
            content: "Find the customer",
            trigger: ".o_searchview_input",
            run: "edit Tour Trading",
        },
        { trigger: ".o_searchview_autocomplete .o-dropdown-item:first", run: "click" },
        {
            content: "Open the care file",
            trigger: ".o_kanban_record:not(.o_kanban_ghost):contains(Tour Trading)",
            run: "click",
        },
        { content: "Why this grade?", trigger: ".o_form_view .nav-link[name=grade]", run: "click" },
        {
            content: "The parts add up to the score",
            trigger: ".o_keqin_grade section:first-child .o_keqin_total",
            run() {
                const parts = queryAll(".o_keqin_grade section:first-child .o_keqin_points");
                const sum = parts.map(cents).reduce((a, b) => a + b, 0);
                const total = cents(queryOne(".o_keqin_grade section:first-child .o_keqin_total"));
                if (!total || sum !== total) {
                    throw new Error(`Parts add up to ${sum}, not to ${total}`);
                }
            },
        },
        {
            content: "Open the orders behind the amount",
            trigger: ".o_keqin_grade tr[data-factor=amount] button",
            run: "click",
        },
        {
            content: "Two orders make the amount",
            trigger: ".o_list_view .o_data_row:nth-child(2)",
        },
        { trigger: ".o_back_button, .breadcrumb-item.o_back_button a", run: "click" },
        {
            content: "Fix the grade",
            trigger: "button[name=action_lock_grade]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=tier] input[data-value=C]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Tour reason",
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        {
            content: "The grade stands fixed, with its reason",
            trigger: ".o_form_view .o_field_widget[name=tier_lock_reason]:contains(Tour reason)",
        },
        {
            content: "Let the computed grade stand again",
            trigger: "button[name=action_release_grade]",
            run: "click",
        },
        { trigger: ".o_form_view:not(:has(button[name=action_release_grade]))" },
    ],
});
