from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .keqin_case import KINDS

# What happened longer ago is nothing to ask about at once: it was logged late, or the
# rule was made after it.
FRESH_DAYS = 14


class KeqinInstantFeedback(models.Model):
    """After what a customer is asked at once, and with which questionnaire (R107).

    One rule for each kind of activity, case or event. Where there is none, nobody is
    asked, but for the rating of a case, which goes by the company's settings. The rule
    of the company itself comes before one for every company, and the rule for a kind
    of event before the one for any event.
    """

    _name = "keqin.instant.feedback"
    _description = "Instant Feedback"
    _order = "sequence, id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
        help="Empty: all companies.",
    )
    # after what
    after = fields.Selection(
        [("activity", "Activity"), ("case", "Case"), ("event", "Event")],
        required=True,
        default="activity",
        index=True,
    )
    activity_type_id = fields.Many2one(
        "keqin.activity.type",
        "Activity type",
        index="btree_not_null",
        ondelete="cascade",
    )
    case_kind = fields.Selection(KINDS, "Kind of case")
    event_type_id = fields.Many2one(
        "event.type",
        "Event template",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: every event without a rule of its own.",
    )
    # what
    ask = fields.Selection(
        [
            ("survey", "Questionnaire"),
            ("rating", "Rating"),
            ("nothing", "Nothing"),
        ],
        "Ask for",
        required=True,
        default="survey",
        help="A case may be rated instead, by one click in a mail.",
    )
    survey_id = fields.Many2one(
        "survey.survey",
        "Questionnaire",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('access_mode', '=', 'token'), "
        "('survey_type', 'in', ('survey', 'custom'))]",
    )
    delay_hours = fields.Integer(
        "Hours after",
        default=2,
        aggregator=None,
        help="After the activity was logged, the case settled, the event over.",
    )
    # what came of it
    invitation_ids = fields.One2many(
        "keqin.survey.invitation", "instant_feedback_id", "Invitations"
    )
    asked_count = fields.Integer("Asked", compute="_compute_counts")
    answered_count = fields.Integer("Answered", compute="_compute_counts")
    left_out_count = fields.Integer("Left out", compute="_compute_counts")

    _trigger_uniq = models.UniqueIndex(
        "(COALESCE(company_id, 0), after, COALESCE(activity_type_id, 0), "
        "COALESCE(case_kind, ''), COALESCE(event_type_id, 0)) WHERE active",
        "There is a rule for this already. Change that one, or archive it.",
    )
    _trigger_fits = models.Constraint(
        """CHECK(CASE after
            WHEN 'activity' THEN activity_type_id IS NOT NULL
                AND case_kind IS NULL AND event_type_id IS NULL
            WHEN 'case' THEN case_kind IS NOT NULL
                AND activity_type_id IS NULL AND event_type_id IS NULL
            ELSE activity_type_id IS NULL AND case_kind IS NULL END)""",
        "Say after which type of activity or which kind of case, and nothing else.",
    )
    _ask_fits = models.Constraint(
        "CHECK((ask = 'survey') = (survey_id IS NOT NULL))",
        "A rule that asks for a questionnaire names it; another one names none.",
    )
    _rating_fits = models.Constraint(
        "CHECK(ask != 'rating' OR after = 'case')",
        "Only cases are rated. After an activity or an event, choose a questionnaire.",
    )
    _delay_range = models.Constraint(
        "CHECK(delay_hours BETWEEN 0 AND 720)",
        "Ask within 0 to 720 hours (30 days), while it is remembered.",
    )

    @api.depends("after", "activity_type_id", "case_kind", "event_type_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        afters = dict(self._fields["after"]._description_selection(self.env))
        kinds = dict(self._fields["case_kind"]._description_selection(self.env))
        for rule in self:
            # sudo: who may read a rule may read what it is called by
            named = rule.activity_type_id.name or rule.sudo().event_type_id.name
            name = named or kinds.get(rule.case_kind) or self.env._("any")
            rule.display_name = f"{afters.get(rule.after, '')}: {name}"

    @api.depends("invitation_ids.state")
    def _compute_counts(self):
        counts = defaultdict(Counter)
        for rule, state, count in self.env["keqin.survey.invitation"]._read_group(
            [("instant_feedback_id", "in", self.ids)],
            ["instant_feedback_id", "state"],
            ["__count"],
        ):
            counts[rule.id][state] = count
        for rule in self:
            states = counts[rule.id]
            rule.left_out_count = states["left_out"]
            rule.answered_count = states["answered"]
            rule.asked_count = states.total() - rule.left_out_count

    @api.onchange("after")
    def _onchange_after(self):
        self.activity_type_id = self.case_kind = self.event_type_id = False
        if self.ask == "rating" and self.after != "case":
            self.ask = "survey"

    @api.onchange("ask")
    def _onchange_ask(self):
        if self.ask != "survey":
            self.survey_id = False

    @api.constrains("survey_id", "active")
    def _check_invitation_only(self):
        for rule in self.filtered("active"):
            if rule.survey_id and rule.survey_id.access_mode != "token":
                raise ValidationError(
                    self.env._(
                        "%s is open to anyone with the link. Let only invited people "
                        "answer it, or choose another questionnaire.",
                        rule.survey_id.title,
                    )
                )

    def action_open_invitations(self):
        """Who was asked by this rule, who answered, and who was left out and why."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "keqin.survey.invitation",
            "view_mode": "list,form",
            "domain": [("instant_feedback_id", "=", self.id)],
        }

    # for what happened
    @api.model
    def _rules(self, after, companies):
        """The rules of companies after one sort of thing, by company and kind.

        :return: dict of (company id or False, id or code of the kind or False) to rule
        """
        # sudo: whoever ends an activity or a case sets off what follows from it
        rules = self.sudo().search(
            [("after", "=", after), ("company_id", "in", [*companies.ids, False])]
        )
        return {(rule.company_id.id, rule._kind_key()): rule for rule in rules}

    @api.model
    def _pick(self, rules, company, kind):
        """The most specific of ``rules``: kind before any, company before all.

        :param rules: from `_rules`
        :param kind: id of a type, or code of a kind of case
        :return: a rule, empty without any
        """
        for key in (
            (company.id, kind),
            (False, kind),
            (company.id, False),
            (False, False),
        ):
            if key in rules:
                return rules[key]
        return self.browse()

    def _kind_key(self):
        self.ensure_one()
        return self.activity_type_id.id or self.case_kind or self.event_type_id.id

    def _asks(self):
        """Whether there is a questionnaire to send; one put away is not sent."""
        return self.ask == "survey" and self.survey_id.active

    def _send_on(self, ended_on):
        """When the request goes out: never in the past.

        :param ended_on: naive UTC datetime
        """
        moment = ended_on + timedelta(hours=self.delay_hours)
        return max(moment, fields.Datetime.now())

    @api.model
    def _fresh_from(self):
        """What ended before is not asked about any more: a naive UTC datetime."""
        return fields.Datetime.now() - timedelta(days=FRESH_DAYS)

    def _invite(self, people, ended_on, **origin):
        """Ask people of customers, by the rules of every invitation.

        Whoever was asked about it already is passed over; whoever cannot be asked is
        put on the list as left out, with the reason.

        :param people: dict of `keqin.customer` to `res.partner`
        :param ended_on: naive UTC datetime from which the delay counts
        :param origin: field and id of what it was after
        :return: new invitations
        """
        self.ensure_one()
        # sudo: invitations are made by rules only
        return (
            self.env["keqin.survey.invitation"]
            .sudo()
            ._ask(
                people,
                self.survey_id,
                send_on=self._send_on(ended_on),
                instant_feedback_id=self.id,
                **origin,
            )
        )
