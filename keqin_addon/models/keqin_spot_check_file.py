from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from .keqin_grade_change import TIER_SELECTION
from .keqin_improvement import IMPROVEMENT_LEADS

# Counted from the fields, and written by nobody.
_COMPUTED = ("is_checked", "right_count", "unknown_count", "wrong_count")


class KeqinSpotCheckFile(models.Model):
    """One care file of the sample: whose it was then, and who checks it (R149).

    Scored by its checker alone, who is never the account manager; account managers
    read what was found once the check is closed.
    """

    _name = "keqin.spot.check.file"
    _description = "Spot Check File"
    _inherit = "keqin.guarded.mixin"
    _order = "check_id desc, sequence, id"
    _rec_name = "customer_id"

    check_id = fields.Many2one(
        "keqin.spot.check", "Spot check", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="check_id.company_id", store=True, precompute=True, index=True
    )
    check_state = fields.Selection(related="check_id.state", string="Check status")
    sequence = fields.Integer(default=10)
    customer_id = fields.Many2one(
        "keqin.customer", required=True, index=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(
        "res.users",
        "Account manager",
        index="btree_not_null",
        ondelete="restrict",
        help="Who looked after the customer when the file was drawn.",
    )
    tier = fields.Selection(TIER_SELECTION)
    checker_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain=lambda self: self.env["keqin.spot.check"]._domain_checkers(),
    )
    evidence = fields.Selection(
        [
            ("contact", "Asked the customer"),
            ("document", "Contract or invoice"),
            ("register", "Public register or website"),
            ("visit", "On site"),
            ("colleague", "Asked a colleague"),
        ],
    )
    line_ids = fields.One2many("keqin.spot.check.line", "file_id", "Fields")
    is_checked = fields.Boolean("Checked", compute="_compute_counts", store=True)
    right_count = fields.Integer("Right", compute="_compute_counts", store=True)
    wrong_count = fields.Integer("Wrong", compute="_compute_counts", store=True)
    unknown_count = fields.Integer("Unknown", compute="_compute_counts", store=True)
    may_check = fields.Boolean(compute="_compute_may_check")

    _checker_is_not_owner = models.Constraint(
        "CHECK(checker_id <> owner_id)",
        "Nobody checks files of their own customers. Choose another checker.",
    )

    @api.depends("line_ids.verdict", "evidence")
    def _compute_counts(self):
        for file in self:
            verdicts = file.line_ids.mapped("verdict")
            file.right_count = verdicts.count("right")
            file.wrong_count = verdicts.count("wrong")
            file.unknown_count = verdicts.count("unknown")
            file.is_checked = bool(verdicts and all(verdicts) and file.evidence)

    @api.depends("checker_id", "owner_id", "check_id.state")
    @api.depends_context("uid")
    def _compute_may_check(self):
        for file in self:
            file.may_check = (
                file.check_id.state == "checking"
                and self.env.user == file.checker_id != file.owner_id
            )

    @api.constrains("checker_id")
    def _check_checker(self):
        may = self.env["keqin.spot.check"]._domain_checkers()
        wrong = self.checker_id - self.checker_id.filtered_domain(may)
        if wrong:
            raise ValidationError(
                self.env._(
                    "%s may not read all care files. Choose a checker of service, or a "
                    "lead.",
                    wrong[0].name,
                )
            )

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - {"checker_id", "line_ids"}:
                self._check_is_checker()
            self._check_being_checked()
        return super().write(vals)

    def action_rest_right(self):
        """What was not found wrong or unknown is right."""
        self._check_is_checker()
        open_lines = self.line_ids.filtered(lambda line: not line.verdict)
        open_lines.verdict = "right"
        return True

    def _check_is_checker(self):
        """:raises AccessError: not the checker, or it is their own customer"""
        self.check_access("write")
        self._check_being_checked()
        user = self.env.user
        # sudo: whose files they are; that they may be written was checked
        wrong = self.sudo().filtered(
            lambda file: file.checker_id != user or file.owner_id == user
        )
        if wrong and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(customer)s is checked by %(checker)s. A lead can name another "
                    "checker, who is not the account manager.",
                    customer=wrong[0].customer_id.display_name,
                    checker=wrong[0].checker_id.name,
                )
            )

    def _check_being_checked(self):
        closed = self.filtered(lambda file: file.check_state != "checking")
        if closed:
            raise UserError(
                self.env._(
                    "%s is closed: its results stay as they are.",
                    closed[0].check_id.name,
                )
            )

    def _corrections(self):
        """What was wrong, as a list for the account manager."""
        self.ensure_one()
        rows = [
            Markup("<li>%s: <s>%s</s> %s</li>")
            % (line.label, line.value, line.value_right or line.evidence or "")
            for line in self.line_ids.filtered(lambda it: it.verdict == "wrong")
        ]
        return Markup("<ul>%s</ul>") % Markup().join(rows)

    @api.model
    def _field_writers(self):
        drawn = (
            "check_id",
            "company_id",
            "customer_id",
            "owner_id",
            "sequence",
            "tier",
        )
        return (
            super()._field_writers()
            | dict.fromkeys((*drawn, *_COMPUTED), fields.NO_ACCESS)
            | {"checker_id": IMPROVEMENT_LEADS}
        )
