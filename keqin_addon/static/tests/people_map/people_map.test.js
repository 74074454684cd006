import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { hover, queryAll, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
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
import { PeopleMap } from "@keqin_addon/people_map/people_map";

class Customer extends models.Model {
    _name = "keqin.customer";
    name = fields.Char();
    _records = [{ id: 7, name: "Press Works" }];
}

defineMailModels();
defineModels([Customer]);

function card(id, name, vals = {}) {
    return {
        id,
        name,
        function: "",
        role: "user",
        influence: 0,
        influence_label: "",
        attitude: "",
        attitude_label: "",
        left: false,
        warmth: "never",
        touch_label: "Never spoken with",
        ...vals,
    };
}

let answer, opened;

beforeEach(() => {
    opened = [];
    mockService("action", { doAction: (action) => opened.push(action) });
    const wang = card(1, "Wang", {
        role: "decider",
        function: "Director",
        influence: 3,
        influence_label: "High",
        attitude: "critic",
        attitude_label: "Critic",
        warmth: "warm",
        touch_label: "06/01/2026",
    });
    answer = {
        customer: { id: 7, name: "Press Works" },
        lanes: [
            { role: "decider", label: "Decision maker", cards: [wang] },
            { role: "user", label: "User", cards: [card(2, "Li"), card(3, "Zhao", { left: true })] },
        ],
        ours: [
            { id: 10, name: "Sam", part: "Account manager" },
            { id: 11, name: "Eve", part: "" },
        ],
        links: [{ card: 1, user: 10, warmth: "warm", label: "06/01/2026" }],
        gaps: [
            { code: "no_decider", text: "Nobody decides.", do: "card" },
            { code: "cold", text: "Li is cold.", do: "plan", card: 2, person: 22 },
            { code: "against", text: "Wang is against us.", do: "open", card: 1, person: 21 },
        ],
        strangers: [{ id: 30, name: "Guo", function: "" }],
        may_write: true,
    };
    onRpc("keqin.customer", "get_people_map", ({ args }) => {
        expect.step(args[0][0]);
        return answer;
    });
});

async function openMap() {
    await mountWithCleanup(PeopleMap, { props: { customerId: 7 } });
    await animationFrame();
    expect.verifySteps([7]);
}

describe("on a wide screen", () => {
    describe.current.tags("desktop");

    test("people by role, and a line for each talk", async () => {
        await openMap();
        expect(queryAllTexts(".o_keqin_people_theirs h4")).toEqual(["Decision maker", "User"]);
        expect(queryAllTexts("[data-role=user] .fw-bold")).toEqual(["Li", "Zhao"]);
        expect("[data-card='3'] .badge").toHaveText("Left the company");
        expect("[data-card='1'] .fa-circle").toHaveCount(3);
        expect("path").toHaveCount(1);
        expect("path").toHaveAttribute("data-warmth", "warm");
        expect(queryFirst("path").getAttribute("d")).toMatch(/^M \d+ \d+ C/);
    });

    test("a person says all there is to say to who listens", async () => {
        await openMap();
        expect("[data-card='1']").toHaveAttribute(
            "aria-label",
            "Wang; Director; Decision maker; Influence: High; Attitude: Critic; " +
                "Spoken with: Sam 06/01/2026"
        );
        expect("[data-card='2']").toHaveAttribute("aria-label", /Never spoken with$/);
        expect(queryAll("button:not([tabindex='-1'])").length).toBeGreaterThan(6);
    });

    test("looking at one dims what has nothing to do with it", async () => {
        await openMap();
        await hover("[data-user='10']");
        await animationFrame();
        expect("[data-card='1']").not.toHaveClass("o_keqin_dim");
        expect("[data-card='2']").toHaveClass("o_keqin_dim");
        expect("[data-user='11']").toHaveClass("o_keqin_dim");
        await hover("[data-card='2']");
        await animationFrame();
        expect("path").toHaveClass("o_keqin_dim");
    });
});

test("every person opens its card, ours their talks", async () => {
    await openMap();
    await contains("[data-card='2']").click();
    expect(opened.at(-1)).toMatchObject({ res_model: "keqin.contact", res_id: 2 });
    await contains("[data-user='10']").click();
    expect(opened.at(-1).res_model).toBe("keqin.activity");
    expect(opened.at(-1).domain[0]).toEqual(["customer_id", "=", 7]);
});

test("what is missing can be done from here", async () => {
    await openMap();
    await contains("[data-gap=no_decider] button").click();
    expect(opened.at(-1)).toMatchObject({ res_model: "keqin.contact", res_id: false });
    await contains("[data-gap=cold] button").click();
    expect(opened.at(-1)).toMatchObject({
        res_model: "keqin.activity",
        context: { default_customer_id: 7, default_contact_id: 22 },
    });
    await contains("[data-gap=against] button").click();
    expect(opened.at(-1).res_id).toBe(1);
    await contains(".o_keqin_people_strangers button").click();
    expect(opened.at(-1).context.default_partner_id).toBe(30);
});

test("who may only read makes no cards", async () => {
    answer.may_write = false;
    await openMap();
    expect("[data-gap=no_decider] button").toHaveCount(0);
    expect("[data-gap=cold] button").toHaveCount(1);
    expect(".o_keqin_people_strangers button").toHaveCount(0);
});

test("nobody is known, and nothing is missing", async () => {
    answer = { ...answer, lanes: [{ role: "decider", label: "D", cards: [] }], strangers: [] };
    await openMap();
    expect("h3").toHaveText("Nobody is known here yet");
    await contains("button").click();
    expect(opened.at(-1).res_model).toBe("keqin.contact");
});

test("no gaps", async () => {
    answer.gaps = [];
    await openMap();
    expect(".o_keqin_people_fine").toHaveCount(1);
});

test("in the form of a care file", async () => {
    await mountView({
        type: "form",
        resModel: "keqin.customer",
        resId: 7,
        arch: `<form><field name="name"/><widget name="keqin_people_map"/></form>`,
    });
    expect.verifySteps([7]);
    expect(".o_keqin_people_board").toHaveCount(1);
});
