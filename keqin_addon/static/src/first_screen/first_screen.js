import { Component } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What is due, open and promised for a customer, each line one click away. */
export class FirstScreen extends Component {
    static template = "keqin_addon.FirstScreen";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get cells() {
        const data = this.props.record.data[this.props.name] || {};
        const titles = {
            due: _t("Coming up"),
            open: _t("What is open"),
            promised: _t("What we promised"),
        };
        const empty = {
            due: _t("Nothing is planned."),
            open: _t("Nothing is open."),
            promised: _t("Nothing is promised."),
        };
        return Object.entries(titles)
            .filter(([name]) => data[name])
            .map(([name, title]) => ({ name, title, empty: empty[name], ...data[name] }));
    }

    /** Near days as people say them, others as a date. */
    day(line) {
        const day = deserializeDate(line.on);
        const days = Math.abs(day.diff(luxon.DateTime.local().startOf("day"), "days").days);
        return days < 8
            ? day.toRelativeCalendar({ unit: "days" })
            : day.toLocaleString({ month: "short", day: "numeric" });
    }

    fullDay(line) {
        return deserializeDate(line.on).toLocaleString(luxon.DateTime.DATE_FULL);
    }

    openLine({ model, id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async openKind({ action }) {
        const { resModel, resId } = this.props.record;
        return this.action.doAction(await this.orm.call(resModel, action, [[resId]]));
    }
}

registry.category("fields").add("keqin_first_screen", {
    component: FirstScreen,
    displayName: _t("Due, open and promised"),
    supportedTypes: ["json"],
});
