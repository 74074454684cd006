"""What the suites on the customer's pages share: people with a login, their browser."""

import re
from html import unescape

from odoo.tests import HttpCase
from odoo.tools import mute_logger

from .case_case import CaseCase

DENIED = mute_logger("odoo.http", "odoo.models", "odoo.addons.base.models.ir_rule")
NOTE = "They always complain before a price round"
LOG = "Escalated: might leave us"
CSRF = re.compile(r'name="csrf_token"\s+value="([^"]+)"')


class PortalCase(CaseCase, HttpCase):
    """``wang`` and ``zhao`` of one customer, ``stranger`` of another one, and
    ``lonely`` of none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.wang = cls.make_login("wang", cls.person)
        cls.zhao = cls.make_login("zhao", cls.make_person("Zhao", cls.customer))
        cls.stranger = cls.make_login("stranger", cls.make_person("Sun", cls.other))
        cls.lonely = cls.make_login("lonely", cls.make_partner("Lonely"))

    @classmethod
    def make_person(cls, name, customer):
        parent = customer.partner_id
        return cls.make_partner(name, parent_id=parent.id, is_company=False)

    @classmethod
    def make_login(cls, name, person):
        """The portal user of a person, with the password that is the login."""
        return cls.make_user(
            login=f"keqin_portal_{name}",
            groups="base.group_portal",
            partner_id=person.id,
            name=person.name,
            email=person.email or f"{name}@example.com",
        )

    def enter(self, user):
        """Log in; ``None`` is whoever has no account."""
        if user:
            self.authenticate(user.login, user.login)
        else:
            self.authenticate(None, None)

    def page(self, url, status=200):
        """The text of a page, which is answered with ``status``."""
        response = self.url_open(url)
        self.assertEqual(response.status_code, status, url)
        return unescape(response.text)

    def send(self, url, form_url=None, files=None, **values):
        """Post a form as the page it is on does, with its token."""
        page = self.url_open(form_url or url).text
        token = CSRF.search(page)
        self.assertTrue(token, page[:2000])
        return self.url_open(
            url, data={"csrf_token": token.group(1), **values}, files=files
        )

    def call(self, model, method, *args, **kwargs):
        """Call a method as a client does; return its result, or the error's name."""
        return self.rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=args,
            kwargs=kwargs,
        )

    def rpc(self, url, **params):
        """The result of a JSON route, or the name of the error it ends with."""
        answer = self.url_open(url, json={"params": params}).json()
        if "error" in answer:
            return answer["error"]["data"]["name"].rsplit(".", 1)[-1]
        return answer["result"]


class PortalMessages(PortalCase):
    """A case with words to the customer and words among us, each with a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case("responded")
        cls.foreign = cls.make_case(customer=cls.other, name="Their secret")
        cls.answer = cls.say(cls.case, "We send new ones", "mail.mt_comment", "a.txt")
        cls.note = cls.say(cls.case, NOTE, "mail.mt_note", "n.txt")
        cls.theirs = cls.say(cls.foreign, "For them", "mail.mt_comment", "t.txt")
        cls.log = cls.case._message_log(body=LOG)
        cls.file, cls.note_file, cls.their_file = (
            message.attachment_ids for message in (cls.answer, cls.note, cls.theirs)
        )

    @classmethod
    def say(cls, case, body, subtype, file):
        return case.message_post(
            body=body,
            author_id=cls.users["service"].partner_id.id,
            message_type="comment",
            subtype_xmlid=subtype,
            attachments=[(file, b"words")],
        )
