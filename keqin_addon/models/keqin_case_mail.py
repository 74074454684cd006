from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize

from odoo.addons.iap.tools.iap_tools import mail_prepare_for_domain_search

# What an alias may preset; the rest follows from the mail, or from rules and steps.
_ALIAS_VALUES = ("kind", "topic", "product_id")
_SUBJECT_LENGTH = 200
# Mail servers give up after five days: an older date is a wrong clock.
_DELIVERY = timedelta(days=5)


class KeqinCase(models.Model):
    """The mail door: what customers write opens a case, or goes on with one (R090).

    Senders are known by their address; nobody becomes a contact by writing to us, and
    to which customer a stranger may belong is a suggestion.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its flow, its mail
    _inherit = "keqin.case"

    # the account manager reads the case and the customer his own: both take part
    _mail_post_access = "read"
    _mail_thread_customer = True
    _primary_email = "email_from"

    suggested_customer_id = fields.Many2one(
        "keqin.customer",
        "Perhaps of",
        compute="_compute_suggested_customer_id",
        help="The sender's mail domain is that of a contact of this customer.",
    )

    @api.depends("customer_id", "email_from", "company_id")
    @api.depends_context("uid")
    def _compute_suggested_customer_id(self):
        """One search for all cases; public mail providers say nothing."""
        domains = {case: case._mail_domain() for case in self}
        owners = self._customers_by_domain(set(filter(None, domains.values())))
        for case, domain in domains.items():
            files = owners.get((case.company_id, domain), self.customer_id.browse())
            # several of them: it is not clear whose
            case.suggested_customer_id = files if len(files) == 1 else False

    def _mail_domain(self):
        part = mail_prepare_for_domain_search(self.email_from or "")
        return part if part and part.startswith("@") and not self.customer_id else False

    @api.model
    def _customers_by_domain(self, domains):
        """Care files the user may read, by company and mail domain of their people."""
        owners = {}
        if not domains:
            return owners
        any_of = [("email_normalized", "=like", f"%{domain}") for domain in domains]
        people = self.env["res.partner"].search(
            ["|"] * (len(any_of) - 1) + any_of + [("partner_share", "=", True)]
        )
        files = self.env["keqin.customer"].search(
            [("partner_id", "in", people.commercial_partner_id.ids)]
        )
        by_partner = {file.partner_id: file for file in files}
        for person in people:
            if file := by_partner.get(person.commercial_partner_id):
                key = file.company_id, f"@{person.email_normalized.split('@')[-1]}"
                owners[key] = owners.get(key, files.browse()) | file
        return owners

    def action_accept_suggestion(self):
        """It is a case of the suggested customer: service says so."""
        for case in self.filtered("suggested_customer_id"):
            case.customer_id = case.suggested_customer_id
        return True

    # the gateway
    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Open a case from a mail; called by Odoo's gateway as superuser.

        :param custom_values: of the alias; only a few are taken, none that is guarded
        """
        preset = custom_values or {}
        company = self.env["res.company"].browse(preset.get("company_id")).exists()
        here = self.with_company(company or self.env.company)
        contact = here._find_sender(msg_dict.get("email_from"))
        values = {
            **{key: preset[key] for key in _ALIAS_VALUES if key in preset},
            "name": here._subject_of(msg_dict),
            "channel": "email",
            "description": msg_dict.get("body"),
            "contact_id": contact.id,
            "customer_id": here._care_files(contact)[:1].id,
            "opened_on": here._mail_date(msg_dict.get("date")),
        }
        case = super(KeqinCase, here).message_new(msg_dict, values)
        # the mail that opens it is no reply to it
        return case.with_context(keqin_opening_mail=True)

    def message_update(self, msg_dict, update_vals=None):
        """Somebody wrote to the thread: an archived case comes back, what somebody
        else's contact writes stays among us."""
        self.check_access("write")
        if msg_dict.get("message_type") == "email":
            self.filtered(lambda case: not case.active).active = True
            author = self.env["res.partner"].browse(msg_dict.get("author_id"))
            if self._is_outsider(author):
                msg_dict["is_internal"] = True
                self._call_owner(
                    self.env._("Mail of somebody else"),
                    self.env._("%s is no contact of this customer.", author.name),
                )
        return super().message_update(msg_dict, update_vals)

    @api.model
    def _find_sender(self, email):
        """The contact with this address, best one of a customer; never a colleague."""
        address = email_normalize(email or "")
        if not address:
            return self.env["res.partner"]
        people = self.env["res.partner"].search(
            [
                ("email_normalized", "=", address),
                ("partner_share", "=", True),
                ("company_id", "in", (False, self.env.company.id)),
            ]
        )
        owned = self._care_files(people).partner_id
        customers = people.filtered(lambda p: p.commercial_partner_id in owned)
        return (customers or people).sorted("is_company")[:1]

    @api.model
    def _care_files(self, partners):
        """Care files of the companies these contacts work for, in this company; also
        of those no longer in care, who may have something to say all the same."""
        files = self.env["keqin.customer"].with_context(active_test=False)
        return files.search(
            [
                ("partner_id", "in", partners.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
            ]
        )

    @api.model
    def _subject_of(self, msg_dict):
        subject = " ".join((msg_dict.get("subject") or "").split())
        return subject[:_SUBJECT_LENGTH] or self.env._("No subject")

    @api.model
    def _mail_date(self, date):
        """When a mail was sent, as its header says, within what can be true."""
        now = fields.Datetime.now()
        sent = fields.Datetime.to_datetime(date) or now
        return sent if now - _DELIVERY <= sent <= now else now

    def _mail_get_partner_fields(self, introspect_fields=False):
        """Who is written to is the person, not the company."""
        return ["contact_id"]

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Only the latest are counted: the index spares reading all cases."""
        since = fields.Datetime.now() - _DELIVERY
        return [
            ("opened_on", ">=", since),
            ("channel", "=", "email"),
            ("email_from", "ilike", email_from_normalized),
        ]

    def _call_owner(self, summary, note=None):
        """A to-do for the owner, once until it is done."""
        for case in self.sudo():
            todos = case.activity_ids.filtered(lambda t: t.summary == summary)
            if not todos:
                case.activity_schedule(
                    "mail.mail_activity_data_warning",
                    summary=summary,
                    note=note,
                    user_id=case.user_id.id,
                )
