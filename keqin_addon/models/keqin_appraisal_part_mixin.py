from odoo import fields, models
from odoo.exceptions import ValidationError

from .optional_float import OptionalFloat

# The satisfaction of one's customers counts in every appraisal (R141b).
MANDATORY = "K01"
# What is measured counts for at least this part of the weights (R143).
MEASURED = 0.5


class KeqinAppraisalPartMixin(models.AbstractModel):
    """What a criterion is held against, in a template and in the appraisal made of it.

    The model brings ``indicator_id``, ``kind`` and ``weight``.
    """

    _name = "keqin.appraisal.part.mixin"
    _description = "Part of an Appraisal"

    basis = fields.Selection(
        [("target", "Target"), ("before", "Period before")],
        "Held against",
        required=True,
        default="target",
        help="Period before: as good as then is enough, where there is no target.",
    )
    own_target = OptionalFloat(
        digits=(16, 2), aggregator=None, help="Empty: the target of the company."
    )
    own_target_max = OptionalFloat(
        "Own target up to", digits=(16, 2), aggregator=None, help="Of a range."
    )

    def _check_mix(self, name):
        """Results and process, satisfaction, and mostly what is measured (R141, R143).

        :param name: whose criteria these are
        :raises ValidationError: says what is missing
        """
        counted = self.filtered("weight")
        missing = {"result", "process"} - set(counted.mapped("kind"))
        if missing:
            labels = dict(self._fields["kind"]._description_selection(self.env))
            raise ValidationError(
                self.env._(
                    "%(name)s needs a criterion of each kind: add one of %(kind)s.",
                    name=name,
                    kind=", ".join(labels[kind] for kind in sorted(missing)),
                )
            )
        if MANDATORY not in counted.indicator_id.mapped("code"):
            raise ValidationError(
                self.env._(
                    "The satisfaction of the customers counts in every appraisal. Add "
                    "%(code)s to %(name)s.",
                    code=MANDATORY,
                    name=name,
                )
            )
        measured = sum(counted.filtered("indicator_id").mapped("weight"))
        if measured < MEASURED * sum(counted.mapped("weight")):
            raise ValidationError(
                self.env._(
                    "Judgements count for more than half in %s. Give what is measured "
                    "more weight.",
                    name,
                )
            )
