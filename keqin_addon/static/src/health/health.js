import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { HealthHistory, HealthWaterfall } from "./health_charts";
import * as model from "./health_model";

/**
 * Why the health of a customer is what it is: from a month of its history to now, by
 * factors that add up exactly, each with the records behind it.
 */
export class Health extends Component {
    static template = "keqin_addon.Health";
    static components = { HealthHistory, HealthWaterfall };
    static props = { customerId: Number };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.model = model;
        this.state = useState({ data: null });
        onWillStart(() => this.load(this.props.customerId));
        onWillUpdateProps((next) => {
            if (next.customerId !== this.props.customerId) {
                return this.load(next.customerId);
            }
        });
    }

    async load(customerId, month = false) {
        const asked = this.orm.call("keqin.customer", "get_health", [[customerId]], { month });
        this.state.data = await this.keepLast.add(asked);
    }

    compareWith(month) {
        return this.load(this.props.customerId, month);
    }

    /** Months to compare with, the last one first. */
    get months() {
        return model.comparable(this.state.data).reverse();
    }

    get isUnknown() {
        return this.state.data.score === null;
    }

    async open({ code, label }) {
        const action = await this.orm.call("keqin.customer", "action_open_health_factor", [
            [this.props.customerId],
            code,
        ]);
        if (action) {
            const name = `${label} · ${action.name}`;
            return this.action.doAction({ ...action, name, display_name: name });
        }
    }
}

/** The health of a customer on a page of its own. */
export class HealthAction extends Component {
    static template = "keqin_addon.HealthAction";
    static components = { Health, Layout };
    static props = { ...standardActionServiceProps };

    get customerId() {
        const { params, context } = this.props.action;
        return params?.customer_id || context.active_id;
    }
}

/** The health in the form of a care file: `<widget name="keqin_health"/>`. */
export class HealthWidget extends Component {
    static template = "keqin_addon.HealthWidget";
    static components = { Health };
    static props = { ...standardWidgetProps };
}

registry.category("actions").add("keqin_health", HealthAction);
registry.category("view_widgets").add("keqin_health", { component: HealthWidget });
