from ast import literal_eval
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .keqin_grade_change import TIER_SELECTION

WAVE_STATES = [
    ("draft", "Draft"),
    ("running", "Running"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
REPEATS = [
    ("quarter", "Every quarter"),
    ("half_year", "Every half-year"),
    ("year", "Every year"),
]
# What decides who is asked what: settled once the wave is launched.
_SETTLED = (
    "company_id",
    "customer_domain",
    "customer_ids",
    "date_start",
    "decision_role",
    "industry_ids",
    "mail_template_id",
    "people",
    "people_max",
    "survey_id",
    "tier_min",
)


class KeqinSurveyWave(models.Model):
    """One round of asking: which questionnaire, whom, when, and what came back (R100).

    A wave that repeats has one successor, made when its time has come (R105).
    """

    _name = "keqin.survey.wave"
    _description = "Survey Wave"
    _inherit = ["keqin.guarded.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Questionnaire",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('access_mode', '=', 'token'), "
        "('question_and_page_ids.keqin_metric', '!=', False)]",
        help="By invitation only, with questions that say what they measure.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
        default=lambda self: self.env.user,
        help="In whose name it is sent; gets the mails people answer with.",
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        "Invitation mail",
        ondelete="set null",
        domain="[('model', '=', 'survey.user_input')]",
        help="Empty: the survey app's own.",
    )
    state = fields.Selection(
        WAVE_STATES,
        "Status",
        required=True,
        default="draft",
        index=True,
        copy=False,
        tracking=True,
        readonly=True,
    )

    # whom
    tier_min = fields.Selection(
        TIER_SELECTION,
        "From tier",
        help="A: tier A only. B: A and B. C: every customer with a tier. Empty: every "
        "customer.",
    )
    industry_ids = fields.Many2many("res.partner.industry", string="Industries")
    customer_domain = fields.Char(
        "Filter", help="Further conditions on the customers to ask."
    )
    filter_user_id = fields.Many2one(
        "res.users",
        copy=False,
        ondelete="set null",
        export_string_translation=False,
    )
    customer_ids = fields.Many2many(
        "keqin.customer",
        string="Customers",
        check_company=True,
        help="These, and nobody else. Empty: whoever the other conditions find.",
    )
    people = fields.Selection(
        [("key", "Key persons"), ("all", "All contacts")],
        required=True,
        default="key",
        help="Key persons have a card. Without any person at all the customer's own "
        "address is asked.",
    )
    decision_role = fields.Selection(
        selection="_selection_decision_role",
        string="Role",
        help="Only key persons of this role.",
    )
    people_max = fields.Integer(
        "People per customer",
        aggregator=None,
        help="Decision makers first, then other key persons. 0: everybody.",
    )

    # when
    date_start = fields.Date(
        "Sent from", required=True, default=fields.Date.context_today, copy=False
    )
    date_end = fields.Date("Open until", copy=False, tracking=True)
    deadline = fields.Datetime(
        compute="_compute_deadline",
        store=True,
        help="The end of the last day where the company is.",
    )
    repeat = fields.Selection(REPEATS, tracking=True)
    previous_id = fields.Many2one(
        "keqin.survey.wave",
        "Previous wave",
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
        readonly=True,
    )
    launched_on = fields.Datetime(readonly=True, copy=False)
    prepared_on = fields.Datetime(
        "Everybody noted on",
        readonly=True,
        copy=False,
        help="From then on it is settled who is asked and who is not.",
    )
    closed_on = fields.Datetime(readonly=True, copy=False)

    # what came back
    invitation_ids = fields.One2many(
        "keqin.survey.invitation", "wave_id", "Invitations"
    )
    feedback_ids = fields.One2many("keqin.feedback", "wave_id")

    _previous_uniq = models.Constraint(
        "UNIQUE(previous_id)", "This wave has its successor already."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_end >= date_start)",
        "A wave cannot end before it starts. Correct one of the two days.",
    )
    _people_max_positive = models.Constraint(
        "CHECK(people_max >= 0)", "The number of people per customer is 0 or more."
    )

    @api.depends("date_end", "company_id")
    def _compute_deadline(self):
        zones = self.company_id._keqin_zones()
        for wave in self:
            # still that day: it is told to people as the day until when they can answer
            wave.deadline = wave.date_end and (
                _midnight(wave.date_end + timedelta(days=1), zones[wave.company_id])
                - timedelta(seconds=1)
            )

    @api.model
    def _selection_decision_role(self):
        field = self.env["keqin.contact"]._fields["decision_role"]
        return field._description_selection(self.env)

    @api.model_create_multi
    def create(self, vals_list):
        waves = super().create(vals_list)
        waves.filtered("customer_domain")._take_over_filter()
        return waves

    def write(self, vals):
        """Whom a launched wave asks is settled; its last day may be moved."""
        self._check_settled(vals)
        result = super().write(vals)
        if "customer_domain" in vals:
            self._take_over_filter()
        if "date_end" in vals:
            self.filtered(lambda wave: wave.state == "running")._move_deadline()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_launched(self):
        launched = self.filtered("launched_on")
        if launched:
            raise UserError(
                self.env._(
                    "%s has been sent and stays, with what came back. Archive it "
                    "instead.",
                    ", ".join(launched.mapped("name")),
                )
            )

    def _check_settled(self, vals):
        fixed = self.filtered(lambda wave: wave.state != "draft")
        if fixed and not self.env.su and not set(_SETTLED).isdisjoint(vals):
            raise UserError(
                self.env._(
                    "%s is launched: whom it asks what is settled. Copy it for others.",
                    ", ".join(fixed.mapped("name")),
                )
            )

    def _take_over_filter(self):
        """The filter is read with the rights of who sets it, now and on the day: what
        it finds tells what the records say that it asks for."""
        self._check_customer_domain()
        if not self.env.su:
            # sudo: nobody says for somebody else; it is who is logged in
            self.sudo().filter_user_id = self.env.user

    def _check_customer_domain(self):
        """:raises UserError: when the filter cannot be read by who sets it"""
        for wave in self:
            try:
                domain = wave._customer_filter()
                self.env["keqin.customer"].search_fetch(domain, ["id"], limit=1)
            except Exception as error:  # whatever a domain can do wrong
                raise UserError(
                    self.env._(
                        "The filter of %(wave)s cannot be read: %(error)s. Choose it "
                        "again with the filter editor.",
                        wave=wave.name,
                        error=error,
                    )
                ) from error

    def _customer_filter(self):
        """The further conditions, as a domain on customers."""
        self.ensure_one()
        return Domain(literal_eval(self.customer_domain or "[]"))

    def _move_deadline(self):
        """Who has not answered yet may until the new day."""
        # sudo: nobody writes invitations; the wave's day may be moved by its editors
        for wave in self.sudo():
            asked = wave.invitation_ids.filtered(
                lambda i: i.state in ("sent", "expired")
            )
            asked.write({"deadline": wave.deadline})
            asked.user_input_id.write({"deadline": wave.deadline})
            if not wave.deadline or wave.deadline > fields.Datetime.now():
                late = asked.filtered(lambda i: i.state == "expired")
                late.write({"state": "sent"})

    def _first_moment(self):
        """When the first day begins where the company is, as naive UTC."""
        zone = self.company_id._keqin_zones()[self.company_id]
        return _midnight(self.date_start, zone)

    @api.model
    def _field_writers(self):
        """Steps are taken by buttons, and the successor is made by rule."""
        stamps = (
            "state",
            "deadline",
            "launched_on",
            "prepared_on",
            "closed_on",
            "filter_user_id",
            "previous_id",
            "invitation_ids",
            "feedback_ids",
        )
        return super()._field_writers() | dict.fromkeys(stamps, fields.NO_ACCESS)


def _midnight(day, zone):
    """When a day begins there, as naive UTC."""
    moment = pytz.timezone(zone).localize(datetime.combine(day, time()))
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
