import {
    Component,
    onMounted,
    onPatched,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { Layout } from "@web/search/layout";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DeskModel } from "./desk_model";
import { DeskRow } from "./desk_row";

// The counters follow what others do: on return to the page, and every two minutes.
const REFRESH = 120_000;
const SEARCH_DELAY = 250;
const UNDO = 8_000;

export class DeskKeys extends Component {
    static template = "keqin_addon.DeskKeys";
    static components = { Dialog };
    static props = { close: Function };
}

/**
 * My Desk: who needs me today, and why (see docs/desk.md).
 */
export class Desk extends Component {
    static template = "keqin_addon.Desk";
    static components = { DeskRow, Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.ui = useService("ui");
        this.model = useState(new DeskModel(useService("orm"), this.props.state?.filters));
        this.state = useState({ active: this.props.state?.active || null, panel: null, said: "" });
        this.list = useRef("list");
        this.search = useRef("search");
        this.root = useRef("root");
        this.onSearch = useDebounced((text) => this.filter("search", text), SEARCH_DELAY);
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({ filters: this.model.filters, active: this.state.active }),
        });
        useExternalListener(window, "keydown", this.onKeydown);
        useExternalListener(window, "focus", this.refresh);
        useExternalListener(document, "visibilitychange", this.refresh);
        onWillStart(() => this.model.start());
        onMounted(() => {
            this.timer = browser.setInterval(() => this.refresh(), REFRESH);
        });
        onPatched(() => {
            const row = this.focusNext;
            this.focusNext = null;
            this.focusRow(row);
        });
        onWillUnmount(() => browser.clearInterval(this.timer));
    }

    get sections() {
        return [
            { code: "overdue", label: _t("Overdue") },
            { code: "today", label: _t("Today") },
            { code: "week", label: _t("Next 7 days") },
            { code: "later", label: _t("Later") },
        ];
    }

    get tiers() {
        const none = this.model.counts.tier[""] ? [""] : [];
        return [...this.model.options.tiers, ...none];
    }

    /** The rows under the headings of their days, or under none. */
    get groups() {
        const { rows, filters, counts } = this.model;
        if (!filters.by_day) {
            return [{ code: "all", label: "", rows }];
        }
        return this.sections
            .map((section) => ({
                ...section,
                count: counts.section[section.code],
                rows: rows.filter((row) => row.section === section.code),
            }))
            .filter((group) => group.rows.length);
    }

    /** The rows in the order in which they are seen. */
    get shown() {
        return this.groups.flatMap(({ rows }) => rows);
    }

    get activeRow() {
        const { shown } = this;
        return shown.find(({ key }) => key === this.state.active) || shown[0];
    }

    // filters
    async filter(name, value) {
        this.state.panel = null;
        await this.model.filter(name, value);
    }

    refresh() {
        if (document.visibilityState === "visible" && !this.state.panel) {
            return this.model.load({ keep: true });
        }
    }

    // moving about
    activate(row) {
        if (this.state.active !== row.key) {
            this.state.active = row.key;
            this.state.panel = null;
        }
    }

    focusRow(row) {
        if (row) {
            this.activate(row);
            const el = this.list.el?.querySelector(`[data-key="${row.key}"]`);
            el?.focus();
            el?.scrollIntoView({ block: "nearest" });
        }
    }

    move(step) {
        const { shown, activeRow } = this;
        // the first key goes to the row that is marked, the next ones move on
        const marked = this.state.active !== activeRow?.key;
        const next = shown.indexOf(activeRow) + (marked ? 0 : step);
        this.focusRow(shown[Math.max(0, Math.min(shown.length - 1, next))]);
    }

    setPanel(row, panel) {
        this.state.active = row.key;
        this.state.panel = panel;
        if (!panel) {
            this.focusRow(row);
        }
    }

    onKeydown(ev) {
        const editing = ev.target.closest?.("input, textarea, select, [contenteditable=true]");
        if (ev.isComposing || ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        if (this.ui.activeElement !== document) {
            return;
        }
        if (ev.key === "Escape" && this.state.panel) {
            this.setPanel(this.activeRow, null);
        } else if (!editing && this.onHotkey(ev.key, ev.target)) {
            ev.preventDefault();
        }
    }

    /** @returns {boolean} whether the key means something here */
    onHotkey(key, target) {
        const keys = { ArrowDown: "j", ArrowUp: "k" };
        const row = this.activeRow;
        const onButton = target.closest?.("button, a");
        switch (keys[key] || key) {
            case "j":
                this.move(1);
                return true;
            case "k":
                this.move(-1);
                return true;
            case "/":
                this.search.el.focus();
                return true;
            case "?":
                this.dialog.add(DeskKeys);
                return true;
        }
        return row && !(onButton && key === "Enter") ? this.onRowKey(key, row) : false;
    }

    onRowKey(key, row) {
        const snoozed = this.model.filters.snoozed;
        const main = row.actions.find(({ primary }) => primary);
        const does = {
            Enter: () => this.open(row),
            o: () => row.customer.readable && this.openCustomer(row),
            w: () => this.setPanel(row, this.state.panel === "why" ? null : "why"),
            l: () => row.log && !snoozed && this.startLog(row),
            s: () => (snoozed ? this.wake(row) : this.setPanel(row, "snooze")),
            r: () => row.reassign && !snoozed && this.setPanel(row, "reassign"),
            a: () => main && !snoozed && this.run(row, main),
        };
        if (!(key in does)) {
            return false;
        }
        does[key]();
        return true;
    }

    // actions on a row
    open(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.model,
            res_id: row.res_id,
            views: [[false, "form"]],
        });
    }

    openCustomer(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "keqin.customer",
            res_id: row.customer.id,
            views: [[false, "form"]],
        });
    }

    startLog(row) {
        return row.log === "quick" ? this.setPanel(row, "log") : this.log(row);
    }

    /** In one line when there is one, in the dialog otherwise. */
    async log(row, result) {
        if (!result) {
            return this.run(row, { method: "action_log" });
        }
        await this.model.log(row, result);
        const undo = () => this.model.run(row, "action_reopen");
        await this.leave(row, _t("Logged: %s", row.customer.name), undo);
    }

    async run(row, action) {
        if (!action.method) {
            return this.inDialog({
                type: "ir.actions.act_window",
                name: action.label,
                res_model: action.model,
                views: [[false, "form"]],
                target: "new",
                context: action.context,
            });
        }
        const next = await this.model.run(row, action.method);
        if (next && next.type) {
            return this.inDialog(next);
        }
        const undo = action.undo && (() => this.model.run(row, action.undo));
        await this.leave(row, action.done || action.label, undo);
    }

    inDialog(action) {
        this.state.panel = null;
        return this.action.doAction(action, { onClose: () => this.model.load({ keep: true }) });
    }

    async snooze(row, until, reason) {
        await this.model.snooze(row, until, reason);
        const said = _t("Put off: %s", row.customer.name);
        await this.leave(row, said, () => this.model.wake(row));
    }

    async wake(row) {
        await this.model.wake(row);
        await this.leave(row, _t("Back on the desk: %s", row.customer.name));
    }

    async reassign(row, userId) {
        const before = await this.model.reassign(row, userId);
        const said = _t("Given away: %s", row.customer.name);
        await this.leave(row, said, () => this.model.reassign(row, before));
    }

    /** The row is done with: say so, offer to undo it, go on with the next one. */
    async leave(row, said, undo) {
        this.state.panel = null;
        const place = this.shown.findIndex(({ key }) => key === row.key);
        this.model.remove(row);
        this.say(said, undo);
        await this.model.load({ keep: true });
        const { shown } = this;
        this.focusNext = shown[Math.min(place, shown.length - 1)];
    }

    say(message, undo) {
        this.state.said = message;
        const buttons = [];
        const onClick = async () => {
            close();
            await undo();
            await this.model.load({ keep: true });
        };
        if (undo) {
            buttons.push({ name: _t("Undo"), primary: true, onClick });
        }
        const close = this.notification.add(message, {
            type: "success",
            autocloseDelay: UNDO,
            buttons,
        });
    }
}

registry.category("actions").add("keqin_desk", Desk);
