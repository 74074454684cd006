from odoo import api, fields, models
from odoo.tools import SQL, split_every

from .keqin_survey_invitation_guard import QUIET

_BATCH = 1000
# Opened weeks later is told, too; then nobody looks any more.
_DAYS = 90
_PURPOSE = {
    "company": "information",
    "industry": "information",
    "product": "product_info",
    "promotion": "promotion",
}


class MailingMailing(models.Model):
    """What came of a mailing is logged on every customer it went to (R071).

    One activity for each customer and person, which counts as no care: nobody spoke
    with them. Opened, clicked, answered and bounced are told as the mail server and
    the links tell them.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "mailing.mailing"

    @api.model
    def _cron_keqin_results(self):
        """Log what is new, in batches; run twice it logs nothing twice."""
        rows = self._keqin_new_results()
        for batch in split_every(_BATCH, rows):
            self._keqin_take(batch)
            self.env["ir.cron"]._commit_progress(len(batch))

    @api.model
    def _keqin_take(self, rows):
        """Log rows of `_keqin_new_results`."""
        self._keqin_log([row for row in rows if not row["activity_id"]])
        self._keqin_relog([row for row in rows if row["activity_id"]])

    @api.model
    def _keqin_new_results(self):
        self.env.flush_all()
        since = fields.Datetime.subtract(fields.Datetime.now(), days=_DAYS)
        self.env.cr.execute(
            SQL(
                """
                SELECT t.mass_mailing_id AS mailing_id, c.id AS customer_id,
                       t.res_id AS contact_id, t.result, a.id AS activity_id, t.sent_on
                  FROM (
                        SELECT DISTINCT ON (mass_mailing_id, res_id)
                               mass_mailing_id, res_id,
                               COALESCE(sent_datetime, create_date)::date AS sent_on,
                               CASE
                                  WHEN trace_status = 'bounce' THEN 'bounced'
                                  WHEN trace_status = 'reply' THEN 'replied'
                                  WHEN links_click_datetime IS NOT NULL THEN 'clicked'
                                  WHEN trace_status = 'open' THEN 'opened'
                                  ELSE 'sent'
                               END AS result
                          FROM mailing_trace
                         WHERE model = 'res.partner'
                           AND is_test_trace IS NOT TRUE
                           AND trace_status IN
                               ('pending', 'sent', 'open', 'reply', 'bounce')
                           AND create_date >= %(since)s
                         ORDER BY mass_mailing_id, res_id, id DESC
                       ) t
                  JOIN mailing_mailing m ON m.id = t.mass_mailing_id
                  JOIN keqin_marketing_activity k ON k.id = m.keqin_marketing_id
                  JOIN res_partner p ON p.id = t.res_id
                  JOIN keqin_customer c ON c.partner_id = p.commercial_partner_id
                                       AND c.company_id = k.company_id
             LEFT JOIN keqin_activity a ON a.mailing_id = m.id
                                       AND a.customer_id = c.id
                                       AND a.contact_id = p.id
                 WHERE a.id IS NULL OR a.mailing_result != t.result
                 ORDER BY t.mass_mailing_id, c.id, t.res_id
                """,
                since=since,
            )
        )
        return self.env.cr.dictfetchall()

    @api.model
    def _keqin_log(self, rows):
        kind = self.env.ref("keqin_addon.keqin_activity_type_mailing")
        mailings = self.browse({row["mailing_id"] for row in rows})
        shared = {
            mailing.id: mailing._keqin_activity_vals(kind) for mailing in mailings
        }
        self.env["keqin.activity"].with_context(**QUIET).create(
            [
                {
                    **shared[row["mailing_id"]],
                    "customer_id": row["customer_id"],
                    "contact_id": row["contact_id"],
                    "date_planned": row["sent_on"],
                    "date_done": row["sent_on"],
                    **_outcome(row["result"]),
                }
                for row in rows
            ]
        )

    @api.model
    def _keqin_relog(self, rows):
        by_result = {}
        for row in rows:
            by_result.setdefault(row["result"], []).append(row["activity_id"])
        for result, ids in by_result.items():
            activities = self.env["keqin.activity"].with_context(**QUIET).browse(ids)
            activities.write(_outcome(result))

    def _keqin_activity_vals(self, kind):
        self.ensure_one()
        marketing = self.keqin_marketing_id
        owner = self.user_id or marketing.user_id
        here = self.with_context(lang=owner.lang or self.env.lang)
        return {
            "mailing_id": self.id,
            "name": here.subject,
            "type_id": kind.id,
            "purpose": _PURPOSE[marketing.topic],
            "user_id": owner.id,
            "department": "marketing",
            "state": "done",
            "logged_at": fields.Datetime.now(),
            "automatic": True,
            "proactive": False,
            "duration": 0.0,
            "reason": here.env._("Logged from the mailing of %s.", marketing.name),
        }


def _outcome(result):
    reached = "bounced" if result == "bounced" else "reached"
    return {"mailing_result": result, "reached": reached}
