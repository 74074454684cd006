"""What the suites on mail share: a mail domain, an address of cases, raw mails.

Mail comes in as mail servers hand it over, through Odoo's gateway.
"""

from email.message import EmailMessage
from email.utils import format_datetime

from odoo import fields

from .case_case import CaseCase

DOMAIN = "care.example.org"
ADDRESS = f"service@{DOMAIN}"
OFFICE = "office.example.org"  # where colleagues have their own addresses
WANG = "Ms. Wang <wang@ruichen.example.com>"
STRANGER = "Nobody Knows <nobody@unknown.example.net>"


class MailCase(CaseCase):
    """With tracking, notices and automatic mail, as in use; nothing is sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        loud = {"allowed_company_ids": cls.company.ids}
        cls.env = cls.env(context=loud)
        cls.company, cls.customer, cls.other, cls.person = (
            record.with_env(cls.env)
            for record in (cls.company, cls.customer, cls.other, cls.person)
        )
        for role, user in cls.users.items():
            user.sudo().email = f"{role}@{OFFICE}"
            cls.users[role] = user.with_env(cls.env)
        cls.company.alias_domain_id = cls.env["mail.alias.domain"].create(
            {"name": DOMAIN}
        )
        cls.company.keqin_case_alias_name = "service"
        cls.stranger = cls.make_partner(
            "Mr. Chen",
            parent_id=cls.other.partner_id.id,
            is_company=False,
            email="chen@theirs.example.com",
        )

    def receive(
        self, sender=WANG, subject="Cartons too soft", body="They break.", **headers
    ):
        """Hand a raw mail to the gateway; the case it opened, if it did."""
        before = self.all_cases()
        self.env["mail.thread"].sudo().message_process(
            False, bytes(self.mail(sender, subject, body, **headers))
        )
        return self.all_cases() - before

    def all_cases(self):
        cases = self.env["keqin.case"].sudo().with_context(active_test=False)
        return cases.search([("company_id", "!=", False)]).with_env(self.env)

    def mail(self, sender, subject, body, **headers):
        """A mail to the address of cases; headers by name, ``_`` for a hyphen."""
        mail = EmailMessage()
        now = fields.Datetime.now()
        named = {"To": ADDRESS, "Date": format_datetime(now)} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        files = named.pop("files", ())
        html = named.pop("html", None)
        MailCase.sent = getattr(MailCase, "sent", 0) + 1
        named.setdefault(
            "Message-Id", f"<{MailCase.sent}.{id(self)}@ruichen.example.com>"
        )
        mail["From"], mail["Subject"] = sender, subject
        for name, value in named.items():
            mail[name] = value
        mail.set_content(body)
        if html:
            mail.add_alternative(html, subtype="html")
        for name, content in files:
            mail.add_attachment(
                content, maintype="application", subtype="pdf", filename=name
            )
        return mail

    def reply(self, case, sender=WANG, body="Any news?", **headers):
        """Answer the latest message of ``case`` that customers see."""
        parent = self.spoken(case)[:1] or case.message_ids[:1]
        headers.setdefault("In_Reply_To", parent.message_id)
        return self.receive(sender, f"Re: {case.name}", body, **headers)

    def spoken(self, case):
        return case.message_ids.filtered(
            lambda m: m.message_type in ("comment", "email")
        )

    def write_to(self, case, role="service", body="We look into it.", **vals):
        """What the button "Send message" does."""
        vals = {
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        } | vals
        return self.by(role, case).message_post(body=body, **vals)

    def follows(self, case, partner):
        return partner in case.sudo().message_partner_ids
