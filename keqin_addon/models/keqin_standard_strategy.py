from odoo import fields, models


class KeqinStandardStrategy(models.Model):
    """How the objective of a standard is reached with customers of one size (R025).

    Small firms want value for money, large ones support made for them: the class is
    the same, the way is not.
    """

    _name = "keqin.standard.strategy"
    _description = "Strategy by Size"
    _order = "standard_id, id"

    standard_id = fields.Many2one(
        "keqin.standard", "Care standard", required=True, index=True, ondelete="cascade"
    )
    company_size = fields.Selection(
        lambda self: self.env["keqin.customer"]._fields["company_size"].selection,
        required=True,
    )
    strategy = fields.Html(translate=True, required=True)

    _size_uniq = models.Constraint(
        "UNIQUE (standard_id, company_size)",
        "This standard already has a strategy for this size. Change that one.",
    )


class KeqinStandard(models.Model):
    """What a standard rests on, and its strategies by size (R025, R205)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.standard"

    strategy_ids = fields.One2many(
        "keqin.standard.strategy", "standard_id", "Strategies by size", copy=True
    )
    reference_documents = fields.Html(
        help="Rules for customer data, contracts and other documents it rests on."
    )

    def _strategy_for(self, customer):
        """The strategy for the customer's size, else that for every size."""
        by_size = {line.company_size: line.strategy for line in self.strategy_ids}
        return by_size.get(customer.company_size) or self.strategy
