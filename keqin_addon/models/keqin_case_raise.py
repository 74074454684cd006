from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize, plaintext2html


class KeqinCase(models.Model):
    """A case as a customer raises it: logged in, or by the form for everybody."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, how customers raise it
    _inherit = "keqin.case"

    @api.model
    def _raise_by_customer(self, vals, text, partner, companies):
        """Record a case as a customer raises it on one of our pages.

        :param vals: checked values of the form, by field: `name`, `kind`, ...
        :param text: plain text of the customer
        :param partner: contact who raises it, empty for an unknown sender
        :param companies: whose customer it may be; the first one's, if nobody's
        :return: the case, as superuser
        """
        customer = self._care_file_of(partner, companies)
        # sudo: customers create nothing by themselves; the values are a fixed set that
        # the page has checked, who raises it is who is logged in, or nobody
        company = customer.company_id or companies[0]
        return (
            self.with_company(company)
            .sudo()
            .create(
                {
                    **vals,
                    "description": plaintext2html(text),
                    "customer_id": customer.id,
                    "contact_id": partner.id,
                }
            )
        )

    def _post_as_customer(self, **kwargs):
        """Post what the customer said: the user, or who was asked where a token was
        used instead of a login."""
        user = self.env.user
        author = self.contact_id if user._is_public() else user.partner_id
        sender = {} if author else {"email_from": self.email_from}
        return self.message_post(
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            **sender,
            **kwargs,
        )

    @api.model
    def _raise_by_visitor(self, vals, visitor, company):
        """Record a case from the public form; its customer is the one a contact of
        whom has the e-mail address, if it is one contact of one customer.

        Nobody has proved that the address is the sender's: a note says so, and answers
        go to the address, not to the page.

        :param vals: checked values of the form, by field
        :param visitor: checked values of the form about who writes
        """
        partner = self._contact_of(visitor["email"], company)
        vals = vals | {
            "channel": "web",
            "email_from": visitor["email"],
            "phone": visitor["phone"] or partner.phone,
        }
        case = self._raise_by_customer(vals, visitor["text"], partner, company)
        case._message_log(body=self._visitor_note(visitor))
        return case

    @api.model
    def _visitor_note(self, visitor):
        rows = [
            (self.env._("Name"), visitor["person"]),
            (self.env._("Company"), visitor["company"]),
            (self.env._("E-mail"), visitor["email"]),
            (self.env._("Phone"), visitor["phone"]),
        ]
        note = self.env._(
            "From the web form. The sender consented to being answered, and has "
            "not proved to own the e-mail address."
        )
        lines = [Markup("%s: %s") % row for row in rows if row[1]]
        return Markup("<br/>").join([note, *lines])

    @api.model
    def _contact_of(self, email, company):
        """The only contact with this address among the customers of ``company``."""
        # sudo: visitors read neither; what is found shows in no answer
        people = (
            self.env["res.partner"]
            .sudo()
            .search([("email_normalized", "=", email_normalize(email))])
        )
        customers = self._care_file_of(people, company)
        served = people.filtered(
            lambda person: person.commercial_partner_id in customers.partner_id
        )
        return served if len(served) == 1 else served.browse()

    @api.model
    def _care_file_of(self, partner, companies):
        """The care file of whom ``partner`` works for, also one out of care, if one of
        ``companies`` cares."""
        # sudo: customers and visitors read no care files; it is only linked
        customers = self.env["keqin.customer"].sudo().with_context(active_test=False)
        return customers.search(
            Domain("partner_id", "in", partner.commercial_partner_id.ids)
            & Domain("company_id", "in", companies.ids)
        )
