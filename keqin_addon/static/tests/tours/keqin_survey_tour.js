import { registry } from "@web/core/registry";

// People answer by the link of their own mail: a scale, stars, choices, a matrix, words.
// Selectors name values and positions only: it runs in every language.

const question = (order) => `.js_question-wrapper:eq(${order})`;
const value = (order, value) => ({
    trigger: `${question(order)} label:has(input[value="${value}"])`,
    run: "click",
});

function answers({ recommendation, stars, choice, column, words }) {
    return [
        { trigger: "button[value=start]:not(.disabled)", run: "click" },
        value(0, recommendation),
        {
            content: "The five values look like stars",
            trigger: `${question(1)} [data-keqin-stars]:has(label:nth-of-type(5))`,
        },
        value(1, stars),
        { trigger: `${question(2)} label:has(input):eq(${choice})`, run: "click" },
        {
            trigger: `${question(3)} tbody tr:first td.o_survey_matrix_btn:eq(${column})`,
            run: "click",
        },
        { trigger: `${question(4)} textarea`, run: `edit ${words}` },
        { trigger: "button[value=finish]", run: "click" },
        { content: "Yes, send it", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "They are thanked", trigger: ".o_survey_finished" },
    ];
}

const people = {
    keqin_survey_happy: {
        recommendation: 10,
        stars: 5,
        choice: 0,
        column: 0,
        words: "Always there",
    },
    keqin_survey_even: {
        recommendation: 7,
        stars: 3,
        choice: 4,
        column: 2,
        words: "It is fine",
    },
    keqin_survey_unhappy: {
        recommendation: 0,
        stars: 1,
        choice: 3,
        column: 3,
        words: "Nobody calls back",
    },
};
for (const [name, given] of Object.entries(people)) {
    registry.category("web_tour.tours").add(name, { steps: () => answers(given) });
}
