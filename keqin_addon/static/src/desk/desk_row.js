import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { formatFloat } from "@web/core/utils/numbers";
import { serializeDate } from "@web/core/l10n/dates";
import { RecordSelector } from "@web/core/record_selectors/record_selector";

const { DateTime } = luxon;

/**
 * One row: whom, why, and what to do about it. Its panels open beneath it, so that
 * nothing leaves the list.
 */
export class DeskRow extends Component {
    static template = "keqin_addon.DeskRow";
    static components = { RecordSelector };
    static props = {
        row: Object,
        isActive: Boolean,
        isSnoozed: Boolean,
        assignees: Array,
        panel: { type: [String, { value: null }] },
        loadItems: Function,
        onFocus: Function,
        onPanel: Function,
        onAction: Function,
        onLog: Function,
        onOpen: Function,
        onOpenCustomer: Function,
        onSnooze: Function,
        onWake: Function,
        onReassign: Function,
    };

    setup() {
        this.state = useState({ items: null, result: "", until: "", reason: "" });
        this.root = useRef("root");
        useEffect(
            (panel) => {
                this.root.el.querySelector("[data-autofocus], .o_keqin_reassign input")?.focus();
                if (panel === "why") {
                    this.loadItems();
                }
            },
            () => [this.props.panel]
        );
    }

    get row() {
        return this.props.row;
    }

    get label() {
        const { row } = this;
        return [row.customer.name, row.reason, row.tier && `${row.tier}`].filter(Boolean).join(", ");
    }

    get formula() {
        const factors = this.row.parts.map(({ value }) => this.number(value));
        return `${factors.join(" × ")} = ${this.number(this.row.priority)}`;
    }

    get mainAction() {
        return this.row.actions.find(({ primary }) => primary);
    }

    get otherActions() {
        return this.row.actions.filter((action) => action !== this.mainAction);
    }

    get tomorrow() {
        return serializeDate(DateTime.local().plus({ days: 1 }));
    }

    /** No more decimals than there are: 9.9, 10.92. */
    number(value) {
        return formatFloat(value, { digits: [16, 3], trailingZeros: false });
    }

    async loadItems() {
        if (this.row.items.length > 1) {
            this.state.items = await this.props.loadItems(this.row);
        }
    }

    toggle(panel) {
        this.props.onPanel(this.props.panel === panel ? null : panel);
    }

    log() {
        const result = this.state.result.trim();
        if (result) {
            this.props.onLog(this.row, result);
        }
    }

    snoozeDays(days) {
        this.snoozeUntil(serializeDate(DateTime.local().plus({ days })));
    }

    snoozeUntil(until) {
        if (until) {
            this.props.onSnooze(this.row, until, this.state.reason);
        }
    }
}
