import hashlib
import hmac
from datetime import timedelta
from ipaddress import ip_address, ip_network

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

# Messages an hour; an address may be a whole office behind one router. Wrong links to
# customer pages by address, and what is said on one page.
LIMITS = {"address": 10, "email": 4, "guess": 30, "page": 30}
KEPT = timedelta(days=1)


class KeqinWebRequest(models.Model):
    """How often the public form was used within an hour, by sender.

    Senders are kept as keyed hashes, and for a day only: enough to count, not to know.
    One row for a sender and hour, counted up in the database, so that many requests at
    once cannot slip through.
    """

    _name = "keqin.web.request"
    _description = "Use of the Web Form"
    _log_access = False

    sender = fields.Char(required=True, readonly=True)
    hour = fields.Datetime(required=True, readonly=True, index=True)
    count = fields.Integer(required=True, readonly=True)

    _sender_hour_uniq = models.Constraint(
        "UNIQUE(sender, hour)", "A sender has one count an hour."
    )

    @api.model
    def _count(self, kind, value, now):
        """Count one more message of a sender; return whether it is within the limit.

        :param kind: one of `LIMITS`
        :param value: network or e-mail address as it came
        :param now: naive UTC datetime
        """
        rows = self.env.execute_query(
            SQL(
                """INSERT INTO keqin_web_request AS r (sender, hour, count)
                        VALUES (%s, %s, 1)
                   ON CONFLICT (sender, hour) DO UPDATE SET count = r.count + 1
                     RETURNING count""",
                self._sender(kind, value),
                now.replace(minute=0, second=0, microsecond=0),
            )
        )
        return rows[0][0] <= LIMITS[kind]

    @api.model
    def _sender(self, kind, value):
        if kind in ("address", "guess"):
            value = self._network(value)
        elif kind == "email":
            value = email_normalize(value) or value
        # sudo: the secret of the database, to hash with
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        text = f"keqin.web.request:{kind}:{value}"
        return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()

    @api.model
    def _network(self, value):
        """The part of an address that one sender cannot change: of IPv6 the network."""
        try:
            address = ip_address(value)
        except ValueError:
            return value
        if address.version == 4:
            return str(address)
        return str(ip_network((address, 64), strict=False))

    @api.autovacuum
    def _gc_old(self):
        self.search([("hour", "<", fields.Datetime.now() - KEPT)]).unlink()
