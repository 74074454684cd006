from odoo import fields, models

from .keqin_case import CHANNELS
from .keqin_need import HANDLERS

_STAFF = "keqin_addon.group_keqin_staff"
# Channel of an activity: that of the case raised in it; private messages and other
# doors are chosen by hand.
_CASE_CHANNEL = {
    "visit": "visit",
    "video": "visit",
    "event": "visit",
    "phone": "phone",
    "email": "email",
    "chat": "chat",
    "social": "comment",
    "community": "comment",
    "sms": "message",
}
assert set(_CASE_CHANNEL.values()) <= {code for code, _label in CHANNELS}


class KeqinActivity(models.Model):
    """What was heard in an activity becomes a case or a need (R057, R067, R171).

    Who may raise cases and needs sees the new one before it is saved. Others, such as
    marketing on social media, pass on what they heard: it is recorded at once, for
    those whose work it is (R064).
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, its flow, its meeting, its conversation
    _inherit = "keqin.activity"

    case_count = fields.Integer(
        "Case count", compute="_compute_service_counts", groups=HANDLERS
    )
    need_count = fields.Integer(
        "Need count", compute="_compute_service_counts", groups=_STAFF
    )

    def _compute_service_counts(self):
        for name, model in (
            ("case_count", "keqin.case"),
            ("need_count", "keqin.need"),
        ):
            counts = {}
            if self.env[model].has_access("read"):
                ours = [("activity_id", "in", self.ids)]
                groups = self.env[model]._read_group(ours, ["activity_id"], ["__count"])
                counts = {activity.id: count for activity, count in groups}
            for activity in self:
                activity[name] = counts.get(activity.id, 0)

    def action_make_case(self):
        """Raise a case from what was said in it."""
        return self._raise("keqin.case", self._prepare_case())

    def action_make_need(self):
        """Record a need that was heard in it."""
        return self._raise("keqin.need", self._prepare_need())

    def action_open_cases(self):
        """The cases raised in it that the reader may see."""
        return self._open_raised("keqin.case", self.env._("Cases"))

    def action_open_needs(self):
        """The needs heard in it that the reader may see."""
        return self._open_raised("keqin.need", self.env._("Needs"))

    def _raise(self, model, values):
        self.ensure_one()
        self.check_access("read")
        if self._may_raise(model):
            return {
                "type": "ir.actions.act_window",
                "name": self.env[model]._description,
                "res_model": model,
                "views": [(False, "form")],
                "context": {f"default_{name}": value for name, value in values.items()},
            }
        self._check_in_charge()
        record = self._pass_on(model, [values])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Passed on to service: %s", record.sudo().display_name
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _pass_on(self, model, vals_list):
        """Create what the caller heard, if need be for those who work on it."""
        Model = self.env[model]
        if self._may_raise(model):
            return Model.create(vals_list)
        owner = {}
        if model == "keqin.need":
            customer = self.customer_id.sudo()
            owner = {"user_id": (customer.user_id or customer.service_user_id).id}
            owner = owner if owner["user_id"] else {}
        # sudo: who hears a need or a complaint has to pass it on, whatever the role;
        # the values are those of an activity the caller may log
        return Model.sudo().create([vals | owner for vals in vals_list])

    def _may_raise(self, model):
        """Whether the caller may create one for this customer."""
        customer = self.customer_id
        return self.env[model].has_access("create") and customer.has_access("write")

    def _prepare_case(self):
        self.ensure_one()
        found = not self._is_training() and bool(self.problems)
        text = self.problems or (self._is_training() and self.usage) or self.feedback
        return {
            "customer_id": self.customer_id.id,
            "contact_id": self._asking_person().id,
            "activity_id": self.id,
            "name": _first_line(text) or self.name,
            "description": text or False,
            "channel": self._case_channel(),
            "kind": "support" if found or self._is_training() else "enquiry",
            "is_preventive": found,
        }

    def _prepare_need(self):
        self.ensure_one()
        text = self.needs or self.talk_needs
        return {
            "customer_id": self.customer_id.id,
            "contact_id": self._asking_person().id,
            "activity_id": self.id,
            "name": _first_line(text) or self.name,
            "description": text or False,
            "is_latent": not self.needs,
        }

    def _asking_person(self):
        """The person it was with, as far as it works for the customer."""
        people = self.contact_id | self.contact_ids
        company = self.customer_id.partner_id
        return people.filtered(lambda p: p.commercial_partner_id == company)[:1]

    def _case_channel(self):
        if self._is_training():
            return "training"
        return _CASE_CHANNEL.get(self.channel, "other")

    def _is_training(self):
        return self.purpose == "training"

    def _open_raised(self, model, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "list,form",
            "domain": [("activity_id", "=", self.id)],
            "context": {"default_customer_id": self.customer_id.id},
        }


def _first_line(text, limit=80):
    """The first line of a note, short enough for a subject."""
    lines = (text or "").strip().splitlines()
    return lines[0].strip()[:limit] if lines else ""
