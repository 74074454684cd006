from collections import defaultdict

from odoo import api, fields, models

from .keqin_case import OPEN as OPEN_CASES
from .keqin_promise import OPEN as OPEN_PROMISES
from .keqin_recovery import OPEN as OPEN_RECOVERIES
from .keqin_risk import OPEN as OPEN_RISKS

# The rest is one click away.
_LINES = 3
# cell: (model, domain, field of the day, method that opens all of them)
_CELLS = {
    "due": [
        ("keqin.activity", [("state", "=", "planned")], "date_planned", "care"),
    ],
    "open": [
        ("keqin.case", [("state", "in", OPEN_CASES)], "next_deadline", "cases"),
        ("keqin.recovery", [("state", "in", OPEN_RECOVERIES)], "date_due", "feedback"),
        ("keqin.risk", [("state", "in", OPEN_RISKS)], "date_due", "risks"),
        ("keqin.need", [("state", "!=", "closed")], None, "needs"),
    ],
    "promised": [
        ("keqin.promise", [("state", "in", OPEN_PROMISES)], "due_on", "promises"),
    ],
}


class KeqinCustomer(models.Model):
    """What is due, open and promised, on the first screen of the care file (R008)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    first_screen = fields.Json(
        "Due, open and promised",
        compute="_compute_first_screen",
        groups="keqin_addon.group_keqin_staff",
        help="The first lines of each, and how many there are, as the reader may "
        "read them.",
    )

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_first_screen(self):
        """``{cell: {"lines": [...], "kinds": [...]}}``, cells of `_CELLS`.

        A line has the ``model``, ``id`` and ``text`` of a record, its day ``on`` (ISO
        or False) and whether it ``is_late``. A kind has a ``label``, the ``count``
        of all, how many are ``late``, and the ``action`` to open them. A kind that
        the reader may not read is left out.
        """
        screens = defaultdict(dict)
        for cell, kinds in _CELLS.items():
            found = [(kind, self._first_screen_lines(*kind)) for kind in kinds]
            for customer in self:
                lines = [
                    (kind, of[customer.id]) for kind, of in found if of is not None
                ]
                screens[customer.id][cell] = self._first_screen_cell(lines)
        for customer in self:
            customer.first_screen = screens[customer.id]

    @api.model
    def _first_screen_cell(self, found):
        labels = self._first_screen_labels()
        kinds = [
            {
                "label": labels[model],
                "count": len(lines),
                "late": sum(line["is_late"] for line in lines),
                "action": f"action_open_{name}",
            }
            for (model, _domain, _day, name), lines in found
        ]
        lines = [line for _kind, lines in found for line in lines]
        # what has no day waits longest
        lines.sort(key=lambda line: (not line["on"], line["on"] or ""))
        return {"lines": lines[:_LINES], "kinds": kinds}

    @api.model
    def _first_screen_labels(self):
        return {
            "keqin.activity": self.env._("Care"),
            "keqin.case": self.env._("Cases"),
            "keqin.recovery": self.env._("Recoveries"),
            "keqin.risk": self.env._("Risks"),
            "keqin.need": self.env._("Needs"),
            "keqin.promise": self.env._("Promises"),
        }

    def _first_screen_lines(self, model, domain, day, _action):
        """The open records of each customer as lines, by the id of the customer.

        :return: None for who may not read any of that model
        """
        if not self.env[model].has_access("read"):
            return None
        ours = [("customer_id", "in", self.ids), *domain]
        names = filter(None, ["customer_id", "display_name", day])
        lines = defaultdict(list)
        for record in self.env[model].search_fetch(ours, list(names)):
            lines[record.customer_id.id].append(self._first_screen_line(record, day))
        return lines

    @api.model
    def _first_screen_line(self, record, day):
        on = day and record[day]
        if day and record._fields[day].type == "datetime":
            now = fields.Datetime.now()
            is_late = bool(on and on < now)
            on = on and fields.Datetime.context_timestamp(record, on).date()
        else:
            is_late = bool(on and on < fields.Date.context_today(record))
        return {
            "model": record._name,
            "id": record.id,
            "text": record.display_name,
            "on": bool(on) and fields.Date.to_string(on),
            "is_late": is_late,
        }
