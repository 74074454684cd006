from odoo import api, fields, models


class KeqinWorkedMixin(models.AbstractModel):
    """A trouble with a customer that is worked off by steps, and may become a case.

    Steps are care activities with a link back. The model brings ``state``,
    ``customer_id``, ``case_id`` and ``activity_ids_care``, and says what a step and
    the case start from.
    """

    _name = "keqin.worked.mixin"
    _description = "Worked Off by Steps"

    # field of the activity that links a step to its record
    _step_link = None
    # states in which steps are still taken
    _open_states = ()

    step_count = fields.Integer(compute="_compute_step_count", string="Steps planned")
    step_done_count = fields.Integer(compute="_compute_step_count", string="Steps done")

    @api.depends("activity_ids_care.state")
    def _compute_step_count(self):
        counts = self._count_steps()
        for record in self:
            done = counts.get((record.id, "done"), 0)
            record.step_done_count = done
            record.step_count = done + counts.get((record.id, "planned"), 0)

    def action_plan_step(self):
        """Open a new activity, filled in with what it is for."""
        self.ensure_one()
        self._check_open()
        values = self._prepare_step()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan Step"),
            "res_model": "keqin.activity",
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in values.items()},
        }

    def action_open_steps(self):
        """Its steps that the reader may see."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Steps"),
            "res_model": "keqin.activity",
            "view_mode": "list,form",
            "domain": [(self._step_link, "=", self.id)],
            "context": {"create": False},
        }

    def action_raise_case(self):
        """Hand the matter to service as a case, once; open it."""
        self.ensure_one()
        if not self.case_id:
            self._check_open()
            self.lock_for_update()
            case = self.env["keqin.case"].create(self._prepare_case())
            # sudo: the link follows from the case that the user has just raised
            self.sudo().case_id = case
            self._case_raised()
        return self.case_id._get_records_action(name=self.env._("Case"))

    def _case_raised(self):
        """Hook: what follows from the case."""

    def _prepare_step(self):
        """What a planned step starts from: by telephone, unless somebody chooses."""
        kind = self.env.ref(
            "keqin_addon.keqin_activity_type_phone", raise_if_not_found=False
        )
        return {
            "customer_id": self.customer_id.id,
            self._step_link: self.id,
            "type_id": kind.id if kind else False,
            "purpose": "urgent",
            "user_id": (self.user_id or self.env.user).id,
            "name": self.name,
        }

    def _count_steps(self):
        """
        :return: dict of (record id, state of the step) to number; planned and done
        """
        # sudo: that something is done counts, also where it is confidential
        groups = (
            self.env["keqin.activity"]
            .sudo()
            ._read_group(
                [
                    (self._step_link, "in", self.ids),
                    ("state", "in", ("planned", "done")),
                ],
                [self._step_link, "state"],
                ["__count"],
            )
        )
        return {(record.id, state): count for record, state, count in groups}

    def _check_open(self):
        self.check_access("write")
        self._check_state(*self._open_states)
