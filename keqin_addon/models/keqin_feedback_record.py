import psycopg2.errors

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger

_ONCE = "keqin_feedback_source_key_uniq"


class KeqinFeedback(models.Model):
    """How opinions get in: by rules alone, each of them once (R101)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.feedback"

    @api.model
    def _record(self, vals_list):
        """Record opinions once: an opinion known by its ``source_key`` is corrected.

        Called by the rules that hear them, as superuser. A correction changes what was
        said; the customer, and the class it had then, stay those of the first time.

        :param vals_list: values with ``source_key``, and what it says; of several with
            one key the last one holds
        :return: the opinions, in the order of the values
        :raises ConcurrencyError: when another transaction records one meanwhile: the
            request is tried again, and corrects it then
        """
        said = {vals["source_key"]: vals for vals in vals_list}
        known = self.search([("source_key", "in", list(said))]).grouped("source_key")
        for key, feedback in known.items():
            feedback.write(
                {name: said[key][name] for name in said[key] if name != "customer_id"}
            )
        new = [vals for key, vals in said.items() if key not in known]
        known |= self._record_new(new).grouped("source_key")
        return self.concat(*(known[key] for key in said))

    @api.model
    def _record_new(self, vals_list):
        try:
            with mute_logger("odoo.sql_db"):
                return self.create(self._as_of_then(vals_list))
        except psycopg2.errors.UniqueViolation as error:
            if error.diag.constraint_name != _ONCE:
                raise
            raise ConcurrencyError("an opinion is being recorded twice") from error

    @api.model
    def _as_of_then(self, vals_list):
        """Add the class and the account manager the customer has today."""
        customers = self.env["keqin.customer"].browse(
            {vals["customer_id"] for vals in vals_list}
        )
        then = {
            customer.id: {
                "tier": customer.tier,
                "industry_id": customer.industry_id.id,
                "user_id": customer.user_id.id,
            }
            for customer in customers
        }
        return [then[vals["customer_id"]] | vals for vals in vals_list]
