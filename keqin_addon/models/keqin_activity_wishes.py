from odoo import api, fields, models
from odoo.exceptions import ValidationError


class KeqinActivity(models.Model):
    """Nobody is planned to be contacted in a way they do not want (R075, R182)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.activity"

    wish_warning = fields.Char(compute="_compute_wish_warning")

    @api.depends("contact_id", "contact_ids", "channel", "state", "proactive")
    def _compute_wish_warning(self):
        unwanting = self._unwanting()
        for activity in self:
            people = unwanting.get(activity)
            activity.wish_warning = people and activity._wish_text(people)

    @api.constrains("contact_id", "contact_ids", "channel", "state", "proactive")
    def _check_wishes(self):
        """What a rule planned only warns: one wish must not stop its whole batch."""
        by_hand = self.filtered(lambda activity: not activity.automatic)
        for activity, people in by_hand._unwanting().items():
            raise ValidationError(activity._wish_text(people))

    def _unwanting(self):
        """Planned activities of ours, and who does not want to be contacted so.

        :return: dict of activity to `res.partner`, without those nothing is against
        """
        found = {}
        planned = self.filtered(lambda a: a.state == "planned" and a.proactive)
        Card = self.env["keqin.contact"]
        for channel, activities in planned.grouped("channel").items():
            # `_origin`: on a form not saved yet
            people = (activities.contact_id | activities.contact_ids)._origin
            unwanting = people and Card._not_by(people, channel)
            for activity in activities if unwanting else ():
                mine = (activity.contact_id | activity.contact_ids)._origin & unwanting
                if mine:
                    found[activity] = mine
        return found

    def _wish_text(self, people):
        invalid = people._keqin_invalid(people)
        if invalid:
            return self.env._(
                "%s is marked as invalid. Choose somebody else, or restore the person.",
                ", ".join(invalid.mapped("name")),
            )
        selection = self._fields["channel"]._description_selection(self.env)
        return self.env._(
            "%(person)s does not want to be contacted this way: %(channel)s. Choose "
            "another activity, or say that it is not our initiative.",
            person=", ".join(people.mapped("name")),
            channel=dict(selection)[self.channel],
        )


class KeqinPlanLine(models.Model):
    _inherit = "keqin.plan.line"

    @api.constrains("contact_ids")
    def _check_people_valid(self):
        """Nobody is planned to be met who is no longer reached (R187)."""
        for line in self:
            invalid = line.contact_ids._keqin_invalid(line.contact_ids)
            if invalid:
                raise ValidationError(
                    self.env._(
                        "%s is marked as invalid. Choose somebody else, or restore the "
                        "person.",
                        ", ".join(invalid.mapped("name")),
                    )
                )
