import { registry } from "@web/core/registry";

const points = (cell) => Math.round(100 * Number(cell.textContent.replace(",", "")));
const sum = (selector) =>
    [...document.querySelectorAll(selector)].reduce((total, cell) => total + points(cell), 0);

/** From the worst customer to what made it so, and to the records behind. */
registry.category("web_tour.tours").add("keqin_health_tour", {
    steps: () => [
        { trigger: ".o_data_row:contains(Tour Works):contains(Red) button[name=action_open_health]", run: "click" },
        { trigger: ".o_keqin_health_band:contains(Red)" },
        {
            trigger: ".o_keqin_health_table",
            run() {
                const score = points(document.querySelector(".o_keqin_health_total"));
                if (sum(".o_keqin_health_points") !== score) {
                    throw new Error("The points do not add up to the score");
                }
                const change = points(document.querySelector(".o_keqin_health_change"));
                if (sum(".o_keqin_health_delta") !== change) {
                    throw new Error("The changes do not add up");
                }
            },
        },
        { trigger: ".o_keqin_health_way li" },
        { trigger: "tr[data-factor=care] button", run: "click" },
        { trigger: ".o_last_breadcrumb_item:contains(Care on schedule)" },
    ],
});
