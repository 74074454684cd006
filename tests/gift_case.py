"""What the suites on gifts share: a catalogue of their own, limits, people."""

from .test_contact import ContactCase

# limits of the test company, in its currency
APPROVAL, PERSON_CAP = 500.0, 2000.0


class GiftCase(ContactCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["product.template"].search(
            [("keqin_is_gift", "=", True)]
        ).keqin_is_gift = False
        industry = cls.env.ref
        cls.industries = {
            "manufacturing": industry("base.res_partner_industry_C"),
            "catering": industry("base.res_partner_industry_I"),
        }
        cls.customer.industry_id = cls.industries["manufacturing"]
        cls.box = cls.make_gift_product("Moon box", 40.0, "mooncake, egg, 月饼")
        cls.trees = cls.make_gift_product("Trees", 100.0, "tree, 树", kind="donation")
        cls.report = cls.make_gift_product(
            "Energy report", 0.0, "report, energy", "manufacturing", kind="knowledge"
        )
        cls.members = cls.make_gift_product(
            "Member plan", 0.0, "plan, member", "catering", kind="knowledge"
        )

    @classmethod
    def make_gift_product(cls, name, price, keywords="", *industries, kind="thing"):
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": price,
                "type": "service",
                "keqin_is_gift": True,
                "keqin_gift_kind": kind,
                "keqin_gift_keywords": keywords,
                "keqin_gift_industry_ids": [cls.industries[i].id for i in industries],
            }
        )

    @classmethod
    def make_gift(cls, product=None, person=None, customer=None, user=None, **vals):
        Gift = cls.env["keqin.gift"].with_user(user or cls.users["sales"])
        return Gift.create(
            {
                "product_id": (product or cls.box).id,
                "customer_id": (customer or cls.customer).id,
                "contact_id": cls.person.id if person is None else person.id,
                **vals,
            }
        )

    @classmethod
    def make_given(cls, on, value=40.0, product=None, person=None, **vals):
        """A gift of the past, as history has it."""
        gift = cls.make_gift(product, person, value=value, date=on, **vals)
        gift.sudo().write({"state": "given"})
        return gift

    def as_role(self, record, role):
        return record.with_user(self.users[role])
