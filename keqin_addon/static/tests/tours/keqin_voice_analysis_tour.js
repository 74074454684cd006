import { registry } from "@web/core/registry";

/** From the weakest dimension to the opinions behind it. */
registry.category("web_tour.tours").add("keqin_voice_analysis_tour", {
    steps: () => [
        { trigger: ".o_keqin_voice_card .o_keqin_interval_dot" },
        { trigger: ".o_keqin_voice_table tbody tr:first-child[data-key=service].o_keqin_voice_weak" },
        { trigger: "tr[data-key=product]:not(.o_keqin_voice_weak)" },
        { trigger: "button[data-by=manager]", run: "click" },
        { trigger: "button[data-by=manager].active[aria-pressed=true]" },
        { trigger: ".o_keqin_voice_later", run: "click" },
        { trigger: ".o_keqin_voice_empty button", run: "click" },
        { trigger: "tr[data-key=service] button", run: "click" },
        { trigger: ".o_list_view .o_data_row" },
    ],
});

/** Who may not know who said it has the figures, and nothing to open. */
registry.category("web_tour.tours").add("keqin_voice_anonymous_tour", {
    steps: () => [
        { trigger: ".o_keqin_voice [role=note]" },
        { trigger: ".o_keqin_voice_table tr[data-key=service]:not(:has(button))" },
        { trigger: ".o_keqin_voice_cards:not(:has(button))" },
        { trigger: ".o_keqin_voice_filters:not(:has(select))" },
        { trigger: ".o_keqin_voice:not(:has(button[data-by=manager]))" },
    ],
});
