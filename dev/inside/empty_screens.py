"""Which screens of the demo company show nothing to anybody who may open them.

Each menu is asked as each login that sees it, with the domain and the filters that it
opens with.
"""

import argparse
import sys

from lxml import etree

import odoo.api
from odoo.fields import Domain
from odoo.modules.registry import Registry
from odoo.tools import config, safe_eval


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--db", required=True)
    parser.add_argument("--logins", required=True)
    return parser.parse_args()


def names(user):
    return {
        "uid": user.id,
        "allowed_company_ids": user.company_ids.ids,
        "active_id": 0,
        "active_ids": [],
        "context": {},
        "context_today": safe_eval.datetime.date.today,
        "datetime": safe_eval.datetime,
        "relativedelta": safe_eval.dateutil.relativedelta.relativedelta,
        "time": safe_eval.time,
    }


def evaluated(text, user):
    return safe_eval.safe_eval(text, names(user)) if isinstance(text, str) else text


def opened_with(model, action, context, user):
    """The domain of the action and of the filters it switches on.

    Filters between two separators widen each other, those apart narrow each other.
    """
    domain = Domain(evaluated(action.domain or "[]", user))
    view = model.get_view(action.search_view_id.id or None, "search")
    blocks = [[]]
    for node in etree.fromstring(view["arch"]).iter("filter", "separator"):
        if node.tag == "separator":
            blocks.append([])
        elif node.get("domain") and context.get(f"search_default_{node.get('name')}"):
            blocks[-1].append(Domain(evaluated(node.get("domain"), user)))
    return domain & Domain.AND(Domain.OR(block) for block in blocks if block)


def count(env, action, user):
    """Records that the action opens with for a user; 0 where it is not for them."""
    context = evaluated(action.context or "{}", user)
    model = env(user=user, context={**context, "lang": "en_US"})[action.res_model]
    if not model.has_access("read"):
        return 0
    return model.search_count(opened_with(model, action, context, user), limit=1)


def empty(env, logins):
    # whoever comes by the portal sees no menus
    inside = [("login", "in", logins), ("share", "=", False)]
    users = env["res.users"].search(inside)
    root = env.ref("keqin_addon.keqin_menu_root")
    seen = {}
    for user in users:
        visible = env(user=user)["ir.ui.menu"]._visible_menu_ids()
        menus = (
            env["ir.ui.menu"]
            .browse(visible)
            .filtered(lambda menu: menu.parent_path.startswith(root.parent_path))
        )
        for menu in menus:
            action = menu.action
            window = action and action._name == "ir.actions.act_window"
            if not window or action.target == "new":
                continue
            if env[action.res_model]._transient:
                continue
            shown = seen.get(menu.complete_name) or count(env, action, user)
            seen[menu.complete_name] = shown
    return sorted(name for name, shown in seen.items() if not shown), len(seen)


def main():
    args = arguments()
    config.parse_config(["-c", args.config, "-d", args.db, "--no-http"])
    with Registry(args.db).cursor() as cr:
        env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})
        bare, asked = empty(env, args.logins.split(","))
    if bare:
        sys.exit(f"ERROR: empty on the demo company: {', '.join(bare)}")
    print(f"progress: {asked} screens have something to show", flush=True)


if __name__ == "__main__":
    main()
