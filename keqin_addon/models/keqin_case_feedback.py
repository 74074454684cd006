from odoo import api, fields, models


class KeqinCase(models.Model):
    """What a case tells us beyond its own matter: opinions, suggestions (R113)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, what is learnt from it
    _inherit = "keqin.case"

    topic = fields.Selection(
        compute="_compute_topic", store=True, readonly=False, precompute=True
    )
    voice = fields.Selection(
        [("opinion", "Opinion"), ("suggestion", "Suggestion")],
        "Feedback",
        index="btree_not_null",
        help="Also tells us what the customer thinks or would do: quoted in the "
        "feedback report.",
    )

    @api.depends("cause_id")
    def _compute_topic(self):
        """That of the cause, until somebody says otherwise."""
        for case in self:
            case.topic = case.topic or case.cause_id.topic
