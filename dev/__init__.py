"""The developer sandbox: a real Odoo 19 with the addon, from one command.

Standard library only, because it runs before anything is installed. What runs
inside Odoo's own Python lives in ``dev.inside`` and in the two scripts that say so.
"""
