import { registry } from "@web/core/registry";

/** From the list to the map, to the person nobody spoke with, and back. */
registry.category("web_tour.tours").add("keqin_people_tour", {
    steps: () => [
        { trigger: ".o_data_row:contains(Tour Works) button[name=action_open_people_map]", run: "click" },
        { trigger: ".o_keqin_people_board [data-role=decider] [data-warmth=never]:contains(Chen)" },
        { trigger: "[data-gap=cold] button" },
        { trigger: "[data-gap=single_thread]:contains(Fang)" },
        { trigger: ".o_keqin_people_strangers button:contains(Guo)" },
        { trigger: ".o_keqin_people_card:contains(Chen)", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=decision_role]" },
        { trigger: ".breadcrumb-item:contains(Relationship Map)", run: "click" },
        { trigger: ".o_keqin_people_board" },
    ],
});

/** On a phone there are no lines: every person says who spoke with them. */
registry.category("web_tour.tours").add("keqin_people_phone_tour", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Tour Works)", run: "click" },
        {
            trigger: ".o_form_view .o_field_widget[name=name]",
            async run() {
                const [, id] = location.pathname.match(/(\d+)$/);
                const { action } = odoo.__WOWL_DEBUG__.root.env.services;
                await action.doAction({
                    type: "ir.actions.client",
                    tag: "keqin_people_map",
                    params: { customer_id: Number(id) },
                });
            },
        },
        {
            trigger: ".o_keqin_people_card:contains(Fang) .o_keqin_people_dot",
            run() {
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("The map is wider than the phone");
                }
                if (document.querySelector(".o_keqin_people_lines path")) {
                    throw new Error("There is no room for lines on a phone");
                }
            },
        },
        {
            trigger: ".o_keqin_people_card:contains(Chen):contains(Never spoken with)",
            async run({ anchor, press }) {
                anchor.focus();
                await press("Enter");
            },
        },
        { trigger: ".o_form_view .o_field_widget[name=decision_role]" },
    ],
});
