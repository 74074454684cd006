import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Why a customer has its grade: the parts of each score, which add up to it, with
 * the records behind every part one click away.
 */
export class GradeParts extends Component {
    static template = "keqin_addon.GradeParts";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get sections() {
        return this.props.record.data[this.props.name] || [];
    }

    format(value, decimals = 2) {
        return formatFloat(value, { digits: [16, decimals] });
    }

    percent(value) {
        return this.format(value * 100, 0);
    }

    /** Bars of the points within the weight, on a scale from 0 to 100. */
    width(value) {
        return `width: ${Math.min(value, 100)}%`;
    }

    async open(factor) {
        const action = await this.orm.call(this.props.record.resModel, "action_open_factor", [
            [this.props.record.resId],
            factor.factor,
        ]);
        if (action) {
            action.name = `${factor.label} · ${action.name}`;
            return this.action.doAction(action);
        }
    }
}

registry.category("fields").add("keqin_grade_parts", {
    component: GradeParts,
    displayName: _t("Parts of the grade"),
    supportedTypes: ["json"],
});
