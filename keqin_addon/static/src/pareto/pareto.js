import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { serializeDate, today } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ParetoChart } from "./pareto_chart";

const MONTHS = { month: 1, quarter: 3, year: 12 };

function defaults() {
    return {
        period: "quarter",
        date_from: serializeDate(today()),
        date_to: false,
        kinds: ["complaint"],
        category_id: false,
        customer_id: false,
        tier: false,
        compare: false,
    };
}

/** Pareto of causes: which few make up most of the complaints. */
export class Pareto extends Component {
    static template = "keqin_addon.Pareto";
    static components = { Layout, ParetoChart, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        this.filters = useState({ ...defaults(), ...this.props.state?.filters });
        this.state = useState({ data: null, options: { kinds: [], tiers: [] } });
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({ filters: { ...this.filters } }),
        });
        onWillStart(async () => {
            const options = this.orm.call("keqin.case", "get_pareto_options", []);
            await this.load();
            this.state.options = await options;
        });
    }

    get periods() {
        return [
            { code: "month", label: _t("Month") },
            { code: "quarter", label: _t("Quarter") },
            { code: "year", label: _t("Year") },
            { code: "range", label: _t("Range") },
        ];
    }

    async load() {
        const asked = this.orm.call("keqin.case", "get_pareto", [], { ...this.filters });
        this.state.data = await this.keepLast.add(asked);
    }

    // filters
    set(name, value) {
        this.filters[name] = value;
        return this.load();
    }

    setPeriod(period) {
        // from a period of the calendar to a range: the same days, now to be changed
        this.filters.date_to = period === "range" ? this.state.data.date_to : false;
        this.filters.date_from = this.state.data.date_from;
        return this.set("period", period);
    }

    move(step) {
        const from = luxon.DateTime.fromISO(this.state.data.date_from);
        const months = step * MONTHS[this.filters.period];
        return this.set("date_from", serializeDate(from.plus({ months })));
    }

    toggleKind(code) {
        const { kinds } = this.filters;
        const chosen = kinds.includes(code)
            ? kinds.filter((kind) => kind !== code)
            : [...kinds, code];
        return this.set("kinds", chosen);
    }

    reset() {
        Object.assign(this.filters, defaults());
        return this.load();
    }

    // table
    percent(value, sign = false) {
        if (value === null) {
            return "–";
        }
        const text = formatFloat(value, { digits: [16, 1] });
        return `${sign && value > 0 ? "+" : ""}${text} %`;
    }

    /** Points of the little line of a cause's months. */
    points(trend) {
        const top = Math.max(...trend, 1);
        const width = trend.length > 1 ? 60 / (trend.length - 1) : 0;
        return trend
            .map((count, index) => `${2 + index * width},${18 - (16 * count) / top}`)
            .join(" ");
    }

    trendText(trend) {
        const { months } = this.state.data;
        return trend.map((count, index) => `${months[index]}: ${count}`).join("\n");
    }

    // records behind the figures
    openCases(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: row.name,
            res_model: "keqin.case",
            views: [
                [false, "list"],
                [false, "kanban"],
                [false, "form"],
            ],
            domain: [...this.state.data.domain, ["cause_id", "=", row.id]],
            context: { create: false },
        });
    }

    async openPivot() {
        const action = await this.action.loadAction("keqin_addon.keqin_case_action_causes");
        return this.action.doAction({
            ...action,
            domain: this.state.data.domain,
            context: { create: false },
        });
    }
}

registry.category("actions").add("keqin_pareto", Pareto);
