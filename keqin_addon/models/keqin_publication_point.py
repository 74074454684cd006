from odoo import fields, models

from .keqin_activity_content import PLATFORMS


class KeqinPublicationPoint(models.Model):
    """A point to check before something is published: rules and norms (R065)."""

    _name = "keqin.publication.point"
    _description = "Publication Rule"
    _order = "sequence, id"

    name = fields.Char("Point", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    platform = fields.Selection(PLATFORMS, help="Empty: every platform.", index=True)
    basis = fields.Selection(
        [("platform", "Rules of the platform"), ("brand", "Norms of the brand")],
        required=True,
        default="platform",
    )
    is_required = fields.Boolean("Required", default=True)
