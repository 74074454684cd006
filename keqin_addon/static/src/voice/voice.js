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
import { IntervalBar } from "./interval_bar";
import * as model from "./voice_model";

const MONTHS = { quarter: 3, half_year: 6, year: 12 };

function defaults() {
    return {
        period: "half_year",
        date_from: false,
        date_to: false,
        wave_id: false,
        tier: false,
        industry_id: false,
        source: false,
        by: "tier",
    };
}

/** What customers say: scores with their intervals, the weak dimensions first. */
export class VoiceAnalysis extends Component {
    static template = "keqin_addon.VoiceAnalysis";
    static components = { IntervalBar, Layout, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        this.model = model;
        const asked = this.props.action.params || {};
        this.filters = useState({
            ...defaults(),
            ...(asked.wave_id ? { wave_id: asked.wave_id } : {}),
            ...this.props.state?.filters,
        });
        this.state = useState({ data: null, options: null });
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({ filters: { ...this.filters } }),
        });
        onWillStart(async () => {
            const options = this.orm.call("keqin.voice.analysis", "get_options", []);
            await this.load();
            this.state.options = await options;
        });
    }

    async load() {
        const asked = this.orm.call("keqin.voice.analysis", "get_analysis", [], {
            ...this.filters,
        });
        this.state.data = await this.keepLast.add(asked);
    }

    // filters
    get periods() {
        return [
            { code: "quarter", label: _t("Quarter") },
            { code: "half_year", label: _t("Half-year") },
            { code: "year", label: _t("Year") },
            { code: "range", label: _t("Range") },
        ];
    }

    get groupings() {
        const all = [
            { code: "tier", label: _t("Tier") },
            { code: "industry", label: _t("Industry") },
            { code: "manager", label: _t("Account manager") },
        ];
        return this.state.data.open ? all : all.slice(0, 2);
    }

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
        const months = step * MONTHS[this.state.data.open ? this.filters.period : "half_year"];
        return this.set("date_from", serializeDate(from.plus({ months })));
    }

    setWave(id) {
        this.filters.date_from = id ? false : serializeDate(today());
        return this.set("wave_id", id);
    }

    reset() {
        Object.assign(this.filters, defaults());
        return this.load();
    }

    // figures
    get isEmpty() {
        const { nps, csat } = this.state.data;
        return !nps.score.n && !csat.score.n;
    }

    get weights() {
        const labels = {
            respondent: _t("Every answer alike"),
            customer: _t("Every customer alike"),
            revenue: _t("By revenue"),
        };
        return this.state.data.nps.weights.map((row) => ({ ...row, label: labels[row.key] }));
    }

    percent(value) {
        return value === null ? "–" : `${formatFloat(value, { digits: [16, 0] })} %`;
    }

    /** Means of levels, as far as anybody gave one. */
    get levels() {
        return this.state.data.levels.filter((row) => row.n);
    }

    levelText(value) {
        return value === null ? "–" : formatFloat(value, { digits: [16, 1] });
    }

    goalText({ target, met }, format = this.percent) {
        if (target === null) {
            return _t("No target is set");
        }
        const goal = format(target);
        if (met === null) {
            return "";
        }
        return met ? _t("Target of %s met", goal) : _t("Below the target of %s", goal);
    }

    isWeak(row) {
        return ["below", "unsure", "lowest"].includes(row.verdict);
    }

    // records behind the figures
    openFeedback(name, domain) {
        return this.open("keqin.feedback", name, domain, ["list", "kanban", "form"]);
    }

    openAnswers() {
        const { domain } = this.state.data.collection;
        return this.open("keqin.survey.invitation", _t("People asked"), domain, ["list", "form"]);
    }

    openComplaints() {
        const { domain } = this.state.data.complaints;
        const name = _t("Customers with complaints");
        return this.open("keqin.customer", name, domain, ["list", "kanban", "form"]);
    }

    open(resModel, name, domain, kinds) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: resModel,
            views: kinds.map((kind) => [false, kind]),
            domain,
            context: { create: false },
        });
    }
}

registry.category("actions").add("keqin_voice_analysis", VoiceAnalysis);
