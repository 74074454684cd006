from odoo import api, fields, models
from odoo.tools import email_normalize

from .keqin_archive_answer import CHECKED, VALUE_LENGTH

REMARK_LENGTH = 2000
RATINGS = range(1, 6)


class KeqinCarePage(models.Model):
    """What a customer says on a page: that data are right, what is not, a rating.

    Called for whoever was let in. Values are cleaned and limited here; of fields only
    those that are asked about are taken, whatever was sent.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.care.page"

    def _take_confirmation(self):
        """All data are right: that is on the file, and stamps it as verified.

        Corrections that wait are replaced: the person looked at the data again.
        """
        page = self._said()
        page._replace(page._waiting())
        page._add({"kind": "confirmed", "state": "accepted"})
        page.customer_id._verify_by_customer()

    def _take_correction(self, values):
        """Propose what differs from the data, and keep a remark.

        :param values: what was sent, by name of the input
        :return: error by name of the input; with one, nothing was taken
        """
        page = self._said()
        texts = page._clean(values)
        remark = self._text(values.get("remark"), lines=True)
        errors = page._errors(texts, remark)
        if errors:
            return errors
        page._propose(texts)
        if remark:
            page._add({"kind": "remark", "state": "proposed", "remark": remark})
        return {}

    def _take_rating(self, value, comment=""):
        """One opinion a month: a later one corrects it.

        :param value: what was sent; anything but 1 to 5 is not taken
        :return: whether it was taken
        """
        page = self._said()
        score = int(value) if str(value) in map(str, RATINGS) else 0
        if not score:
            return False
        self.env["keqin.feedback"].sudo()._record([page._rating_vals(score, comment)])
        return True

    def _rating_vals(self, score, comment):
        return {
            "answer_key": self._rating_key(),
            "answered_on": fields.Datetime.now(),
            "comment": self._text(comment, lines=True)[:REMARK_LENGTH] or False,
            "contact_id": self.contact_id.id,
            "customer_id": self.customer_id.id,
            "dimension": "overall",
            "metric": "csat",
            "scale_max": max(RATINGS),
            "scale_min": min(RATINGS),
            "score": score,
            "source": "page",
            "source_key": self._rating_key(),
        }

    def _rating_key(self):
        return f"care-page-{self.id}-{self._today():%Y-%m}"

    def _said(self):
        """The page as superuser of nobody in particular."""
        self.ensure_one()
        # sudo: who may open the page was checked; nothing is written but answers
        return self.sudo()

    def _clean(self, values):
        return {
            (subject, name): self._text(values[f"{subject}_{name}"])
            for subject, names in CHECKED.items()
            for name in names
            if f"{subject}_{name}" in values
        }

    @api.model
    def _text(self, value, lines=False):
        """What was typed, without control characters and space around it."""
        kept = "\n" if lines else ""
        text = "".join(
            char if char.isprintable() or char in kept else " "
            for char in str(value or "").replace("\r\n", "\n")
        )
        return text.strip() if lines else " ".join(text.split())

    def _errors(self, texts, remark):
        errors = {}
        for (subject, name), text in texts.items():
            error = self._error(name, text)
            if error and text != self._value(subject, name):
                errors[f"{subject}_{name}"] = error
        if len(remark) > REMARK_LENGTH:
            errors["remark"] = self.env._(
                "Please use %s characters at most.", REMARK_LENGTH
            )
        return errors

    @api.model
    def _error(self, name, text):
        if len(text) > VALUE_LENGTH:
            return self.env._("Please use %s characters at most.", VALUE_LENGTH)
        if name == "name" and not text:
            return self.env._("Please fill it in.")
        if name == "email" and text and not email_normalize(text):
            return self.env._("Please give one valid e-mail address.")
        return False

    def _propose(self, texts):
        """One open proposal for each field; what is as on file again is withdrawn."""
        texts = {
            key: text
            for key, text in texts.items()
            if text != self._proposed_or_filed(*key)
        }
        waiting = self._waiting().filtered(
            lambda answer: (answer.subject, answer.field_name) in texts
        )
        self._replace(waiting)
        self._add(
            *(
                self._correction(subject, name, text)
                for (subject, name), text in texts.items()
                if text != self._value(subject, name)
            )
        )

    def _proposed_or_filed(self, subject, name):
        waiting = self._waiting().filtered(
            lambda answer: (answer.subject, answer.field_name) == (subject, name)
        )
        if waiting:
            return waiting[0].new_value or ""
        return self._value(subject, name)

    def _correction(self, subject, name, text):
        return {
            "kind": "correction",
            "state": "proposed",
            "subject": subject,
            "target_id": self._subject(subject).id,
            "field_name": name,
            "old_value": self._value(subject, name),
            "new_value": text,
        }

    def _waiting(self):
        """Corrections of the data on this page that nobody has decided, by whomever."""
        targets = self.partner_id | self.contact_id
        return self.env["keqin.archive.answer"].search(
            [
                ("target_id", "in", targets.ids),
                ("state", "=", "proposed"),
                ("kind", "=", "correction"),
            ]
        )

    @api.model
    def _replace(self, answers):
        answers.write({"state": "replaced", "decided_on": fields.Datetime.now()})
        answers.flush_recordset()

    def _add(self, *vals_list):
        who = {
            "page_id": self.id,
            "customer_id": self.customer_id.id,
            "contact_id": self.contact_id.id,
            "answered_on": fields.Datetime.now(),
        }
        return self.env["keqin.archive.answer"].create(
            [who | vals for vals in vals_list]
        )
