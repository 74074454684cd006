import { Component, onWillDestroy, useState } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { clockOf, inOneUnit, minute, nextClock, watchMinute } from "./case_clock_model";

const CLOCKS = { response_deadline: "response", resolution_deadline: "resolution" };
const ICONS = {
    running: "fa-clock-o",
    paused: "fa-pause",
    met: "fa-check",
    missed: "fa-times",
};

/**
 * A deadline of a case as time that is left, from stored fields alone: a list of
 * clocks costs the server nothing but the list.
 */
export class CaseClock extends Component {
    static template = "keqin_addon.CaseClock";
    static props = { ...standardFieldProps };

    setup() {
        onWillDestroy(watchMinute());
        this.minute = useState(minute);
    }

    get data() {
        return this.props.record.data;
    }

    get which() {
        return CLOCKS[this.props.name] || nextClock(this.data);
    }

    get clock() {
        return clockOf(this.data, this.which, this.minute.now);
    }

    get icon() {
        return ICONS[this.clock.status];
    }

    get className() {
        const { status, left, broken, soon } = this.clock;
        if (broken || left < 0) {
            return "text-bg-danger";
        }
        if (status === "met") {
            return "text-success";
        }
        if (status === "paused") {
            return "text-bg-secondary";
        }
        return soon ? "text-bg-warning" : "text-bg-info";
    }

    get text() {
        const { status, left } = this.clock;
        if (status === "running") {
            const span = this.span(left);
            return left < 0 ? _t("overdue %s", span) : _t("%s left", span);
        }
        return { paused: _t("paused"), met: _t("in time"), missed: _t("too late") }[status];
    }

    get title() {
        const { deadline, status, broken } = this.clock;
        const what = this.which === "response" ? _t("Respond by") : _t("Resolve by");
        const lines = deadline ? [`${what}: ${formatDateTime(deadline)}`] : [];
        if (status === "paused") {
            lines.push(_t("Paused: waiting for the customer"));
        }
        if (broken) {
            const missed = this.data[`${this.which}_breached_on`];
            lines.push(_t("Missed on %s", formatDateTime(missed)));
        }
        return lines.join("\n");
    }

    span(milliseconds) {
        const [number, unit] = inOneUnit(milliseconds);
        return { min: _t("%s min", number), h: _t("%s h", number), d: _t("%s d", number) }[unit];
    }
}

const DATETIMES = [
    "response_deadline",
    "resolution_deadline",
    "response_breached_on",
    "resolution_breached_on",
    "response_met_on",
    "response_warn_on",
    "resolution_warn_on",
];

registry.category("fields").add("keqin_case_clock", {
    component: CaseClock,
    displayName: _t("Service clock"),
    supportedTypes: ["datetime"],
    listViewWidth: 120,
    fieldDependencies: [
        { name: "state", type: "selection" },
        ...DATETIMES.map((name) => ({ name, type: "datetime" })),
    ],
});
