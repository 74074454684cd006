from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import get_lang, is_html_empty

from ..tools import evaluation
from ..tools.period_text import period_text

READ = "keqin_addon.mail_activity_type_relationship_report_read"
SUBMIT = "keqin_addon.mail_activity_type_relationship_report_submit"
LEADS = (
    "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_service_manager,"
    "keqin_addon.group_keqin_executive"
)
_EXECUTIVE = "keqin_addon.group_keqin_executive"
# Written by the steps and by what is computed alone.
_STAMPS = ("computed_on", "figures", "read_by_id", "read_on", "submitted_on")


class KeqinRelationshipReport(models.Model):
    """What management hears about customers: status, satisfaction, risks (R137).

    The figures are filled in and stay as submitted; the author says what they mean,
    what the problems are and what to do.
    """

    _name = "keqin.relationship.report"
    _description = "Relationship Report"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_end desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        "Author",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    covers = fields.Selection(
        [("own", "Own customers"), ("all", "All customers")],
        "About",
        required=True,
        default="own",
    )
    date_start = fields.Date(
        "From",
        required=True,
        default=lambda self: self._default_dates()[0],
    )
    date_end = fields.Date(
        "Until",
        required=True,
        index=True,
        default=lambda self: self._default_dates()[1],
    )
    recipient_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain=lambda self: [
            ("all_group_ids", "in", [self.env.ref(it).id for it in LEADS.split(",")]),
            ("share", "=", False),
            ("id", "!=", self.env.uid),
        ],
        help="The superior or executive who reads it.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted"), ("read", "Read")],
        "Status",
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
    status_text = fields.Html("Customer status", help="How the customers are doing.")
    satisfaction_text = fields.Html("Satisfaction", help="What is behind the trend.")
    problem_text = fields.Html("Key problems")
    suggestion_text = fields.Html("Suggestions", help="What to do, and who decides.")
    submitted_on = fields.Date(readonly=True, copy=False)
    read_on = fields.Date(readonly=True, copy=False)
    read_by_id = fields.Many2one(
        "res.users", "Read by", readonly=True, copy=False, ondelete="restrict"
    )
    remark = fields.Text(copy=False, help="What the reader says to it.")
    is_author = fields.Boolean(compute="_compute_is_author")

    _dates_order = models.Constraint(
        "CHECK(date_end >= date_start)",
        "A report ends on the day it starts, or later. Swap the two dates.",
    )
    _to_another = models.Constraint(
        "CHECK(recipient_id != user_id)",
        "Nobody reports to oneself. Choose another reader.",
    )
    # what makes running the schedule twice, or on two servers, harmless
    _once = models.UniqueIndex(
        "(company_id, user_id, covers, date_start, date_end)",
        "You have a report of this period already. Open that one.",
    )

    @api.depends("user_id", "date_start", "date_end")
    def _compute_name(self):
        for report in self:
            if report.date_start and report.date_end:
                report.name = self.env._(
                    "Relationship report %(period)s, %(author)s",
                    period=report._period_name(),
                    author=report.user_id.name,
                )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_author(self):
        for report in self:
            report.is_author = report.user_id == self.env.user

    @api.constrains("covers", "user_id", "recipient_id")
    def _check_people(self):
        for report in self:
            if report.covers == "all" and not report.user_id.has_groups(LEADS):
                raise ValidationError(
                    self.env._(
                        "Leads and executives report on all customers. Choose your own "
                        "customers in %s.",
                        report.name,
                    )
                )
            reader = report.recipient_id
            if reader and not reader.has_groups(LEADS):
                raise ValidationError(
                    self.env._(
                        "%s reads no reports: choose a lead of sales or service, or an "
                        "executive.",
                        reader.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """With figures to start from."""
        reports = super().create(vals_list)
        reports._compute_figures()
        return reports

    def write(self, vals):
        self._check_content(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        kept = self.filtered(lambda report: report.state != "draft")
        if kept and not self.env.su:
            raise UserError(
                self.env._(
                    "%s has been submitted and stays on record. Only drafts are "
                    "deleted.",
                    ", ".join(kept.mapped("name")),
                )
            )

    # actions
    def action_compute_figures(self):
        """Fill in the figures of drafts anew."""
        self._check_author("draft")
        self._compute_figures()
        return True

    def action_submit(self):
        """Hand it in: figures and text stay from now on.

        :raises AccessError: not the author
        :raises UserError: to nobody, or without status or suggestions
        """
        self._check_author("draft")
        for report in self:
            report._check_complete()
        self._compute_figures()
        self._step("submitted", submitted_on=fields.Date.context_today(self))
        # sudo: to-dos follow from the step
        for report in self.sudo():
            report.activity_unlink([SUBMIT])
            report.activity_schedule(READ, user_id=report.recipient_id.id)
        return True

    def action_take_back(self):
        """The author takes back what nobody has read yet."""
        self._check_author("submitted")
        self._step("draft", submitted_on=False)
        # sudo: the to-do of whoever was to read it
        self.sudo().activity_unlink([READ])
        for report in self:
            report._message_log(body=self.env._("Taken back by the author"))
        return True

    def action_read(self):
        """The reader has read it, and remarked what there is to remark.

        :raises AccessError: neither the one it was submitted to, nor an executive
        """
        self._check_step("submitted")
        user = self.env.user
        for report in self:
            reads = report.recipient_id == user or user.has_group(_EXECUTIVE)
            if report.user_id == user or not (reads or self.env.su):
                raise AccessError(
                    self.env._("%s was submitted to somebody else.", report.name)
                )
        today = fields.Date.context_today(self)
        self._step("read", read_on=today, read_by_id=self.env.uid)
        # sudo: the to-do of whoever was to read it
        self.sudo().activity_unlink([READ])
        # the author hears of it in the log of the report
        for report in self:
            report._message_log(body=self.env._("Read by %s", user.name))
        return True

    # business methods
    @api.model
    def _default_dates(self):
        """Those of the last period that is over."""
        today = fields.Date.context_today(self)
        period = self.env.company.keqin_report_period or "quarter"
        return evaluation.last_over(period, today)

    def _period_name(self):
        """Q2 2026 or June 2026 in the reader's language, or the two days."""
        first, last = self.date_start, self.date_end
        lang = get_lang(self.env).code
        for period, skeleton in (("month", "yMMMM"), ("quarter", "yQQQ")):
            if evaluation.bounds(period, first) == (first, last):
                return period_text(first, skeleton, lang)
        return f"{first} – {last}"

    def _check_author(self, *states):
        self._check_step(*states)
        if self.user_id - self.env.user and not self.env.su:
            raise AccessError(
                self.env._("%s is its author's to submit.", self[0].display_name)
            )

    def _check_complete(self):
        if not self.recipient_id:
            raise UserError(self.env._("Who reads %s? Choose a reader.", self.name))
        for name in ("status_text", "suggestion_text"):
            if is_html_empty(self[name]):
                label = self._fields[name]._description_string(self.env)
                raise UserError(
                    self.env._(
                        "Write something under %(part)s before you submit %(name)s.",
                        part=label,
                        name=self.name,
                    )
                )

    def _check_content(self, vals):
        """The author writes drafts, the reader the remark (R137c)."""
        if self.env.su:
            return
        for report in self:
            remarks = vals.keys() == {"remark"}
            own = report.user_id == self.env.user
            if own and "remark" in vals or not own and not remarks:
                raise AccessError(
                    self.env._(
                        "The author writes %s, the reader the remark.", report.name
                    )
                )
            if own and report.state != "draft":
                raise UserError(
                    self.env._(
                        "%s has been submitted and stays as it is. Take it back to "
                        "change it, as long as it has not been read.",
                        report.name,
                    )
                )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_STAMPS, fields.NO_ACCESS)
