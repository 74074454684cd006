from odoo import api, fields, models

from ..tools.moment import noon

_SAID = frozenset(
    {
        "confidential",
        "contact_id",
        "contact_ids",
        "date_done",
        "feedback",
        "feedback_score",
        "reached",
    }
)


class KeqinActivity(models.Model):
    """What was heard in an activity that is done is feedback of the customer (R057).

    It is what a colleague heard, so it is followed up but counts in no score. The
    activity says what was heard; its feedback follows: corrected with it, and taken
    back when it is reopened. Confidential activities make none, since feedback is read
    by more people than they are.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, its flow, what was said in it
    _inherit = "keqin.activity"

    opinion_ids = fields.One2many(
        "keqin.activity.opinion", "activity_id", "Opinions heard"
    )

    def write(self, vals):
        written = super().write(vals)
        if "state" not in vals and not _SAID.isdisjoint(vals):
            self._record_if_done()
        return written

    def _after_done(self):
        res = super()._after_done()
        self._record_feedback()
        return res

    def _after_reopen(self):
        """What was said in a contact that did not take place was not said."""
        res = super()._after_reopen()
        self._record_feedback()
        return res

    def _record_if_done(self):
        done = self.filtered(lambda activity: activity.state == "done")
        if done:
            done._record_feedback()

    def _record_feedback(self):
        """Make their feedback what they say: new, corrected, or none any more."""
        # sudo: feedback is recorded by rules alone, and who logs an activity, such as
        # marketing, may not read it; it says what the activity says
        activities = self.sudo()
        vals_list = [
            vals for activity in activities for vals in activity._feedback_vals()
        ]
        Feedback = activities.env["keqin.feedback"]
        Feedback.search(
            [
                ("activity_id", "in", activities.ids),
                ("source", "=", "activity"),
                ("source_key", "not in", [vals["source_key"] for vals in vals_list]),
            ]
        ).unlink()
        if vals_list:
            Feedback._record(vals_list)

    def _feedback_vals(self):
        """:return: values of what was said in one activity, one dict an opinion"""
        self.ensure_one()
        if self.state != "done" or self.reached != "reached" or self.confidential:
            return []
        key = f"activity-{self.id}"
        said = [(key, "overall", self.feedback_score, self.feedback)]
        said += [
            (f"{key}-{line.id}", line.dimension, int(line.level or 0), line.text)
            for line in self.opinion_ids
        ]
        common = self._feedback_common_vals() | {"answer_key": key}
        return [
            common
            | {"source_key": source_key, "dimension": dimension}
            | self._feedback_said_vals(level, text)
            for source_key, dimension, level, text in said
            if level or (text or "").strip()
        ]

    def _feedback_common_vals(self):
        """:return: who said it to whom, and when"""
        said_on = noon(self.date_done or self.date_planned, self.user_id.tz)
        return {
            "activity_id": self.id,
            "answered_on": min(said_on, self.logged_at or said_on),
            "case_id": self.case_id.id,
            "contact_id": self._asking_person().id,
            "customer_id": self.customer_id.id,
            "interviewer_id": self.user_id.id,
            "source": "activity",
        }

    @api.model
    def _feedback_said_vals(self, level, text):
        """
        :param level: satisfaction of 1 to 5; 0 if nothing was said of it
        :return: values of what was said; without level it is a comment
        """
        vals = {"comment": text, "metric": "csat" if level else "comment"}
        scale = {"scale_min": 1, "scale_max": 5, "score": level}
        return vals | (scale if level else dict.fromkeys(scale, False))
