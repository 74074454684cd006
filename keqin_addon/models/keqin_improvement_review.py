from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context

from .optional_float import OptionalFloat

# Customers need time to notice, and figures to move.
_CHECK_DAYS = 90
_SOURCES = ("evaluation", "survey", "meeting", "mystery", "idea")
# Where it came from is a fact, and no entry.
_ORIGIN = ("evaluation_id", "meeting_id")


class KeqinImprovement(models.Model):
    """One list of what is improved, wherever it came from (R158).

    It is closed when somebody else has checked that it helped; by when, follows from
    the day it is due, and leads may set another one.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a measure is, what it came from
    _inherit = "keqin.improvement"

    problem = fields.Text(help="What is wrong, as it was found.")
    kind = fields.Selection(
        [("process", "Process improvement"), ("product", "Product iteration")],
        "Kind of improvement",
        compute="_compute_kind",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
    )
    source = fields.Selection(
        selection_add=[
            ("evaluation", "Evaluation"),
            ("survey", "Survey"),
            ("meeting", "Meeting"),
            ("mystery", "Mystery check"),
            ("idea", "Idea of a colleague"),
            ("other",),
        ],
        ondelete=dict.fromkeys(_SOURCES, "set default"),
    )
    evaluation_id = fields.Many2one(
        "keqin.evaluation",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        copy=False,
        groups="keqin_addon.group_keqin_staff",
    )
    meeting_id = fields.Many2one(
        "keqin.meeting",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        copy=False,
    )
    representative_id = fields.Many2one(
        "res.users",
        "Speaks for the customer",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        domain=lambda self: self.env["keqin.promise"]._domain_owner(),
        help="Sees to it that what is changed suits customers, too. Reads it, and may "
        "comment on it.",
    )
    verify_by = fields.Date(
        "Effect to be checked by",
        compute="_compute_verify_by",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        help="Closed in time when it was done by its day, and its effect checked by "
        "this one (K39).",
    )
    in_time = OptionalFloat(
        "Done in time (%)",
        compute="_compute_days_late",
        store=True,
        digits=(5, 1),
        aggregator="avg",
        help="100 when done by its day, 0 when later; the average of a group is its "
        "share.",
    )
    days_late = fields.Integer(
        compute="_compute_days_late",
        store=True,
        aggregator="avg",
        help="Days from its due date to the day it was done.",
    )

    _verified_after_done = models.Constraint(
        "CHECK(verify_by >= date_due)",
        "The effect can be checked once it is done. Choose a later day.",
    )

    @api.depends("area")
    def _compute_kind(self):
        for improvement in self:
            guess = "product" if improvement.area == "product" else "process"
            improvement.kind = improvement.kind or (improvement.area and guess)

    @api.depends("date_due")
    def _compute_verify_by(self):
        for improvement in self:
            due = improvement.date_due
            improvement.verify_by = due and fields.Date.add(due, days=_CHECK_DAYS)

    @api.depends("done_on", "date_due")
    def _compute_days_late(self):
        for improvement in self:
            done, due = improvement.done_on, improvement.date_due
            late = (done - due).days if done and due else 0
            improvement.days_late = max(late, 0)
            improvement.in_time = done and (100.0 if late <= 0 else 0.0)

    @api.model_create_multi
    def create(self, vals_list):
        improvements = super().create(vals_list)
        improvements._check_origin()
        improvements._invite_representatives()
        return improvements

    def write(self, vals):
        self._check_origin_stays(vals)
        done = super().write(vals)
        if "representative_id" in vals:
            self._invite_representatives()
        return done

    @api.model
    def _make_improvement(self, vals):
        """A measure that follows from a record; proposed by who is at work.

        :param vals: as for ``create``: name, source and the record it came from
        :return: the measure
        """
        fresh = self.with_context(clean_context(self.env.context))
        return fresh.create(vals)

    def _check_origin(self):
        """:raises AccessError: it is said to come from what its author may not read"""
        if self.env.su:
            return
        for name in _ORIGIN:
            # sudo: which one it is; whether it may be read is what is checked
            origin = self.sudo().mapped(name).sudo(False)
            if origin:
                origin.check_access("read")

    def _check_origin_stays(self, vals):
        moved = {name: value for name, value in vals.items() if name in _ORIGIN}
        for improvement in self.browse() if self.env.su else self:
            known = improvement.sudo()  # sudo: only whether it would change
            if any(known[name].id != value for name, value in moved.items()):
                raise UserError(
                    self.env._(
                        "Where %s came from stays on record. Propose another one.",
                        improvement.name,
                    )
                )

    def _invite_representatives(self):
        """Who speaks for the customer hears of what happens."""
        for improvement in self.filtered("representative_id"):
            partner = improvement.representative_id.partner_id
            # sudo: following goes with being named
            improvement.sudo().message_subscribe(partner.ids)
