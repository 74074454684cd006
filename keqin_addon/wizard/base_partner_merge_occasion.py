from odoo import api, models
from odoo.tools import SQL

# model -> column of the greetings that name it
_GREETED = {
    "keqin.customer": SQL("customer_id"),
    "res.partner": SQL("contact_id"),
}


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: the care files of merged companies, what they were greeted for
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        """Two greetings at one occasion become one, before the unique key stops us.

        Dates are projected again, when the kept file or card is written.
        """
        dates = {"keqin.customer": "customer_id", "keqin.contact": "contact_id"}
        if model in dates:
            # sudo: derived rows, which nobody may delete
            rows = self.env["keqin.occasion.date"].sudo()
            rows.search([(dates[model], "in", src_records.ids)]).unlink()
        if model in _GREETED:
            self._keqin_merge_greetings(_GREETED[model], src_records | dst_record)
        return super()._update_foreign_keys_generic(model, src_records, dst_record)

    @api.model
    def _keqin_merge_greetings(self, column, records):
        """Of greetings that will be the same, one stays what it is, a done one first.

        The others keep what was said but no longer stand for the occasion; planned
        ones are cancelled, since one greeting is enough.
        """
        self.env.flush_all()
        other = SQL("contact_id" if column.code == "customer_id" else "customer_id")
        self.env.cr.execute(
            SQL(
                """
                UPDATE keqin_activity a
                   SET occasion_id = NULL,
                       state = CASE state WHEN 'planned' THEN 'cancelled'
                                          ELSE state END
                  FROM (SELECT id, ROW_NUMBER() OVER (
                               PARTITION BY occasion_id, occasion_year,
                                            COALESCE(%(other)s, 0)
                               ORDER BY state = 'done' DESC, state = 'planned' DESC, id
                               ) AS place
                          FROM keqin_activity
                         WHERE occasion_id IS NOT NULL
                           AND %(column)s = ANY(%(ids)s)) same
                 WHERE same.id = a.id AND same.place > 1
                """,
                column=column,
                other=other,
                ids=list(records.ids),
            )
        )
        self.env["keqin.activity"].invalidate_model(["occasion_id", "state"])
