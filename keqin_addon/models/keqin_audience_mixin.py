from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import split_every

from .keqin_grade_change import POTENTIAL_SELECTION, TIER_SELECTION
from .keqin_survey_wave_audience import _rank

_BATCH = 1000


def class_domain(group):
    """Condition on customers: class, importance and industry as a record asks."""
    domain = Domain.TRUE
    if group.tier:
        domain &= Domain("tier", "=", group.tier)
    if group.potential:
        domain &= Domain("potential", "=", group.potential)
    if group.key_only:
        domain &= Domain("care_level", "=", "key")
    if group.industry_ids:
        domain &= Domain("industry_id", "in", group.industry_ids.ids)
    return domain


class KeqinAudienceMixin(models.AbstractModel):
    """Customers by class, industry and saved segment, and their right people (R071).

    The model brings ``company_id``. A segment is read with the rights of who chose it:
    what they may not see does not decide.
    """

    _name = "keqin.audience.mixin"
    _description = "Addresses a Group of Customers"
    _inherit = ["keqin.segment.mixin", "keqin.guarded.mixin"]

    segment_id = fields.Many2one(store=True, ondelete="restrict", copy=True)
    segment_user_id = fields.Many2one(
        "res.users", "Segment chosen by", readonly=True, copy=False
    )
    tier = fields.Selection(TIER_SELECTION, help="Empty: every tier.")
    potential = fields.Selection(POTENTIAL_SELECTION, help="Empty: any potential.")
    key_only = fields.Boolean("Key customers only")
    industry_ids = fields.Many2many(
        "res.partner.industry", string="Industries", help="Empty: every industry."
    )
    people = fields.Selection(
        [
            ("main", "The person who decides first"),
            ("key", "All key persons"),
            ("all", "All contacts"),
        ],
        "Whom of a customer",
        default="main",
        required=True,
        help="A customer of whom no person is known is written to at its own address.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered("segment_id")._note_chooser()
        return records

    def write(self, vals):
        written = super().write(vals)
        if "segment_id" in vals:
            self._note_chooser()
        return written

    def _note_chooser(self):
        # sudo: a stamp that nobody writes
        self.sudo().segment_user_id = self.env.user

    def _audience(self):
        """The customers in care it is about, by id."""
        self.ensure_one()
        return self.env["keqin.customer"].search(self._audience_domain(), order="id")

    def _audience_domain(self):
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= Domain("invalid_reason", "=", False)
        return domain & class_domain(self) & self._segment_found()

    def _segment_found(self):
        # sudo: its condition is checked with the rights of who chose it
        segment, chooser = self.sudo().segment_id, self.sudo().segment_user_id
        if not segment:
            return Domain.TRUE
        customers = self.env["keqin.customer"].with_user(chooser)
        customers = customers.with_context(allowed_company_ids=self.company_id.ids)
        try:
            wanted = self.with_user(chooser)._segment_domain(segment.with_user(chooser))
            return Domain("id", "in", customers.search(wanted).ids)
        except AccessError:
            return Domain.FALSE

    def _recipients(self, but_mailing=None):
        """Whom to write to, and why not to the others.

        :param but_mailing: the `mailing.mailing` that makes nobody tired of itself
        :return: `res.partner`, and dict of reason to number of people left out
        """
        # sudo: cards say whom to write to and whom not; nothing of them is handed out
        here = self.sudo()
        found, left_out, addresses = [], defaultdict(int), set()
        for ids in split_every(_BATCH, here._audience().ids):
            customers = here.env["keqin.customer"].browse(ids)
            for person, reason in here._decide(customers, but_mailing):
                if not reason and person.email_normalized in addresses:
                    reason = "same_address"
                if reason:
                    left_out[reason] += 1
                else:
                    addresses.add(person.email_normalized)
                    found.append(person.id)
        return self.env["res.partner"].browse(found), dict(left_out)

    def _decide(self, customers, but_mailing):
        """List of person, and reason why not, of as many as fit into memory."""
        people = self._people_of(customers)
        guard = self.env["keqin.survey.invitation"]
        pairs = [(customer, p) for customer in people for p in people[customer]]
        opted_out = guard._opted_out(pairs)
        tired = self._tired([person.id for _c, person in pairs], but_mailing)
        decided = []
        for customer in people:
            for person in people[customer]:
                reason = guard._obvious_reason(customer, person)
                if not reason and (customer, person) in opted_out:
                    reason = "opted_out"
                if not reason and person.id in tired:
                    reason = "too_soon"
                decided.append((person, reason))
                if not reason and self.people == "main":
                    break
        return decided

    def _people_of(self, customers):
        """Dict of customer to its people, those who decide first."""
        waves = self.env["keqin.survey.wave"]
        cards = waves._cards(customers)
        others = waves._other_people(customers) if self.people == "all" else {}
        people = {}
        for customer in customers:
            here = [c for c in cards[customer] if not c._is_gone()]
            known = [card.partner_id for card in sorted(here, key=_rank)]
            gone = cards[customer].filtered(lambda c: c._is_gone()).partner_id
            known += [
                person
                for person in others.get(customer.partner_id, ())
                if person not in known and person not in gone
            ]
            people[customer] = known or [customer.partner_id]
        return people

    def _tired(self, partner_ids, but_mailing):
        """Those who got another mailing of ours within the days of the company."""
        days = self.company_id.keqin_mailing_gap_days
        if not days:
            return set()
        since = fields.Datetime.now() - timedelta(days=days)
        rows = self.env["mailing.trace"]._read_group(
            [
                ("model", "=", "res.partner"),
                ("res_id", "in", partner_ids),
                ("sent_datetime", ">=", since),
                ("mass_mailing_id.keqin_marketing_id", "!=", False),
                ("mass_mailing_id", "!=", but_mailing.id if but_mailing else False),
                ("is_test_trace", "=", False),
            ],
            ["res_id"],
        )
        return {res_id for (res_id,) in rows}

    @api.model
    def _left_out_text(self, left_out):
        """What `_recipients` left out, in words."""
        labels = {
            "left": self.env._("left the customer"),
            "not_valid": self.env._("marked as invalid"),
            "no_email": self.env._("without e-mail"),
            "invalid": self.env._("with an address that does not work"),
            "opted_out": self.env._("who want no mass mail"),
            "out_of_care": self.env._("of customers out of care"),
            "same_address": self.env._("with the address of another"),
            "too_soon": self.env._("written to lately"),
        }
        return ", ".join(
            f"{number} {labels.get(reason, reason)}"
            for reason, number in sorted(left_out.items())
        )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"segment_user_id": fields.NO_ACCESS}
