import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formView } from "@web/views/form/form_view";
import { FormController } from "@web/views/form/form_controller";

/** A dialog for one line, on the phone: Enter saves it and closes. */
export class QuickLogController extends FormController {
    setup() {
        super.setup();
        this.actionService = useService("action");
        useHotkey("enter", () => this.saveAndClose(), { bypassEditableProtection: true });
    }

    async saveAndClose() {
        if (await this.save()) {
            await this.actionService.doAction({ type: "ir.actions.act_window_close" });
        }
    }
}

registry.category("views").add("keqin_quick_log_form", {
    ...formView,
    Controller: QuickLogController,
});
