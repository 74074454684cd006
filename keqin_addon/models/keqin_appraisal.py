from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command

from ..tools import appraisal
from .keqin_evaluation import EXECUTIVE

# Decided on once the result stands.
REWARD = frozenset({"reward_type", "reward_amount", "reward_note"})
# Whose it is, of when and by what: agreed on before the employee reads it.
_ABOUT = frozenset(
    {
        "appraiser_id",
        "company_id",
        "date_end",
        "date_start",
        "name",
        "period",
        "scope",
        "team_id",
        "template_id",
        "user_id",
    }
)
# Written by the steps and by what is computed alone.
_COMPUTED = (
    "employee_read_on",
    "handed_over_on",
    "rating",
    "score",
    "score_coverage",
)
_LEADS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_service_manager,"
    "keqin_addon.group_keqin_executive"
)


class KeqinEvaluation(models.Model):
    """Staff appraisal: the evaluation of an employee, by somebody else (R140 to R151).

    What is measured is computed and written by nobody; the appraiser judges the rest,
    the employee comments, executives close and reward.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_evaluation_figures`
    _inherit = "keqin.evaluation"

    template_id = fields.Many2one(
        "keqin.appraisal.template", index="btree_not_null", ondelete="restrict"
    )
    appraiser_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain=[("share", "=", False)],
    )
    appraiser_comment = fields.Text(
        "Appraiser's summary", help="What went well, what to work on."
    )
    employee_comment = fields.Text("Employee's comment", copy=False)
    rating = fields.Selection(
        [
            ("outstanding", "Outstanding"),
            ("good", "Good"),
            ("sufficient", "Sufficient"),
            ("insufficient", "Insufficient"),
        ],
        "Appraisal rating",
        compute="_compute_rating",
        store=True,
        index="btree_not_null",
        help="Follows from the score, by the limits in the settings.",
    )
    reward_type = fields.Selection(
        [
            ("bonus", "Bonus"),
            ("raise", "Pay rise"),
            ("promotion", "Promotion"),
            ("training", "Training"),
            ("honour", "Public praise"),
        ],
        "Reward",
        copy=False,
    )
    reward_amount = fields.Monetary(copy=False)
    reward_note = fields.Char(copy=False)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    # the database lets no employee be appraised twice, nor by oneself
    _appraised_once = models.UniqueIndex(
        "(company_id, user_id, period, date_start) WHERE scope = 'employee'",
        "This employee has an appraisal of the period already. Open that one.",
    )
    _appraised_by_another = models.Constraint(
        "CHECK(appraiser_id != user_id)",
        "Nobody appraises oneself. Choose another appraiser.",
    )
    _reward_positive = models.Constraint(
        "CHECK(reward_amount >= 0)", "A reward cannot be negative."
    )

    @api.depends("score")
    def _compute_rating(self):
        for record in self:
            known = record.scope == "employee" and record.score is not False
            bounds = record.company_id._keqin_rating_bounds()
            record.rating = known and appraisal.rating(record.score, bounds)

    def _compute_score(self):
        """Of an employee the sum of the points that are shown."""
        done = super(KeqinEvaluation, self._own())._compute_score()
        for record in self - self._own():
            found = record._appraisal_total()
            record.score = False if found.score is None else found.score
            record.score_coverage = found.coverage
        return done

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for record in self:
            record.is_mine = record.user_id == self.env.user

    @api.constrains("scope", "appraiser_id", "company_id")
    def _check_appraiser(self):
        for record in self - self._own():
            appraiser = record.appraiser_id
            if appraiser and not appraiser.has_groups(_LEADS):
                raise ValidationError(
                    self.env._(
                        "%s appraises nobody: choose a lead of sales or service, or an "
                        "executive.",
                        appraiser.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Appraisals with the criteria of their template."""
        if not self.env.su:
            vals_list = [self._with_appraiser(vals) for vals in vals_list]
        records = super().create(vals_list)
        (records - records._own())._fill_criteria()
        return records

    def write(self, vals):
        self._check_appraisal(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_appraised(self):
        kept = (self - self._own()).filtered(lambda record: record.state != "draft")
        if kept and not self.env.su:
            raise UserError(
                self.env._(
                    "%s stays on record: the employee has read it. Only drafts are "
                    "deleted.",
                    ", ".join(kept.mapped("name")),
                )
            )

    def get_formview_id(self, access_uid=None):
        """Appraisals have a form of their own, wherever they are opened from."""
        # sudo: which form it is, not what is in it
        if len(self) == 1 and self.sudo().scope == "employee":
            return self.env.ref("keqin_addon.keqin_appraisal_view_form").id
        return super().get_formview_id(access_uid=access_uid)

    # business methods
    @api.model
    def _with_appraiser(self, vals):
        """Who makes an appraisal by hand appraises, unless it names another."""
        if vals.get("scope") != "employee" or vals.get("appraiser_id"):
            return vals
        return vals | {"appraiser_id": self.env.uid}

    def _fill_criteria(self):
        """Give appraisals without lines those of their template.

        :raises UserError: no template fits the employee
        """
        # sudo: what is appraised is configured; who may make it was checked
        for record in self.sudo().filtered(lambda record: not record.line_ids):
            template = record.template_id or record._fitting_template()
            if not template:
                raise UserError(
                    self.env._(
                        "No appraisal template fits %s. Add one, or name the employee "
                        "in one.",
                        record.user_id.name,
                    )
                )
            record.template_id = template
            record.line_ids = [Command.create(vals) for vals in template._line_values()]

    def _fitting_template(self):
        managers = self._account_managers(self.company_id)
        templates = self.env["keqin.appraisal.template"]
        found = templates._for_employees(self.company_id, managers)
        return found.get(self.user_id, templates)

    @api.model
    def _account_managers(self, company):
        """Who has customers in care there."""
        rows = self.env["keqin.customer"]._read_group(
            [
                ("company_id", "=", company.id),
                ("lifecycle", "not in", ("prospect", "lost")),
                ("user_id.share", "=", False),
            ],
            ["user_id"],
        )
        return self.env["res.users"].union(*(user for (user,) in rows))

    def _appraisal_total(self):
        """Score, coverage and the points of the lines, in their order."""
        return appraisal.total(
            (None if line.score is False else line.score, line.weight)
            for line in self.line_ids
        )

    def _check_appraisal(self, vals):
        """Who writes what of an appraisal, and until when (R143).

        :raises AccessError: one's own but for the comment, or the comment of another
        :raises UserError: too early or too late
        """
        if self.env.su:
            return
        for record in self - self._own():
            record._check_writer(vals)
            if record.state == "closed" and vals.keys() - REWARD:
                raise UserError(
                    self.env._(
                        "%s is closed and stays as it is. An executive can open it "
                        "again, and says why.",
                        record.name,
                    )
                )
            if record.state != "closed" and REWARD & vals.keys():
                raise UserError(
                    self.env._(
                        "The reward follows the result: close %s first.", record.name
                    )
                )
            if record.state != "draft" and _ABOUT & vals.keys():
                raise UserError(
                    self.env._(
                        "%s has its figures. Of whom and when it is stays as it is.",
                        record.name,
                    )
                )

    def _check_writer(self, vals):
        own = self.user_id == self.env.user
        speaks = vals.keys() == {"employee_comment"} and self.state == "input"
        if own and not speaks or not own and "employee_comment" in vals:
            raise AccessError(
                self.env._(
                    "In an appraisal the employee writes the comment, while asked for "
                    "it, and nothing else; nobody else writes it."
                )
            )
        hands_on = {"appraiser_id", "user_id"} & vals.keys()
        if hands_on and not self.env.user.has_group(EXECUTIVE):
            raise AccessError(
                self.env._("Executives decide who appraises whom. Ask one of them.")
            )

    def _kind_name(self):
        if self.scope == "employee":
            return self.env._("Appraisal")
        return super()._kind_name()

    @api.model
    def _field_writers(self):
        computed = dict.fromkeys(_COMPUTED, fields.NO_ACCESS)
        rewards = dict.fromkeys(REWARD, EXECUTIVE)
        return super()._field_writers() | computed | rewards
