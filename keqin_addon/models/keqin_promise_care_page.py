from odoo import fields, models


class KeqinPromise(models.Model):
    """A promise is shown to its customer in words of its own, or not at all."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.promise"

    customer_wording = fields.Char(
        "Wording for the customer",
        copy=False,
        help="Shown on the customer's page while it is open. Empty: not shown.",
    )
