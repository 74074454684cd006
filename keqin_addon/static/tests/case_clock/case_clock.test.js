import { expect, test } from "@odoo/hoot";
import { queryAllAttributes, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, mockDate } from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { watchMinute } from "@keqin_addon/case_clock/case_clock_model";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

const DATETIMES = [
    "next_deadline",
    "response_deadline",
    "resolution_deadline",
    "response_breached_on",
    "resolution_breached_on",
    "response_met_on",
    "response_warn_on",
    "resolution_warn_on",
];

class Case extends models.Model {
    _name = "keqin.case";
    state = fields.Selection({
        selection: ["new", "responded", "working", "waiting", "resolved", "closed"].map((state) => [
            state,
            state,
        ]),
    });

    next_deadline = fields.Datetime();
    response_deadline = fields.Datetime();
    resolution_deadline = fields.Datetime();
    response_breached_on = fields.Datetime();
    resolution_breached_on = fields.Datetime();
    response_met_on = fields.Datetime();
    response_warn_on = fields.Datetime();
    resolution_warn_on = fields.Datetime();
}

defineMailModels();
defineModels([Case]);

const LIST = `<list>
    <field name="response_deadline" widget="keqin_case_clock"/>
    <field name="resolution_deadline" widget="keqin_case_clock"/>
    <field name="next_deadline" widget="keqin_case_clock"/>
</list>`;

/** Mount a list of cases just before noon; what is not said is empty. */
async function mountClocks(records, arch = LIST) {
    mockDate("2026-06-15 11:59:30", 0);
    const empty = Object.fromEntries(DATETIMES.map((name) => [name, false]));
    Case._records = records.map((values, index) => ({ ...empty, id: index + 1, ...values }));
    await mountView({ type: "list", resModel: "keqin.case", arch });
}

const texts = () => queryAllTexts(".o_data_cell");

test("counts down to the answer first, then to the resolution", async () => {
    await mountClocks([
        {
            state: "new",
            response_deadline: "2026-06-15 15:30:00",
            resolution_deadline: "2026-06-18 12:00:00",
        },
        {
            state: "working",
            response_deadline: "2026-06-15 11:00:00",
            response_met_on: "2026-06-15 10:00:00",
            resolution_deadline: "2026-06-15 12:50:00",
            resolution_warn_on: "2026-06-15 11:30:00",
        },
    ]);
    expect(texts()).toEqual([
        ...["3 h left", "3 d left", "3 h left"],
        ...["in time", "50 min left", "50 min left"],
    ]);
    expect(queryAllAttributes(".o_keqin_clock", "data-status")[3]).toBe("met");
    expect(".o_data_row:eq(1) .text-bg-warning").toHaveCount(2);
    expect(".o_data_row:eq(0) .text-bg-info").toHaveCount(3);
    expect(".o_keqin_clock:eq(0)").toHaveAttribute("title", /15:30/);
});

test("only waiting pauses, and only the resolution", async () => {
    await mountClocks([
        {
            state: "waiting",
            response_deadline: "2026-06-15 14:00:00",
            resolution_deadline: "2026-06-15 11:30:00",
        },
        {
            state: "waiting",
            response_deadline: "2026-06-15 11:00:00",
            response_met_on: "2026-06-15 10:00:00",
        },
    ]);
    expect(texts()).toEqual([
        ...["2 h left", "paused", "2 h left"],
        ...["in time", "paused", "paused"],
    ]);
    expect(".o_data_row .text-bg-danger").toHaveCount(0);
});

test("a missed deadline stays red after success", async () => {
    const missed = {
        response_deadline: "2026-06-10 11:00:00",
        response_breached_on: "2026-06-10 11:00:00",
        response_met_on: "2026-06-10 12:00:00",
        resolution_deadline: "2026-06-12 11:00:00",
        resolution_breached_on: "2026-06-12 11:00:00",
    };
    await mountClocks([
        { state: "working", ...missed },
        { state: "closed", ...missed },
        { state: "waiting", ...missed },
    ]);
    expect(texts()).toEqual([
        ...["too late", "overdue 3 d", "overdue 3 d"],
        ...["too late", "too late", "too late"],
        ...["too late", "paused", "paused"],
    ]);
    expect(".o_keqin_clock.text-bg-danger").toHaveCount(9);
});

test("without a target there is no clock", async () => {
    await mountClocks([{ state: "new" }, { state: "closed" }]);
    expect(".o_keqin_clock").toHaveCount(0);
});

test("a warning shows before the deadline is near", async () => {
    await mountClocks([
        {
            state: "working",
            resolution_deadline: "2026-06-16 11:00:00",
            resolution_warn_on: "2026-06-15 11:00:00",
        },
    ]);
    expect(".o_data_row .text-bg-warning").toHaveCount(2);
});

test("clocks tick together, and ask the server nothing", async () => {
    onRpc("keqin.case", "*", ({ method }) => expect.step(method));
    const running = { state: "working", resolution_deadline: "2026-06-15 12:30:00" };
    await mountClocks(Array(20).fill(running));
    expect.verifySteps(["get_views", "web_search_read"]);
    expect(texts().slice(0, 3)).toEqual(["", "30 min left", "30 min left"]);
    await advanceTime(32 * 60_000);
    expect(texts().slice(0, 3)).toEqual(["", "overdue 1 min", "overdue 1 min"]);
    expect(".o_keqin_clock.text-bg-danger").toHaveCount(40);
});

test("one timer for all clocks, and none when the last one is gone", () => {
    const timers = {
        setInterval: (callback, delay) => expect.step(delay) || 7,
        clearInterval: (id) => expect.step(`cleared ${id}`),
    };
    const watches = [1, 2, 3].map(() => watchMinute(timers));
    expect.verifySteps([60_000]);
    watches.forEach((stop) => stop());
    expect.verifySteps(["cleared 7"]);
});
