import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";

const FACTORS = [
    {
        factor: "amount",
        label: "Net amount",
        raw: "$ 80",
        score: 90.5,
        weight: 62.5,
        points: 56.56,
        openable: true,
        secret: false,
    },
    {
        factor: "margin",
        label: "Net margin",
        raw: "",
        score: 20,
        weight: 37.5,
        points: 7.5,
        openable: false,
        secret: true,
    },
];

class Customer extends models.Model {
    _name = "keqin.customer";
    grade_parts = fields.Json();
    _records = [
        {
            id: 1,
            grade_parts: [
                {
                    code: "value",
                    label: "Value",
                    level: "A",
                    score: 64.06,
                    coverage: 0.8,
                    factors: FACTORS,
                },
            ],
        },
        { id: 2, grade_parts: false },
    ];
}

defineMailModels();
defineModels([Customer]);

function mountFile(resId) {
    return mountView({
        type: "form",
        resModel: "keqin.customer",
        resId,
        arch: `<form><field name="grade_parts" widget="keqin_grade_parts"/></form>`,
    });
}

test("shows parts that add up, and hides what is not for the reader", async () => {
    await mountFile(1);
    expect(queryAllTexts(".o_keqin_points")).toEqual(["56.56", "7.50"]);
    expect(".o_keqin_total").toHaveText("64.06");
    expect("tr[data-factor=margin] .fa-lock").toHaveCount(1);
    expect("tr[data-factor=margin] button").toHaveCount(0);
    expect("section p").toHaveText(/80%/);
});

test("opens the records behind a part", async () => {
    onRpc("action_open_factor", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window", name: "Deco" };
    });
    mockService("action", { doAction: (action) => expect.step(action.name) });
    await mountFile(1);
    await click("tr[data-factor=amount] button");
    await animationFrame();
    expect.verifySteps([[[1], "amount"], "Net amount · Deco"]);
});

test("says so when nothing was graded", async () => {
    await mountFile(2);
    expect(".o_keqin_grade section").toHaveCount(0);
    expect("p.text-muted").toHaveCount(1);
});
