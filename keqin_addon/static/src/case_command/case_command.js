import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

// Live chats only: without im_livechat there are none, and the command never shows.
registry.category("discuss.channel_commands").add("case", {
    channel_types: ["livechat"],
    condition: ({ store }) => store.has_access_keqin_case,
    help: _t("Open a case about this chat (/case subject)"),
    methodName: "execute_command_case",
});
