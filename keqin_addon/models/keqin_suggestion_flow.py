from odoo import fields, models
from odoo.exceptions import AccessError, UserError

_FAR = 90


class KeqinSuggestion(models.Model):
    """Taken up in one tap, as an activity or an opportunity; or dismissed, and why."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a suggestion is, where it comes from, what becomes of it
    _inherit = "keqin.suggestion"

    def action_accept(self):
        """Make of each what it suggests; of one, open it where more has to be said."""
        self._check_decider("proposed")
        opened = [suggestion._take_up() for suggestion in self]
        self._decide("accepted")
        return opened[0] if len(opened) == 1 and opened[0] else True

    def action_dismiss(self, reason=None, until=None):
        """Not now; asks for the reason.

        :param until: day before which no rule suggests it again; in a quarter by
            default
        """
        self._check_decider("proposed")
        if not (reason or "").strip():
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Why not?"),
                "res_model": "keqin.suggestion.dismiss",
                "views": [(False, "form")],
                "target": "new",
                "context": {"default_suggestion_ids": self.ids},
            }
        today = self._company_day()
        until = self.env["res.company"]._keqin_parse_day(until)
        until = until or fields.Date.add(today, days=_FAR)
        if until <= today:
            raise UserError(self.env._("Choose a day from tomorrow on."))
        self._decide("dismissed", dismiss_reason=reason.strip(), dismissed_until=until)
        return True

    def action_undo(self):
        """Back to proposed: what was made of it is cancelled, unless it is done.

        :raises UserError: what was made of it has gone on
        """
        self._check_decider("accepted", "dismissed")
        for suggestion in self:
            suggestion._take_back()
        self._decide(
            "proposed",
            decided_on=False,
            decided_by_id=False,
            dismiss_reason=False,
            dismissed_until=False,
            activity_id=False,
            lead_id=False,
            value_before=False,
        )
        return True

    def action_open_result(self):
        """Open what was made of it."""
        self.ensure_one()
        if self.activity_id:
            return self.activity_id._get_records_action(name=self.env._("Activity"))
        # sudo: which one; opening it checks the reader
        lead = self.sudo().lead_id.sudo(False)
        return lead._get_records_action(name=self.env._("Opportunity"))

    # taking it up
    def _take_up(self):
        """
        :return: an action, where more has to be said
        """
        self.ensure_one()
        # sudo: what was made of it is stamped by the step, which was checked
        stamped = self.sudo()
        if self.kind == "lifecycle":
            return self._change_lifecycle()
        if self.kind == "strategy":
            return self._revise_plan()
        if self.kind == "cross_sell" and self.env["crm.lead"].has_access("create"):
            stamped.lead_id = self.env["crm.lead"].create(self._prepare_lead())
        else:
            activity = self.env["keqin.activity"].create(self._prepare_activity())
            stamped.activity_id = activity
        return None

    def _prepare_activity(self):
        day, due = self._company_day(), self.date_due
        kind = self.type_id or self.env.ref(
            "keqin_addon.keqin_activity_type_phone", raise_if_not_found=False
        )
        return {
            "customer_id": self.customer_id.id,
            "contact_id": self.contact_id.id,
            "type_id": kind.id,
            "name": self.name,
            "reason": " ".join(self.reason.split()),
            "user_id": self._doer().id,
            "date_planned": max(day, due) if due else day,
            "talking_points": self._what_to_say(),
        } | self._about()

    def _about(self):
        """The agreement to talk about, so that the talk counts as begun (R176)."""
        if self.kind != "talk":
            return {}
        return {"agreement_id": self._meant("keqin.agreement").id}

    def _meant(self, model_name):
        """The record that a rule had in mind, while it is there."""
        return self.env[model_name].browse(int(self.value or 0)).exists()

    def _what_to_say(self):
        gift = self.product_id and self.env._(
            "Gift idea: %s", self.product_id.display_name
        )
        return "\n".join(filter(None, [self.talking_points, gift])) or False

    def _prepare_lead(self):
        # sudo: the company and its account manager, for whoever may decide
        customer = self.customer_id.sudo()
        return {
            "type": "opportunity",
            "name": f"{customer.name}: {self.name}",
            "partner_id": customer.partner_id.id,
            "user_id": customer.user_id.id,
            "company_id": customer.company_id.id,
            "description": "\n".join(filter(None, [self.reason, self.talking_points])),
            "keqin_finder_id": self.env.uid,
            "keqin_family_id": self._meant("product.category").id,
            "source_id": self.env["crm.lead"]._keqin_source().id,
        }

    def _doer(self):
        """The account manager, unless who serves the customer takes it up."""
        # sudo: whose customer it is
        customer = self.customer_id.sudo()
        mine = self.env.user in (customer.user_id, customer.service_user_id)
        return self.env.user if mine else customer.user_id or self.env.user

    def _change_lifecycle(self):
        # sudo: the change was suggested by a rule, and who decides was checked
        customer = self.customer_id.sudo()
        if self.value == "lost":
            return self.customer_id.action_mark_lost()
        if self.value:
            self.sudo().value_before = customer.lifecycle
            customer.lifecycle = self.value
        return None

    def _revise_plan(self):
        """A draft of the running plan, to care more often (R049); else a new plan."""
        plan = self.env["keqin.plan"].search(
            [
                ("customer_id", "=", self.customer_id.id),
                ("state", "in", ("approved", "running")),
            ],
            order="date_start desc",
            limit=1,
        )
        return plan.action_revise() if plan else self.customer_id.action_open_plans()

    def _take_back(self):
        # sudo: what was made of it, whoever may read it
        activity, lead = self.activity_id.sudo(), self.sudo().lead_id
        if activity.state not in (False, "planned") or (
            lead and (lead.won_status != "pending" or lead.order_ids)
        ):
            raise UserError(
                self.env._(
                    "%s has been worked on: it cannot be undone any more.", self.name
                )
            )
        activity.action_cancel()
        lead.action_archive()
        if self.value_before:
            self.customer_id.sudo().lifecycle = self.value_before

    def _decide(self, state, **stamps):
        now = fields.Datetime.now()
        # sudo: nobody writes the state; who may take the step was checked before
        self.sudo().write(
            {"state": state, "decided_on": now, "decided_by_id": self.env.uid} | stamps
        )

    # what is asked for
    def _check_decider(self, *states):
        """The account manager, who serves the customer, or a lead."""
        self.check_access("read")
        others = self.filtered(lambda suggestion: not suggestion.may_decide)
        if others:
            # sudo: whose customer it is, for whoever reads the suggestion
            customer = others[0].customer_id.sudo()
            raise AccessError(
                self.env._(
                    "%(suggestion)s is for %(manager)s to decide, the account manager, "
                    "or for a lead.",
                    suggestion=others[0].name,
                    manager=customer.user_id.name or self.env._("nobody yet"),
                )
            )
        wrong = self.filtered(lambda suggestion: suggestion.state not in states)
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(suggestion)s is %(state)s already. Reload the page to see it.",
                    suggestion=wrong[0].name,
                    state=labels[wrong[0].state].lower(),
                )
            )

    def _company_day(self):
        company = self.company_id[:1] or self.env.company
        return company._keqin_today()[company]
