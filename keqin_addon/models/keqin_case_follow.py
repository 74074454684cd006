from odoo import api, models

from .keqin_case import OPEN


class KeqinCase(models.Model):
    """Who follows a case: its account manager every stage (R091), its contact only
    what is said to the customer; Odoo adds the owner.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its conversation, its followers
    _inherit = "keqin.case"

    @api.model_create_multi
    def create(self, vals_list):
        quiet = self.env.context.get("mail_create_nolog") or self.env.context.get(
            "tracking_disable"
        )
        # followers first: the opening is told to them
        silent = self.with_context(mail_create_nolog=True)
        cases = super(KeqinCase, silent).create(vals_list).with_env(self.env)
        cases._subscribe_people()
        if not quiet:
            cases._tell_opening()
        return cases

    def write(self, vals):
        if not {"customer_id", "contact_id"} & set(vals):
            return super().write(vals)
        before = {case: case.contact_id for case in self}
        done = super().write(vals)
        changed = self.filtered(lambda case: case.contact_id != before[case])
        # sudo: who was entered by mistake hears no more of it
        changed._followers(
            {case.id: before[case] for case in changed if before[case]}
        ).unlink()
        self._subscribe_people()
        return done

    def _track_subtype(self, initial_values):
        if "state" not in initial_values:
            return super()._track_subtype(initial_values)
        name = "closed" if self.state == "closed" else "stage"
        return self.env.ref(f"keqin_addon.keqin_case_subtype_{name}")

    def _tell_opening(self):
        """To whoever follows a case of a customer, from its first moment."""
        # sudo: follows from the case, which the user may open
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for case in self.sudo():
            whose = case.partner_id.name or case.email_from
            case.message_post(
                body=": ".join(filter(None, [whose, kinds[case.kind]])),
                author_id=self.env.user.partner_id.id,
                subtype_xmlid="keqin_addon.keqin_case_subtype_opened",
            )

    def _subscribe_people(self):
        """Account managers and contacts follow; one search and one insert for all."""
        # sudo: who follows is a rule, not a choice of the user
        cases = self.sudo()
        people = {
            case.id: case._account_manager() | case._contact_to_follow()
            for case in cases
        }
        there = {
            (follower.res_id, follower.partner_id)
            for follower in cases._followers(people)
        }
        default, _, external = self.env["mail.message.subtype"].default_subtypes(
            self._name
        )
        cases.env["mail.followers"].create(
            [
                {
                    "res_model": self._name,
                    "res_id": case_id,
                    "partner_id": person.id,
                    "subtype_ids": (external if person.partner_share else default).ids,
                }
                for case_id, persons in people.items()
                for person in persons
                if (case_id, person) not in there
            ]
        )

    def _account_manager(self):
        user = self.manager_id
        staff = "keqin_addon.group_keqin_staff"
        here = self.company_id in user.company_ids
        follows = user.active and here and user._has_group(staff)
        return user.partner_id if follows else user.partner_id.browse()

    def _contact_to_follow(self):
        return self.contact_id.filtered(lambda p: p.active and p.partner_share)

    @api.model
    def _followers(self, people):
        """Who of ``people`` follows: dict of case id to contacts, one search."""
        followers = self.env["mail.followers"].sudo()
        persons = {person.id for group in people.values() for person in group}
        found = followers.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", list(people)),
                ("partner_id", "in", list(persons)),
            ]
        )
        return found.filtered(lambda f: f.partner_id in people[f.res_id])

    @api.model
    def _exchange_managers(self, before):
        """Account managers changed: their open cases are followed by the new ones.

        :param before: dict of partner to the user who looked after it
        """
        # sudo: whoever reassigns the customer may not read its cases
        cases = self.sudo().search(
            [
                ("partner_id", "in", [partner.id for partner in before]),
                ("state", "in", OPEN),
            ]
        )
        leaving = {
            case.id: before[case.partner_id].partner_id
            for case in cases
            if before[case.partner_id] not in case.user_id | case.manager_id
        }
        cases._followers(leaving).unlink()
        cases._subscribe_people()
