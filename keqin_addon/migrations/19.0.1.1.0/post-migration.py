"""What came with 19.0.1.0.0 learns what it is by now.

Indicators and activity types are data that an upgrade does not overwrite: names,
formulas and targets that a company has changed stay as they are.
"""

from odoo import SUPERUSER_ID, api

_SCORE = {"arithmetic": "score", "period": "half", "department": "service"}
_INDICATORS = {
    "k01": _SCORE,
    "k02": _SCORE,
    "k03": _SCORE | {"by_employee": False},
    "k04": _SCORE,
    "k16": {"department": "service"},
    "k22": {
        "department": "service",
        "kind": "process",
        "period": "half",
        "by_employee": False,
    },
    "k35": {"department": "sales", "arithmetic": "mean", "period": "half"},
    "k36": {"department": "marketing", "arithmetic": "mean", "period": "half"},
}


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, vals in _INDICATORS.items():
        indicator = env.ref(f"keqin_addon.keqin_indicator_{name}", False)
        if indicator:
            indicator.write(vals)
    exclusive = env.ref("keqin_addon.keqin_activity_type_service_experience", False)
    if exclusive:
        exclusive.is_exclusive = True
