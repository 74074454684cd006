from odoo import api, fields, models
from odoo.exceptions import UserError

from .keqin_customer_change import WATCHED, Because

_NOT_LOST = {"lost_on": False, "lost_reason": False, "lost_by": False}


class KeqinCustomer(models.Model):
    """Where a customer stands with us, how it got there, and when it was lost.

    Every change of lifecycle, intent and relationship is kept with its reason, whoever
    makes it and on whatever way (R014, R073). Losing a customer needs one (R121).
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    lifecycle_proposed = fields.Selection(
        lambda self: (
            self.env["keqin.customer"]
            ._fields["lifecycle"]
            ._description_selection(self.env)
        ),
        "Proposed lifecycle",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What the purchases speak for, where it is another stage. Somebody who "
        "knows the customer decides.",
    )
    lost_on = fields.Date(readonly=True, copy=False, index="btree_not_null")
    lost_reason = fields.Char(readonly=True, copy=False)
    lost_by = fields.Selection(
        [("rule", "Rule"), ("renewal", "Not renewed"), ("person", "Said so")],
        readonly=True,
        copy=False,
    )
    lost_denied_on = fields.Date(
        "Not lost, said on",
        readonly=True,
        copy=False,
        help="From this day the rule starts to wait anew.",
    )
    change_ids = fields.One2many("keqin.customer.change", "customer_id", "Changes")

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files.filtered(lambda file: file.lifecycle == "lost")._stamp_lost()
        return files

    def write(self, vals):
        if not any(name in vals for name in WATCHED):
            return super().write(vals)
        self._check_losing_has_reason(vals)
        # sudo: what was there before, for the history of whoever may change it
        before = {file.id: [file[name] for name in WATCHED] for file in self.sudo()}
        done = super().write(vals)
        self._note_changes(before)
        return done

    @api.model
    def _field_writers(self):
        facts = ("lifecycle_proposed", "lost_denied_on", *_NOT_LOST)
        return super()._field_writers() | dict.fromkeys(facts, fields.NO_ACCESS)

    # actions
    def action_mark_lost(self):
        """Say that they are lost, and why."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mark as Lost"),
            "res_model": "keqin.customer.lost",
            "view_mode": "form",
            "target": "new",
            "context": {"default_customer_ids": self.ids},
        }

    def action_accept_lifecycle(self):
        """Take over the stages that their purchases speak for."""
        for stage, customers in self.grouped("lifecycle_proposed").items():
            if stage:
                reason = self.env._("Proposed by the purchase rhythm, accepted")
                customers._write_because({"lifecycle": stage}, Because(reason))

    def action_open_customer_changes(self):
        """How lifecycle, intent and relationship changed."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_customer_change_action"
        )
        return action | {"domain": [("customer_id", "in", self.ids)], "context": {}}

    # business methods
    def _write_because(self, vals, because):
        """Write, and keep in the history why.

        :param because: a `Because`
        """
        return self.with_context(keqin_because=because).write(vals)

    def _because(self):
        because = self.env.context.get("keqin_because")
        return because if isinstance(because, Because) else Because()

    def _check_losing_has_reason(self, vals):
        if vals.get("lifecycle") != "lost" or self.env.su or self._because().reasons:
            return
        losing = self.filtered(lambda file: file.lifecycle != "lost")
        if losing:
            raise UserError(
                self.env._(
                    "Say why %s is lost: use Mark as Lost in the menu of actions.",
                    ", ".join(losing.mapped("display_name")),
                )
            )

    def _note_changes(self, before):
        """Keep in the history what differs from ``before``; date who was lost."""
        because = self._because()
        # sudo: facts that follow from the permitted change and that nobody may edit;
        # the reason is for the history of these customers, not for what hangs off them
        files = self.sudo().with_context(keqin_because=None)
        days = files.company_id._keqin_today()
        changes = [
            (file, name, old)
            for file in files
            for name, old in zip(WATCHED, before[file.id], strict=True)
            if file[name] != old
        ]
        self.env["keqin.customer.change"].sudo().create(
            [
                file._change_entry(name, old, because, days)
                for file, name, old in changes
            ]
        )
        stages = {file.id: old for file, name, old in changes if name == "lifecycle"}
        moved = files.browse(stages)
        moved.filtered("lifecycle_proposed").lifecycle_proposed = False
        moved.filtered(lambda file: file.lifecycle == "lost")._stamp_lost(because)
        moved.filtered(lambda file: stages[file.id] == "lost")._stamp_not_lost(because)

    def _change_entry(self, name, old, because, days):
        return {
            "customer_id": self.id,
            "kind": name,
            "stage_old": old,
            "stage_new": self[name],
            "date": because.date or days[self.company_id],
            "reason": because.reason(self.id),
            "is_rule": because.is_rule,
            "changed_by_id": self.env.uid,
            "activity_id": because.activity_id,
        }

    def _stamp_lost(self, because=None):
        if not self:
            return
        because = because or Because()
        days = self.company_id._keqin_today()
        for company, files in self.grouped("company_id").items():
            day = because.date or days[company]
            files.write({"lost_on": day, "lost_by": "person"})
        # one statement: a first night may lose thousands, each with its own figures
        self.flush_recordset(["lost_reason"])
        self.env.cr.execute_values(
            """UPDATE keqin_customer c SET lost_reason = v.reason
                 FROM (VALUES %s) v (id, reason) WHERE c.id = v.id""",
            [(file.id, because.reason(file.id) or None) for file in self],
        )
        self.invalidate_recordset(["lost_reason"])

    def _stamp_not_lost(self, because):
        """Who says that a customer is not lost stops the rule from saying it again."""
        days = self.company_id._keqin_today()
        for company, files in self.grouped("company_id").items():
            said_on = False if because.is_rule else days[company]
            files.write(_NOT_LOST | {"lost_denied_on": said_on})
