import { Component, markup, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const REPORT = "keqin_addon.keqin_briefing_document";

/** What to know before a visit, on one page; the server decides what the reader sees. */
export class Briefing extends Component {
    static template = "keqin_addon.Briefing";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        // kept in the address, so that the page can be reloaded
        const { customer_id, activity_id } = this.props.action.params;
        this.customerId = customer_id || this.props.action.context.active_id;
        this.activityId = activity_id || false;
        this.state = useState({ data: null });
        onWillStart(() => this.load());
    }

    async load() {
        const data = await this.orm.call("keqin.customer", "get_briefing", [
            [this.customerId],
            this.activityId,
        ]);
        this.state.data = { ...data, html: markup(data.html) };
    }

    print() {
        return this.action.doAction({
            type: "ir.actions.report",
            report_type: "qweb-pdf",
            report_name: REPORT,
            report_file: REPORT,
            display_name: this.state.data.name,
            context: { active_ids: [this.customerId], keqin_activity_id: this.activityId },
        });
    }

    /** After the visit: the dialog that logs the activity, or a new contact. */
    async log() {
        const [model, id, method] = this.activityId
            ? ["keqin.activity", this.activityId, "action_log"]
            : ["keqin.customer", this.customerId, "action_log_contact"];
        const dialog = await this.orm.call(model, method, [[id]]);
        return this.action.doAction(dialog, { onClose: () => this.load() });
    }

    open() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "keqin.customer",
            res_id: this.customerId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("keqin_briefing", Briefing);
