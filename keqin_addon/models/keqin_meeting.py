from odoo import fields, models

MEETING_STATES = [
    ("planned", "Planned"),
    ("open", "In session"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]


class KeqinMeeting(models.Model):
    """A meeting on the care of customers: joint, special or on an evaluation.

    Its agenda gathers itself; it is not over while anything on it is undecided
    (R134, R152 to R154).
    """

    _name = "keqin.meeting"
    _description = "Care Meeting"
    _inherit = ["keqin.stepped.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        "Caring company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    kind = fields.Selection(
        [
            ("joint", "Monthly joint meeting"),
            ("special", "Quarterly special meeting"),
            ("evaluation", "Evaluation meeting"),
        ],
        required=True,
        default="joint",
        index=True,
    )
    date_start = fields.Datetime("From", required=True, index=True)
    date_end = fields.Datetime("Until", required=True)
    evaluation_id = fields.Many2one(
        "keqin.evaluation",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        MEETING_STATES,
        "Status",
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
        group_expand=True,
    )
