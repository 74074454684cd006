from odoo import api, fields, models
from odoo.exceptions import UserError


class KeqinSteppedMixin(models.AbstractModel):
    """A document whose state moves by steps, in order, and is written by nobody (R191).

    The model brings the field ``state``; its buttons check who may take the step.
    """

    _name = "keqin.stepped.mixin"
    _description = "Moves by Steps"
    _inherit = "keqin.guarded.mixin"

    def _check_step(self, *states):
        """:raises AccessError: the document may not be written
        :raises UserError: it is in none of the states in which the step is next
        """
        self.check_access("write")
        self._check_state(*states)

    def _check_state(self, *states):
        wrong = self.filtered(lambda record: record.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(need)s is %(state)s: this step is not its next one. Reload the "
                    "page to see where it stands.",
                    need=wrong[0].display_name,
                    state=labels[wrong[0].state],
                )
            )

    def _step(self, state, **stamps):
        # sudo: nobody writes the state; who may take the step was checked before
        return self.sudo().write({"state": state, **stamps})

    @api.model
    def _field_writers(self):
        return super()._field_writers() | {"state": fields.NO_ACCESS}
