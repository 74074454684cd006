import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { Health } from "@keqin_addon/health/health";
import { axisStart, comparable, inTwoLines, waterfall } from "@keqin_addon/health/health_model";

class Customer extends models.Model {
    _name = "keqin.customer";
    name = fields.Char();
    _records = [{ id: 7, name: "Press Works" }];
}

defineMailModels();
defineModels([Customer]);

const LABELS = { care: "Care on schedule", service: "Complaints and promises", people: "Key persons" };

function part(code, score, weight, points, delta, vals = {}) {
    const facts = [`Facts of ${code}.`];
    const known = score !== null;
    return { code, label: LABELS[code], known, score, weight, points, delta, facts, openable: true, ...vals };
}

function month(on, score, band) {
    return { month: on, label: on.slice(0, 7), score, band, band_label: band, coverage: 1 };
}

let answer, asked;

beforeEach(() => {
    asked = [];
    const months = [
        month("2026-03-01", null, false),
        month("2026-04-01", 80.1, "green"),
        month("2026-05-01", 71.3, "green"),
        month("2026-06-01", 48.85, "red"),
    ];
    answer = {
        customer_id: 7,
        name: "Press Works",
        as_of: "2026-06-30",
        score: 48.85,
        band: "red",
        band_label: "Red",
        coverage: 0.85,
        bounds: { yellow: 50, green: 70, coverage: 0.5 },
        parts: [
            part("care", 53.69, 65, 34.9, -20.15),
            part("service", 39.86, 35, 13.95, -7.4, { openable: false }),
            part("people", null, 0, 0, 0),
        ],
        compared: { ...months[2], change: -22.45, rest: 5.1 },
        rest_label: "Weights and coverage",
        months,
        peers: [{ month: "2026-05-01", label: "2026-05", score: 66.6, count: 5 }],
        peer_label: "Average of tier A",
        way: [{ code: "care", label: LABELS.care, score: 53.69, target: 86.3, gain: 21.16, advice: "Get in touch." }],
    };
    onRpc("keqin.customer", "get_health", ({ args, kwargs }) => {
        asked.push([args[0][0], kwargs.month]);
        return answer;
    });
});

async function openHealth() {
    await mountWithCleanup(Health, { props: { customerId: 7 } });
    await animationFrame();
}

const chart = (number) => Chart.getChart(document.querySelectorAll(".o_keqin_health canvas")[number]);

describe("arithmetic", () => {
    test("bars start where the one before ended, and end at the score", () => {
        const bars = waterfall(answer);
        expect(bars.map(({ code }) => code)).toEqual(["before", "care", "service", "people", "rest", "now"]);
        expect(bars.map(({ from, to }) => [from, to])).toEqual([
            [0, 71.3],
            [71.3, 51.15],
            [51.15, 43.75],
            [43.75, 43.75],
            [43.75, 48.85],
            [0, 48.85],
        ]);
        expect(bars.map(({ kind }) => kind)).toEqual(["total", "down", "down", "none", "up", "total"]);
    });

    test("without a month to compare with, by the points", () => {
        const bars = waterfall({ ...answer, compared: false });
        expect(bars.map(({ to }) => to)).toEqual([34.9, 48.85, 48.85, 48.85]);
        expect(bars.at(-1).code).toBe("now");
    });

    test("only full months that are known can be compared with", () => {
        expect(comparable(answer).map((it) => it.month)).toEqual(["2026-04-01", "2026-05-01"]);
        expect(comparable({ months: answer.months, as_of: "" })).toEqual([]);
    });

    test("the axis begins near what moves", () => {
        expect(axisStart(waterfall(answer))).toBe(25);
        expect(axisStart([{ from: 0, to: 91, kind: "total" }])).toBe(75);
        expect(axisStart([{ from: 0, to: 91, kind: "up" }])).toBe(0);
        expect(inTwoLines("Complaints and promises")).toEqual(["Complaints", "and promises"]);
        expect(inTwoLines("Satisfaction")).toBe("Satisfaction");
    });
});

test("what moved it, in a picture and in numbers", async () => {
    await openHealth();
    expect(asked).toEqual([[7, false]]);
    expect(".o_keqin_health_score").toHaveText("48.85");
    expect(".o_keqin_health_band").toHaveText("Red");
    expect("header").toHaveText(/85 % of the weights known/);
    expect([...chart(0).data.datasets[0].data].at(-2)).toEqual([43.75, 48.85]);
    expect(queryAllTexts(".o_keqin_health_delta")).toEqual(["-20.15", "-7.40", "0.00", "+5.10"]);
    expect(queryAllTexts("tfoot td").filter(Boolean)).toEqual(["Total", "48.85", "-22.45"]);
    const people = queryOne("tr[data-factor=people]");
    expect(people).toHaveClass("text-muted");
    expect(people.cells[1]).toHaveText("–");
});

test("own history beside the peers, and where colours begin", async () => {
    await openHealth();
    const sets = chart(1).data.datasets;
    expect(sets.map(({ label }) => label)).toEqual([
        "This customer",
        "Average of tier A",
        "Green above",
        "Red up to",
    ]);
    expect([...sets[0].data]).toEqual([null, 80.1, 71.3, 48.85]);
    expect([...sets[1].data]).toEqual([null, null, 66.6, null]);
    expect(sets[2].data[0]).toBe(70);
});

test("another month", async () => {
    await openHealth();
    expect(queryAllTexts("#keqin_health_month option")).toEqual(["2026-05", "2026-04"]);
    await contains("#keqin_health_month").select("2026-04-01");
    expect(asked.at(-1)).toEqual([7, "2026-04-01"]);
});

test("a factor opens its records, as far as the reader may", async () => {
    onRpc("action_open_health_factor", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window", name: "Care" };
    });
    mockService("action", { doAction: (action) => expect.step(action.name) });
    await openHealth();
    expect("tr[data-factor=service] button").toHaveCount(0);
    await contains("tr[data-factor=care] button").click();
    expect.verifySteps([[[7], "care"], "Care on schedule · Care"]);
});

test("the cheapest way to green", async () => {
    await openHealth();
    expect("[data-step=care]").toHaveText(/53.69 → 86.30, \+21.16 points/);
    answer.way = [];
    await contains("#keqin_health_month").select("2026-04-01");
    expect(".o_keqin_health_way").toHaveCount(0);
});

test("too little is known for a colour, or for a score", async () => {
    Object.assign(answer, { band: false, coverage: 0.4, compared: false, months: [] });
    await openHealth();
    expect("header").toHaveText(/Too little known for a colour/);
    expect("#keqin_health_month").toHaveCount(0);
    expect("tr[data-factor=rest]").toHaveCount(0);
    expect("canvas").toHaveCount(1);
});

test("in the form of a care file, before it was ever computed", async () => {
    Object.assign(answer, { score: null, parts: [], way: [], months: [], compared: false });
    await mountView({
        type: "form",
        resModel: "keqin.customer",
        resId: 7,
        arch: `<form><field name="name"/><widget name="keqin_health"/></form>`,
    });
    expect("h4").toHaveText("Health is not known yet");
    expect("canvas").toHaveCount(0);
});
