import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { edit, press, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { animationFrame, mockDate, runAllTimers } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { registry } from "@web/core/registry";
import { WebClient } from "@web/webclient/webclient";

describe.current.tags("desktop");
defineMailModels();

function row(id, vals = {}) {
    const item = ["keqin.desk.source.care", id, "care"];
    return {
        key: `care-${id}`,
        customer: { id, name: `Customer ${id}`, readable: true },
        rank: id,
        kind: "care",
        section: "overdue",
        tier: "A",
        key_customer: false,
        until: false,
        snooze_reason: null,
        items: [item],
        item,
        priority: 10.92,
        parts: [
            { label: "Tier A", value: 3 },
            { label: "Days overdue: 18", value: 2.8 },
            { label: "Executive care", value: 1.3 },
        ],
        icon: "fa-phone",
        reason: `Call ${id} overdue by 2 weeks`,
        details: [],
        actions: [],
        user: false,
        reassign: true,
        log: "quick",
        model: "keqin.activity",
        res_id: id,
        due: "06/01/2026",
        late: 18,
        ...vals,
    };
}

const PROMISE = row(2, {
    key: "promise-2",
    kind: "promise",
    section: "today",
    log: undefined,
    model: "keqin.promise",
    actions: [
        { method: "action_keep", label: "Kept", primary: true, undo: "action_reopen" },
        { method: "action_break", label: "Broken" },
    ],
});

let rows, asked;

beforeEach(() => {
    asked = [];
    rows = [row(1), row(3), PROMISE];
    onRpc("keqin.desk", "get_options", () => ({
        kinds: [
            { code: "care", label: "Care", icon: "fa-heart" },
            { code: "promise", label: "Promises", icon: "fa-thumbs-up" },
        ],
        scopes: [
            { code: "mine", label: "Mine" },
            { code: "team", label: "My team" },
        ],
        tiers: ["A", "B", "C"],
        assignees: [],
        page: 80,
    }));
    onRpc("keqin.desk", "get_rows", ({ kwargs }) => {
        asked.push(kwargs);
        const count = (facet) => {
            const counts = {};
            for (const each of rows) {
                counts[each[facet]] = (counts[each[facet]] || 0) + 1;
            }
            return counts;
        };
        return {
            rows: rows.map((each) => ({ ...each })),
            counts: { kind: count("kind"), tier: count("tier"), section: count("section") },
            total: rows.length,
            snoozed: 0,
        };
    });
});

async function openDesk() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "keqin_desk" });
    await animationFrame();
}

/** The server forgets the row, as it does once something was done. */
function answers(model, method, id) {
    onRpc(model, method, ({ args }) => {
        expect.step([method, ...args]);
        rows = rows.filter((each) => each.res_id !== id);
        return true;
    });
}

test("rows under their days, with counters that follow", async () => {
    await openDesk();
    expect(queryAllTexts(".o_keqin_desk_customer")).toEqual([
        "Customer 1",
        "Customer 3",
        "Customer 2",
    ]);
    expect(queryAllTexts(".o_keqin_desk_heading")).toEqual(["Overdue2", "Today1"]);
    expect("[data-kind=care] .o_keqin_count").toHaveText("2");
    await contains(".o_keqin_by_rank").click();
    expect(".o_keqin_desk_heading").toHaveCount(0);
    expect(asked.at(-1).by_day).toBe(false);
});

test("why a row has its place: factors that make its priority", async () => {
    await openDesk();
    await contains(".o_keqin_desk_why").click();
    expect(".o_keqin_formula").toHaveText("3 × 2.8 × 1.3 = 10.92");
    expect(queryAllTexts(".o_keqin_desk_parts dt")).toEqual([
        "Tier A",
        "Days overdue: 18",
        "Executive care",
        "Priority",
    ]);
});

test("logged in one line, the row leaves and the next one has the focus", async () => {
    answers("keqin.activity", "quick_log", 1);
    onRpc("keqin.activity", "action_reopen", ({ args }) => {
        expect.step(["action_reopen", ...args]);
        rows.push(row(1));
        return true;
    });
    await openDesk();
    await contains("[data-key='care-1'] .o_keqin_desk_log").click();
    expect(".o_keqin_result").toBeFocused();
    await edit("Wants an offer", { confirm: "Enter" });
    await animationFrame();
    expect.verifySteps([["quick_log", [1], "Wants an offer"]]);
    expect("[data-key='care-1']").toHaveCount(0);
    expect("[data-section=overdue] .o_keqin_count").toHaveText("1");
    await waitFor("[data-key='care-3']:focus");
    await contains(".o_notification_buttons button").click();
    expect.verifySteps([["action_reopen", [1]]]);
    expect("[data-key='care-1']").toHaveCount(1);
});

test("keys move, put off with a reason, and act", async () => {
    mockDate("2026-06-15 10:00:00");
    answers("keqin.desk", "snooze", 3);
    answers("keqin.promise", "action_keep", 2);
    await openDesk();
    await press("j");
    await animationFrame();
    expect("[data-key='care-1']").toBeFocused();
    await press("j");
    await animationFrame();
    expect("[data-key='care-3']").toBeFocused();
    await press("s");
    await animationFrame();
    await contains(".o_keqin_snooze_reason").edit("At the fair", { confirm: false });
    await contains("[data-days='3']").click();
    expect.verifySteps([["snooze", [row(3).item], "2026-06-18", "At the fair"]]);
    expect("[data-key='care-3']").toHaveCount(0);
    await waitFor("[data-key='promise-2']:focus");
    await press("a");
    await animationFrame();
    expect.verifySteps([["action_keep", [2]]]);
    expect("[data-key='promise-2']").toHaveCount(0);
});

test("keys are letters while somebody types", async () => {
    await openDesk();
    await press("/");
    expect("input[type=search]").toBeFocused();
    await edit("jsa");
    await runAllTimers();
    await animationFrame();
    expect(asked.at(-1).search).toBe("jsa");
    expect(".o_keqin_desk_panel").toHaveCount(0);
});

test("a chip filters, and again lets go", async () => {
    await openDesk();
    await contains("[data-kind=promise]").click();
    expect(asked.at(-1).kind).toBe("promise");
    expect("[data-kind=promise]").toHaveAttribute("aria-pressed", "true");
    await contains("[data-kind=promise]").click();
    expect(asked.at(-1).kind).toBe(null);
    await contains("[data-scope=team]").click();
    expect(asked.at(-1).scope).toBe("team");
});

test("a method that asks back opens its dialog and leaves the row", async () => {
    onRpc("keqin.promise", "action_break", () => {
        expect.step("asked");
        return { type: "ir.actions.client", tag: "keqin_test_dialog", target: "new" };
    });
    class Why extends Component {
        static template = xml`<div class="o_keqin_test_dialog"/>`;
        static props = ["*"];
    }
    registry.category("actions").add("keqin_test_dialog", Why);
    await openDesk();
    await contains("[data-method=action_break]").click();
    await animationFrame();
    expect.verifySteps(["asked"]);
    expect(".o_dialog .o_keqin_test_dialog").toHaveCount(1);
    expect("[data-key='promise-2']").toHaveCount(1);
});

test("nobody needs me, or nobody with these filters", async () => {
    rows = [];
    await openDesk();
    expect(".o_keqin_desk_empty p:first").toHaveText("Nobody needs you today");
    await contains("[data-tier-filter=A]").click();
    expect(".o_keqin_desk_empty p").toHaveText("Nothing here with these filters");
    await contains(".o_keqin_desk_empty button").click();
    expect(asked.at(-1).tier).toBe(null);
});
