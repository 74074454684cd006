"""What the suites on customer pages share: a page released for ``wang``."""

from .portal_case import PortalCase

UNTIL = "2026-12-31"
PLAN_WORDS = "Two delivery windows a week"
LINE_WORDS = "We visit you every quarter"
PROMISE_WORDS = "Samples by Friday"


class CarePageCase(PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.keqin_care_page = True
        cls.customer.partner_id.write({"phone": "0512 1111", "city": "Suzhou"})
        cls.shared = cls.make_page(cls.person)

    @classmethod
    def make_page(cls, person, customer=None, release=True, **vals):
        page = cls.env["keqin.care.page"].create(
            {
                "customer_id": (customer or cls.customer).id,
                "contact_id": person.id,
                "expires_on": UNTIL,
                **vals,
            }
        )
        if release:
            page.action_release()
        return page

    @classmethod
    def link(cls, page=None):
        page = page or cls.shared
        return f"/care/page/{page.id}/{page.sudo().token}"

    def answer(self, step, page=None, user=None, **values):
        """Say something on a page, as its form does."""
        self.enter(user)
        url = "/my/care" if user else self.link(page)
        response = self.send(f"{url}/{step}", form_url=url, **values)
        self.env.invalidate_all()
        return response

    def answers(self, **vals):
        """What was said, newest first; with the given values only."""
        domain = [("page_id", "=", self.shared.id)]
        domain += [(name, "=", value) for name, value in vals.items()]
        return self.env["keqin.archive.answer"].search(domain)
