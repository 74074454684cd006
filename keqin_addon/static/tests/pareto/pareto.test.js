import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

const NAMES = { 3: "Late delivery", 7: "Product defect" };

function row(id, count, share, cumulative, vals = {}) {
    const name = NAMES[id] || "No cause yet";
    return { id, name, count, share, cumulative, vital: false, trend: [count, 0, 0], ...vals };
}

let asked, answer;

beforeEach(() => {
    mockDate("2026-06-30 10:00:00");
    asked = [];
    answer = {
        rows: [
            row(3, 6, 66.67, 66.67, { vital: true, before: 3, change: 100 }),
            row(7, 3, 33.33, 100, { vital: true, before: 4, change: -25 }),
            row(false, 1, null, null, { before: 0, change: null }),
        ],
        months: ["Apr 26", "May 26", "Jun 26"],
        total: 10,
        before: null,
        mark: 80,
        date_from: "2026-04-01",
        date_to: "2026-06-30",
        label: "Q2 2026",
        domain: [["kind", "in", ["complaint"]]],
    };
    onRpc("keqin.case", "get_pareto_options", () => ({
        kinds: [
            { code: "enquiry", label: "Enquiry" },
            { code: "complaint", label: "Complaint" },
        ],
        tiers: ["A", "B", "C"],
    }));
    onRpc("keqin.case", "get_pareto", ({ kwargs }) => {
        asked.push(kwargs);
        return { ...answer, before: kwargs.compare ? 7 : null };
    });
});

async function openPareto() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "keqin_pareto" });
    await animationFrame();
}

const cells = (column) =>
    queryAllTexts(`.o_keqin_pareto_table tbody td:nth-child(${column})`);

test("causes in order, with shares that add up", async () => {
    await openPareto();
    expect(asked[0].period).toBe("quarter");
    expect(asked[0].kinds).toEqual(["complaint"]);
    expect(cells(2)).toEqual(["Late delivery", "Product defect", "No cause yet"]);
    expect(cells(3)).toEqual(["6", "3", "1"]);
    expect(cells(5)).toEqual(["66.7 %", "100.0 %", "–"]);
    expect(".o_keqin_pareto_vital").toHaveCount(2);
    expect(".o_keqin_pareto_label").toHaveText("Q2 2026");
    const chart = Chart.getChart(queryOne(".o_keqin_pareto_chart canvas"));
    expect(chart.data.datasets.map(({ data }) => [...data])).toEqual([
        [6, 3, 1],
        [66.67, 100, null],
        [80, 80, 80],
    ]);
});

test("moving by a quarter, kinds and the period before", async () => {
    await openPareto();
    await contains(".o_keqin_pareto_earlier").click();
    expect(asked.at(-1).date_from).toBe("2026-01-01");
    await contains("[data-kind='enquiry']").click();
    expect(asked.at(-1).kinds).toEqual(["complaint", "enquiry"]);
    await contains("[data-kind='complaint']").click();
    expect(asked.at(-1).kinds).toEqual(["enquiry"]);
    await contains("#keqin_pareto_compare").click();
    expect(asked.at(-1).compare).toBe(true);
    expect(cells(7)).toEqual(["+100.0 %", "-25.0 %", "new"]);
    await contains("[data-period='range']").click();
    expect(asked.at(-1)).toMatchObject({
        period: "range",
        date_from: "2026-04-01",
        date_to: "2026-06-30",
    });
});

test("a cause opens its cases", async () => {
    const opened = [];
    await openPareto();
    getService("action").doAction = (action) => opened.push(action);
    await contains(".o_keqin_pareto_table tbody tr:eq(1) button").click();
    expect(opened[0].res_model).toBe("keqin.case");
    expect(opened[0].domain).toEqual([
        ["kind", "in", ["complaint"]],
        ["cause_id", "=", 7],
    ]);
});

test("nothing to explain", async () => {
    answer = { ...answer, rows: [], total: 0 };
    await openPareto();
    expect(".o_keqin_pareto_empty").toHaveCount(1);
    expect("canvas").toHaveCount(0);
    await contains("[data-kind='complaint']").click();
    await contains(".o_keqin_pareto_empty button").click();
    expect(asked.at(-1).kinds).toEqual(["complaint"]);
});
