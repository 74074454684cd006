from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import sampling
from .keqin_improvement import IMPROVEMENT_LEADS
from .keqin_spot_check import CHECKED_FIELDS

_TODO = "keqin_addon.mail_activity_type_spot_check"
_CORRECT = "keqin_addon.mail_activity_type_correction"
_TIERS = ("A", "B", "C")


class KeqinSpotCheck(models.Model):
    """Draft, drawn and being checked, closed; in order, by leads (R149)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a check is, how it moves
    _inherit = "keqin.spot.check"

    def action_draw(self):
        """Draw the files, keep what they say, and share them out.

        :raises UserError: nobody may check them, or there is nothing to check
        """
        self._check_lead_step("draft")
        for check in self:
            drawn = check._draw()
            # sudo: files are made here alone; who may read the check may not make any
            check.sudo().file_ids = [Command.create(vals) for vals in drawn]
            check._step("checking", drawn_on=fields.Date.context_today(check))
            check._ask_checkers()
        return True

    def action_close(self):
        """The result stands; account managers correct what was wrong.

        :raises UserError: a file is still open
        """
        self._check_lead_step("checking")
        for check in self:
            open_files = check.file_ids.filtered(lambda file: not file.is_checked)
            if open_files:
                raise UserError(
                    self.env._(
                        "%(check)s: %(number)s files are still open. What cannot be "
                        "told is unknown.",
                        check=check.name,
                        number=len(open_files),
                    )
                )
        today = fields.Date.context_today(self)
        self._step("closed", closed_on=today, closed_by_id=self.env.user.id)
        # sudo: to-dos of the check, on whose list they are
        self.sudo().activity_search([_TODO], only_automated=True).unlink()
        for check in self:
            check._ask_corrections()
        return True

    def action_open_files(self):
        """Its files, as far as the reader may see them: the open ones first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "keqin_addon.keqin_spot_check_file_action"
        )
        return action | {"domain": [("check_id", "=", self.id)], "context": {}}

    def _check_lead_step(self, *states):
        self._check_step(*states)
        if not self.env.su and not self.env.user.has_groups(IMPROVEMENT_LEADS):
            raise AccessError(
                self.env._(
                    "Only a lead draws and closes %s.", ", ".join(self.mapped("name"))
                )
            )

    def _draw(self):
        """The sample, with what the files say now.

        :return: list of values of files
        """
        self.ensure_one()
        # sudo: drawn from all files; checkers read what it says, and no more
        Customer = self.env["keqin.customer"].sudo()
        customers = Customer.browse(self._sample(Customer))
        if not customers:
            raise UserError(self.env._("%s: there is nothing to check.", self.name))
        owners = [customer.user_id for customer in customers]
        checkers = sampling.share_out(owners, list(self.checker_ids))
        if not all(checkers):
            raise UserError(
                self.env._(
                    "Name another checker for %s: nobody checks files of their own "
                    "customers.",
                    self.name,
                )
            )
        return [
            {
                "sequence": number,
                "customer_id": customer.id,
                "owner_id": owner.id,
                "tier": customer.tier,
                "checker_id": checker.id,
                "line_ids": [Command.create(vals) for vals in self._lines_of(customer)],
            }
            for number, (customer, owner, checker) in enumerate(
                zip(customers, owners, checkers, strict=True), 1
            )
        ]

    def _sample(self, Customer):
        """Which files: in one query, however many there are."""
        groups = Customer._read_group(
            self._domain_population(), ["tier", "user_id"], ["id:array_agg"]
        )
        strata = {tier: [] for tier in (*_TIERS, False)}
        for tier, owner, ids in groups:
            strata[tier] += [(owner.id, id_) for id_ in ids]
        return sampling.draw(strata.items(), self.sample_size, self.seed)

    def _lines_of(self, customer):
        """The filled fields, and what they say."""
        found = ((name, self._text(customer, name)) for name in CHECKED_FIELDS)
        return [{"field_name": name, "value": text} for name, text in found if text]

    def _text(self, customer, name):
        """What a field says, as a person reads it."""
        field, value = customer._fields[name], customer[name]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        return value and str(value)

    def _ask_checkers(self):
        """Each checker gets one to-do, however many files."""
        for checker, files in self.sudo().file_ids.grouped("checker_id").items():
            env = self.with_context(lang=checker.lang or self.env.lang).env
            # sudo: the list of another is not ours to write; the check is
            self.sudo().activity_schedule(
                _TODO,
                date_deadline=self.date_due,
                summary=env._("Check %s care files", len(files)),
                user_id=checker.id,
            )

    def _ask_corrections(self):
        """Account managers correct what was wrong in their files."""
        # sudo: the file is theirs; who closes the check may not write it
        wrong = self.sudo().file_ids.filtered("wrong_count")
        for file in wrong.filtered("owner_id.active"):
            owner = file.owner_id
            here = file.with_context(lang=owner.lang or self.env.lang)
            here.customer_id.activity_schedule(
                _CORRECT,
                summary=here.env._("Correct what was found wrong"),
                note=here._corrections(),
                user_id=owner.id,
            )
