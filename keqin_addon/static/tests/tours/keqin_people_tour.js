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
        { trigger: ".o_keqin_people_card:contains(Fang) .o_keqin_people_dot" },
        { trigger: ".o_keqin_people_card:contains(Chen):contains(Never spoken with)", run: "press Enter" },
        { trigger: ".o_form_view .o_field_widget[name=decision_role]" },
    ],
});
