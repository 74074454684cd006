"""Create, install, upgrade and warm up a database in one Odoo process.

One process instead of three: the registry is loaded once.
"""

import argparse
import sys

import odoo.api
import odoo.modules.loading
import odoo.service.db
from odoo.modules.registry import Registry
from odoo.tools import config


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--db", required=True)
    parser.add_argument("--create", action="store_true")
    parser.add_argument("--install", default="")
    parser.add_argument("--upgrade", default="")
    parser.add_argument("--languages", default="")
    parser.add_argument("--speak", metavar="LANGUAGE", default="")
    parser.add_argument("--force-demo", action="store_true")
    parser.add_argument("--bundles", default="")
    return parser.parse_args()


def names(text):
    return [name for name in text.split(",") if name]


def environment(registry, cr):
    return odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {})


def load(args):
    wanted = names(args.install), names(args.upgrade)
    return Registry.new(
        args.db,
        update_module=any(wanted),
        install_modules=wanted[0],
        upgrade_modules=wanted[1],
    )


def warm(env, bundles):
    """Assets generated here are kept; generated in a test they are rolled back."""
    for name in bundles:
        files = env["ir.qweb"]._get_asset_bundle(name, js=True, css=True)
        if files.stylesheets:
            files.css()
        if files.javascripts:
            files.js()
        print(f"progress: bundle {name}", flush=True)


def speak(env, language):
    """Companies and users speak it, those who are still to come as well."""
    env["ir.default"].set("res.partner", "lang", language)
    env["res.partner"].with_context(active_test=False).search([]).lang = language


def check(env, modules):
    """Odoo skips a module it cannot install with a log line only."""
    found = env["ir.module.module"].search(
        [("name", "in", modules), ("state", "=", "installed")]
    )
    missing = set(modules) - set(found.mapped("name"))
    if missing:
        sys.exit(f"ERROR: not installed: {', '.join(sorted(missing))}")


def main():
    args = arguments()
    options = ["-c", args.config, "-d", args.db, "--no-http"]
    if args.languages:
        options.append(f"--load-language={args.languages}")
    config.parse_config(options, setup_logging=True)
    if args.create:
        odoo.service.db._create_empty_database(args.db)
    registry = load(args)
    with registry.cursor() as cr:
        env = environment(registry, cr)
        check(env, names(args.install))
        if args.speak:
            speak(env, args.speak)
        if args.force_demo:
            odoo.modules.loading.force_demo(env)
        warm(env, names(args.bundles))


if __name__ == "__main__":
    main()
