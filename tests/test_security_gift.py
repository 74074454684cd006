"""Who may do what with gifts, and what nobody is told by way of one."""

from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time, tagged

from .common import OUTSIDERS, ROLES
from .covers import covers
from .gift_case import GiftCase

# r read and search; w write and move; c create; d delete. The columns: of an own
# customer, given by somebody else; of another's customer; the same, given by the user.
MATRIX = {
    #                  own customer  others   own gift, others' customer
    "sales":           ("rwc", "", ""),
    "sales_manager":   ("rwc", "rwc", "rwc"),
    "service":         ("rwc", "rwc", "rwc"),
    "service_manager": ("rwc", "rwc", "rwc"),
    "marketing":       ("", "", "rwc"),
    "executive":       ("rwc", "rwc", "rwc"),
    "contributor":     ("", "", ""),
    "manager":         ("rwcd", "rwcd", "rwcd"),
    "employee":        ("", "", ""),
    "portal":          ("", "", ""),
    "public":          ("", "", ""),
}  # fmt: skip
GIVERS = [role for role, rights in MATRIX.items() if "c" in rights[2]]


@freeze_time("2026-09-01")
@covers("R180", "R181", "R191")
@tagged("post_install", "-at_install")
class TestGiftSecurity(GiftCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.rivals = cls.make_customer("Rival's", cls.rival)
        cls.their_man = cls.make_person("Their man", cls.rivals)

    def gift_of(self, customer, giver):
        person = self.person if customer == self.customer else self.their_man
        return self.make_gift(
            person=person,
            customer=customer,
            user=self.env.ref("base.user_root"),
            user_id=giver.id,
        )

    def test_table_names_every_role(self):
        self.assertEqual(set(MATRIX), {*ROLES, *OUTSIDERS})

    def test_access(self):
        for role, columns in MATRIX.items():
            user = self.users[role]
            own = self.customer
            own.partner_id.with_context(keqin_handover=True).user_id = (
                user if user.has_group("base.group_user") else self.users["sales"]
            )
            cases = ((own, self.rival), (self.rivals, self.rival), (self.rivals, user))
            for (customer, giver), rights in zip(cases, columns, strict=True):
                with self.subTest(role=role, customer=customer.name, giver=giver.name):
                    self.check(user, customer, giver, rights)

    def check(self, user, customer, giver, rights):
        gift = self.gift_of(customer, giver).with_user(user)
        values = {
            "product_id": self.box.id,
            "customer_id": customer.id,
            "user_id": giver.id,
        }
        domain = [("id", "=", gift.id)]
        for right, attempt in (
            ("r", lambda: gift.read(["value", "notes", "message"])),
            ("r", lambda: gift.search(domain)),
            ("r", lambda: gift._read_group(domain, [], ["value:sum"])[0][0]),
            ("w", lambda: gift.write({"message": "X"}) or True),
            ("w", gift.action_submit),
            ("c", lambda: gift.create(values)),
            ("d", gift.unlink),
        ):
            self.assertAllowed(right in rights, attempt, message=right)

    def test_only_executives_decide(self):
        for role in (*ROLES, *OUTSIDERS):
            self.customer.partner_id.with_context(
                keqin_handover=True
            ).user_id = self.users["sales"]
            gift = self.make_gift(value=900.0)
            gift.action_submit()
            asker = self.as_role(gift, role)
            allowed = role == "executive"
            with self.subTest(role):
                self.assertAllowed(allowed, asker.action_approve)
                self.assertAllowed(allowed, asker.action_refuse)
                self.assertAllowed(allowed, lambda: asker._approve("X") or True)  # noqa: B023
                self.assertAllowed(allowed, lambda: asker._refuse("X") or True)  # noqa: B023
                wizard = self.env["keqin.gift.decision"].with_user(self.users[role])
                values = {"gift_ids": gift.ids, "decision": "approve", "comment": "X"}
                self.assertAllowed(
                    allowed,
                    lambda: wizard.create(values).action_apply(),  # noqa: B023
                )
                self.assertEqual(gift.state, "approval")

    def test_stamps_are_written_by_nobody(self):
        gift = self.make_gift()
        stamps = {
            "state": "given",
            "approved_by_id": self.users["executive"].id,
            "approved_on": "2026-01-01",
            "decision_note": "Fine",
            "occasion_year": 2020,
        }
        base = {"product_id": self.box.id, "customer_id": self.customer.id}
        for role in GIVERS:
            mine = self.as_role(gift, role)
            for name, value in stamps.items():
                with self.subTest(role=role, field=name):
                    self.assertRefused(mine.write, {name: value})
                    self.assertRefused(mine.create, base | {name: value})
                    default = mine.with_context(**{f"default_{name}": value})
                    self.assertRefused(default.create, base)

    def test_gift_of_marketing_cannot_wander_to_another_customer(self):
        gift = self.gift_of(self.rivals, self.users["marketing"])
        mine = self.as_role(gift, "marketing")
        values = {"customer_id": self.customer.id}
        self.assertRefused(mine.write, values, error=UserError)

    def test_other_companies_see_nothing(self):
        gift = self.make_gift()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        for role in GIVERS:
            user = self.make_user(
                role,
                login=f"keqin_elsewhere_{role}",
                company_id=elsewhere.id,
                company_ids=[elsewhere.id],
            )
            foreign = gift.with_user(user).with_context(
                allowed_company_ids=elsewhere.ids
            )
            self.assertRefused(foreign.read, ["value"])
            self.assertFalse(foreign.search([("id", "=", gift.id)]))

    @covers("R182")
    def test_who_reads_no_card_learns_no_reason(self):
        """Taboos, refusals, caps and gifts of others: possible or not, no more."""
        secret = "Eggs make him ill"
        self.make_card(self.their_man, self.rivals)
        card = self.env["keqin.contact"].search(
            [("partner_id", "=", self.their_man.id)]
        )
        quiet = {"taboos": False, "refuses_gifts": False, "is_official": False}
        reasons = (
            {"taboos": secret},
            {"refuses_gifts": True},
            {"is_official": True},
        )
        answers = set()
        for reason in reasons:
            card.write(quiet | reason | {"gift_preference": "Trees by the river"})
            answers.add(self.answer_to_marketing())
        card.write(quiet)
        for on in ("2026-01-01", "2026-02-01"):
            gift = self.gift_of(self.rivals, self.rival)
            gift.sudo().write({"state": "given", "value": 1500.0, "date": on})
        answers.add(self.answer_to_marketing())
        card.unlink()
        answers.add(self.answer_to_marketing())
        self.assertEqual(len(answers), 1, "one answer, whatever the reason")
        text = str(answers)
        self.assertIn("account manager", text)
        for leak in (secret, "egg", "taboo", "refuse", "official", "3,0", "rees by"):
            self.assertNotIn(leak, text)
        service = self.gift_of(self.rivals, self.users["service"])
        self.assertIn("yearly cap", self.as_role(service, "service").exceptions)

    def answer_to_marketing(self):
        """All that the form, the error and the bulk window tell."""
        self.env.flush_all()
        self.env.invalidate_all()
        Gift = self.env["keqin.gift"].with_user(self.users["marketing"])
        shown = ("blocking", "exceptions", "notes", "preference", "year_total")
        with Form(Gift) as form:
            form.customer_id = self.rivals
            form.contact_id = self.their_man
            form.product_id = self.box
            answer = [str(getattr(form, name)) for name in shown]
            answer.append(str(form.suggested_product_id.name))
        with self.undone(), self.assertRaises(UserError) as refused:
            form.record.action_submit()
        answer.append(str(refused.exception))
        Bulk = self.env["keqin.gift.bulk"].with_user(self.users["marketing"])
        bulk = Bulk.create(
            {
                "product_id": self.box.id,
                "line_ids": [
                    (
                        0,
                        0,
                        {
                            "customer_id": self.rivals.id,
                            "contact_id": self.their_man.id,
                            "product_id": self.box.id,
                        },
                    )
                ],
            }
        )
        line = bulk.line_ids
        answer += [line.warning, str(line.suggested_product_id.name)]
        form.record.sudo().unlink()
        return "|".join(answer)

    def test_limits_are_set_by_the_administrator_of_the_database(self):
        for role in ROLES:
            company = self.company.with_user(self.users[role])
            self.assertRefused(company.write, {"keqin_gift_person_cap": 9e9})
