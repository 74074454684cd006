from odoo import api, models

# What decides whether, when and with whom an activity was a two-way contact.
_DECIDES = frozenset(
    {
        "channel",
        "confidential",
        "contact_id",
        "contact_ids",
        "date_done",
        "reached",
        "state",
        "type_id",
        "user_id",
    }
)


class KeqinActivity(models.Model):
    """Who was spoken to: the cards of these people know it at once (R116)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities.filtered(lambda a: a.state == "done")._touch_cards()
        return activities

    def write(self, vals):
        if _DECIDES.isdisjoint(vals):
            return super().write(vals)
        was_done = self.filtered(lambda a: a.state == "done")
        people = was_done._people_spoken_to()
        written = super().write(vals)
        touched = was_done | self.filtered(lambda a: a.state == "done")
        touched._touch_cards(people)
        return written

    def unlink(self):
        done = self.filtered(lambda a: a.state == "done")
        customers, people = done.customer_id, done._people_spoken_to()
        unlinked = super().unlink()
        done.browse()._touch_cards(people, customers)
        return unlinked

    def _people_who_talked(self):
        """Their people in one activity: asked or come, but for who stayed away."""
        self.ensure_one()
        lines = self.attendee_ids
        missed = lines.filtered(lambda line: not line.attended)
        came = (lines - missed).filtered(lambda line: not line.is_ours)
        people = self.contact_id | self.contact_ids | came.partner_id
        return people - missed.partner_id if lines - missed else people

    def _people_spoken_to(self):
        """Ids of the customer's people in these activities."""
        # sudo: whose card follows from the activity that was logged
        activities = self.sudo()
        came = activities.attendee_ids.partner_id
        return set((activities.contact_id | activities.contact_ids | came).ids)

    def _touch_cards(self, before=(), customers=None):
        """
        :param before: ids of people who were in these activities before
        """
        people = self._people_spoken_to() | set(before)
        customers = (customers or self.env["keqin.customer"]) | self.customer_id
        if people:
            self.env["keqin.contact"]._touched(
                [
                    ("partner_id", "in", list(people)),
                    ("customer_id", "in", customers.ids),
                ]
            )
