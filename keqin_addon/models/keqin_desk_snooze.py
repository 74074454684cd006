from odoo import api, fields, models


class KeqinDeskSnooze(models.Model):
    """A desk row one person put off, until when and why."""

    _name = "keqin.desk.snooze"
    _description = "Desk Snooze"
    _inherit = ["keqin.guarded.mixin"]
    _order = "until, id"

    user_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True)
    kind = fields.Char(required=True)
    until = fields.Date(required=True)
    reason = fields.Char()

    _row_uniq = models.Constraint(
        "UNIQUE(user_id, res_model, res_id, kind)",
        "This row is already put off. Change the date instead.",
    )

    @api.model
    def _put_off(self, keys, until, reason):
        """Put rows off for the current user, or change the day of those put off.

        :param keys: (model, id, kind) of each row
        """
        values = {"until": until, "reason": reason}
        known = self._mine(keys)
        known.write(values)
        old = {(snooze.res_model, snooze.res_id, snooze.kind) for snooze in known}
        self.create(
            [
                {"res_model": model, "res_id": res_id, "kind": kind, **values}
                for model, res_id, kind in dict.fromkeys(keys)
                if (model, res_id, kind) not in old
            ]
        )

    @api.model
    def _wake(self, keys):
        self._mine(keys).unlink()

    @api.model
    def _mine(self, keys):
        wanted = set(keys)
        return self.search(
            [
                ("user_id", "=", self.env.uid),
                ("res_model", "in", [model for model, _id, _kind in wanted]),
                ("res_id", "in", [res_id for _model, res_id, _kind in wanted]),
            ]
        ).filtered(
            lambda snooze: (snooze.res_model, snooze.res_id, snooze.kind) in wanted
        )

    @api.model
    def _field_writers(self):
        """Nobody puts off what is on somebody else's desk."""
        return dict.fromkeys(("user_id",), fields.NO_ACCESS)

    @api.autovacuum
    def _gc_expired(self):
        """What came back long ago says nothing any more."""
        limit = fields.Date.subtract(fields.Date.context_today(self), days=30)
        self.search([("until", "<", limit)]).unlink()
