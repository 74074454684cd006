from odoo import api, fields, models

from ..tools.people import SPOKEN, warmth
from .keqin_people_engine import DECIDERS

AGAINST = ("critic", "opponent")


class KeqinContact(models.Model):
    """When the person and we last spoke, both ways, and who of us did (R116).

    Kept up by whatever shows it: an activity that is done, who came to it, a mail of
    the person. What counts is said in `keqin.people.engine`.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.contact"

    last_touch_on = fields.Date(
        "Last two-way contact",
        compute="_compute_last_touch",
        store=True,
        copy=False,
        help="A visit, a call, a chat, an event the person came to, or a mail from "
        "the person. What we only sent is none.",
    )
    last_touch_user_id = fields.Many2one(
        "res.users",
        "Last spoken to by",
        compute="_compute_last_touch",
        store=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Empty when that is confidential, or when the person wrote to nobody in "
        "particular.",
    )

    @api.depends("partner_id", "customer_id")
    def _compute_last_touch(self):
        """What was said is no field to depend on: `_touched` says when."""
        rows = self.env["keqin.people.engine"]._touches_of(self)
        for card in self:
            day, user_id = rows.get(card.id, (False, False))
            card.last_touch_on = day
            card.last_touch_user_id = user_id

    def _is_gone(self):
        """Works elsewhere, or nowhere we know of."""
        self.ensure_one()
        return self.has_left or not self.partner_id.active

    def _is_spoken_with(self, today):
        self.ensure_one()
        return warmth(self.last_touch_on, today) in SPOKEN

    def _map_gaps(self, today, met_executive):
        """Yield what is wrong with a person of weight; others raise no alarm.

        :param met_executive: whether an executive spoke with the person, or need not
        :return: code, sentence, and what to do about it
        """
        decides = self.decision_role in DECIDERS
        if not decides and self.influence != "high":
            return
        if self._is_gone():
            text = self.env._("%s has left. Who takes over?", self.name)
            yield "left", text, "card"
            return
        if self.attitude in AGAINST:
            text = self.env._("%s has weight and is against us.", self.name)
            yield "against", text, "open"
        if decides and not self._is_spoken_with(today):
            text = self.env._(
                "%s decides, and nobody spoke with them for a year.", self.name
            )
            yield "cold", text, "plan"
        elif decides and not met_executive:
            text = self.env._(
                "No executive of ours spoke with %s for a year.", self.name
            )
            yield "unpaired", text, "plan"

    @api.model
    def _touched(self, domain):
        """Cards of these people: what was said last is to be looked up anew."""
        # sudo: follows from what was logged, whoever may read the card
        cards = self.sudo().with_context(active_test=False).search(domain)
        if cards:
            for name in ("last_touch_on", "last_touch_user_id"):
                self.env.add_to_compute(self._fields[name], cards)
            cards.modified(["last_touch_on"])

    @api.model
    def _field_writers(self):
        touched = ("last_touch_on", "last_touch_user_id")
        return super()._field_writers() | dict.fromkeys(touched, fields.NO_ACCESS)
