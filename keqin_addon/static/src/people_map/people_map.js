import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { useDebounced } from "@web/core/utils/timing";
import { useBus, useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { curve, linksOf } from "./people_map_model";

/**
 * Whom of a customer we know: their people by what they decide, ours, and a line where
 * both have spoken.
 *
 * The lines are a picture for wide screens; each person says the same in words.
 */
export class PeopleMap extends Component {
    static template = "keqin_addon.PeopleMap";
    static props = { customerId: Number };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.keepLast = new KeepLast();
        this.board = useRef("board");
        this.state = useState({ data: null, paths: [], chosen: null });
        onWillStart(() => this.load(this.props.customerId));
        onWillUpdateProps((next) => {
            if (next.customerId !== this.props.customerId) {
                return this.load(next.customerId);
            }
        });
        useEffect(
            () => this.draw(),
            () => [this.state.data, this.ui.size]
        );
        useBus(this.ui.bus, "resize", useDebounced(() => this.draw(), 100));
        useEffect(
            (board) => {
                // in a tab of a form it has no size until the tab is opened
                const observer = new ResizeObserver(() => this.draw());
                observer.observe(board);
                return () => observer.disconnect();
            },
            () => [this.board.el]
        );
    }

    async load(customerId) {
        const asked = this.orm.call("keqin.customer", "get_people_map", [[customerId]]);
        this.state.data = await this.keepLast.add(asked);
    }

    // lines between the people
    draw() {
        const board = this.board.el;
        if (!board) {
            return;
        }
        const origin = board.getBoundingClientRect();
        const place = (selector, side) => {
            const box = board.querySelector(selector)?.getBoundingClientRect();
            return box && { x: box[side] - origin.left, y: box.top + box.height / 2 - origin.top };
        };
        const paths = this.ui.isSmall
            ? []
            : this.state.data.links.map((link) => {
                  const from = place(`[data-card="${link.card}"]`, "right");
                  const to = place(`[data-user="${link.user}"]`, "left");
                  return { ...link, d: from && to ? curve(from, to) : "" };
              });
        if (JSON.stringify(paths) !== JSON.stringify(this.state.paths)) {
            this.state.paths = paths;
        }
    }

    choose(kind, id) {
        this.state.chosen = kind && { kind, id };
    }

    /** Whether a line, or a person, has nothing to do with the one looked at. */
    isDim({ card, user }) {
        const { chosen } = this.state;
        if (!chosen) {
            return false;
        }
        if (card && user) {
            return { card, user }[chosen.kind] !== chosen.id;
        }
        const kind = card ? "card" : "user";
        if (kind === chosen.kind) {
            return (card || user) !== chosen.id;
        }
        const other = kind === "card" ? "user" : "card";
        return !this.state.data.links.some(
            (link) => link[other] === chosen.id && link[kind] === (card || user)
        );
    }

    // words
    links(card) {
        return linksOf(this.state.data, card.id);
    }

    /** All there is to say of a person, for who listens. */
    describe(card) {
        const lane = this.state.data.lanes.find(({ role }) => role === card.role);
        const spoken = this.links(card)
            .map(({ name, label }) => `${name} ${label}`)
            .join(", ");
        return [
            card.name,
            card.function,
            lane.label,
            card.influence_label && _t("Influence: %s", card.influence_label),
            card.attitude_label && _t("Attitude: %s", card.attitude_label),
            card.left && _t("Left the company"),
            spoken ? _t("Spoken with: %s", spoken) : card.touch_label,
        ]
            .filter(Boolean)
            .join("; ");
    }

    get isEmpty() {
        const { lanes, strangers } = this.state.data;
        return !strangers.length && !lanes.some(({ cards }) => cards.length);
    }

    get legend() {
        return [
            { warmth: "warm", label: _t("Spoken with within 3 months") },
            { warmth: "cool", label: _t("within a year") },
            { warmth: "cold", label: _t("longer ago") },
        ];
    }

    doLabel(gap) {
        return {
            card: _t("Add a person"),
            plan: _t("Plan a contact"),
            open: _t("Open the card"),
        }[gap.do];
    }

    // what can be done
    openCard(id) {
        return this.open("keqin.contact", id);
    }

    openTalks(user) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: user.name,
            res_model: "keqin.activity",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["customer_id", "=", this.props.customerId],
                ["state", "=", "done"],
                "|",
                "|",
                ["user_id", "=", user.id],
                ["support_user_ids", "in", [user.id]],
                ["executive_ids", "in", [user.id]],
            ],
            context: { default_customer_id: this.props.customerId },
        });
    }

    addCard(person) {
        const context = person ? { default_partner_id: person.id } : {};
        return this.open("keqin.contact", false, context);
    }

    close(gap) {
        if (gap.do === "open") {
            return this.openCard(gap.card);
        }
        if (gap.do === "card") {
            return this.addCard();
        }
        const context = gap.person ? { default_contact_id: gap.person } : {};
        return this.open("keqin.activity", false, context);
    }

    open(resModel, resId, context = {}) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
            context: { default_customer_id: this.props.customerId, ...context },
        });
    }
}

/** The map on a page of its own. */
export class PeopleMapAction extends Component {
    static template = "keqin_addon.PeopleMapAction";
    static components = { Layout, PeopleMap };
    static props = { ...standardActionServiceProps };

    get customerId() {
        const { params, context } = this.props.action;
        return params?.customer_id || context.active_id;
    }
}

/** The map in a form of a care file: `<widget name="keqin_people_map"/>`. */
export class PeopleMapWidget extends Component {
    static template = "keqin_addon.PeopleMapWidget";
    static components = { PeopleMap };
    static props = { ...standardWidgetProps };
}

registry.category("actions").add("keqin_people_map", PeopleMapAction);
registry.category("view_widgets").add("keqin_people_map", { component: PeopleMapWidget });
