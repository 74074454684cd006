"""Every personal field, every way to get at it, every role: one table (R182, R188).

A field added to the card has to be named personal here or in ``NOT_PERSONAL``.
"""

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.keqin_addon.models.keqin_contact import PERSONAL_FIELDS
from odoo.addons.keqin_addon.models.keqin_contact_access import _FOLLOWING
from odoo.addons.keqin_addon.models.keqin_contact_wishes import OPT_OUTS

from .common import OUTSIDERS, ROLES
from .covers import covers
from .test_contact import ContactCase

# Who reads cards: of own customers, of others'.
READERS = {
    "sales":           (True, False),
    "sales_manager":   (True, True),
    "service":         (True, True),
    "service_manager": (True, True),
    "marketing":       (False, False),
    "executive":       (True, True),
    "contributor":     (False, False),
    "manager":         (True, True),
    "employee":        (False, False),
    "portal":          (False, False),
    "public":          (False, False),
}  # fmt: skip
EXPORTERS = ("sales_manager", "executive", "manager")

SECRET = "Never tell of the twins"
VALUES = {
    "attitude": "critic",
    "birth_calendar": "solar",
    "birth_month": 5,
    "birth_day": 17,
    "birth_leap": False,
    "birth_year": 1971,
    "communication_style": "formal",
    "preferred_channel": "phone",
    "mourning_until": "2026-12-31",
    "consent_source": "person",
    "consent_on": "2026-01-01",
    "consent_purpose": "care",
    "consent_review_on": "2026-09-01",
}
# Of the card, and no private matter: the role, what is not wanted, whose card it is.
NOT_PERSONAL = {
    *OPT_OUTS,
    "active",
    "company_id",
    "create_date",
    "create_uid",
    "customer_id",
    "decision_role",
    "erased_on",
    "hierarchy_level",
    "id",
    "influence",
    "is_official",
    "last_touch_on",
    "last_touch_user_id",
    "partner_id",
    "refuses_gifts",
    "reports_to_id",
    "write_date",
    "write_uid",
}


class PrivacyMatrixCase(ContactCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time("2026-09-01"))
        cls.add_outsiders()
        cls.rivals = cls.make_customer("Rival's", cls.rival)
        cls.theirs = cls.make_card(cls.make_person("Their man", cls.rivals), cls.rivals)
        cls.values = {
            name: VALUES[name] if name in VALUES else cls.some_value(name)
            for name in cls.personal()
        }
        cls.cards = cls.card | cls.theirs
        for card in cls.cards:
            card.write(cls.values)
        cls.own_dates = cls.env["keqin.occasion"].create(
            [
                {
                    "name": SECRET,
                    "kind": "person",
                    "calendar": "solar",
                    "month": 10,
                    "day": 1,
                    "customer_id": card.customer_id.id,
                    "contact_id": card.id,
                    "type_id": cls.env.ref("keqin_addon.keqin_activity_type_phone").id,
                }
                for card in cls.cards
            ]
        )
        cls.notes = cls.env["mail.message"].concat(
            *(card.message_post(body=SECRET) for card in cls.cards)
        )
        cls.files = cls.env["ir.attachment"].create(
            [
                {
                    "name": "family.txt",
                    "raw": SECRET.encode(),
                    "res_model": card._name,
                    "res_id": card.id,
                }
                for card in cls.cards
            ]
        )
        view = cls.env["ir.ui.view"].create(
            {
                "name": "cards",
                "type": "qweb",
                "key": "keqin_test.cards",
                "arch": '<t t-name="keqin_test.cards"><p t-foreach="docs" t-as="doc" '
                't-out="doc.family_notes"/></t>',
            }
        )
        cls.report = cls.env["ir.actions.report"].create(
            {"name": "Cards", "model": "keqin.contact", "report_name": view.key}
        )
        cls.env.flush_all()

    @staticmethod
    def personal():
        return sorted({*PERSONAL_FIELDS})

    @classmethod
    def some_value(cls, name):
        field = cls.env["keqin.contact"]._fields[name]
        if field.type in ("char", "text", "html"):
            return SECRET
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        if field.type in ("date", "datetime"):
            return "2026-09-09"
        return True if field.type == "boolean" else 1

    def each(self):
        """Every role, each card, and whether the role reads it."""
        for role, reads in READERS.items():
            for number, may in enumerate(reads):
                yield self.users[role], role, number, may

    def check(self, ways, number_of=None):
        """Go every way as every role; what comes out has to be as the table says.

        :param ways: callable: environment user, number of the card -> dict of name
            to attempt, each returning what it found
        """
        for user, role, number, may in self.each():
            for name, attempt in ways(user, number).items():
                with self.subTest(role=role, own=not number, way=name):
                    found = self.attempt(attempt, denial=(AccessError, UserError))
                    wanted = may
                    if name.startswith("export"):
                        wanted = may and role in EXPORTERS
                    if name == "onchange":
                        wanted = may and not role.startswith("service")
                    self.assertEqual(found, wanted)


@covers("R182", "R188")
@tagged("post_install", "-at_install")
class TestPrivacyMatrix(PrivacyMatrixCase):
    def test_table_names_every_role(self):
        self.assertEqual(set(READERS), {*ROLES, *OUTSIDERS})

    def test_every_field_of_the_card_is_classified(self):
        stored = {
            field.name
            for field in self.env["keqin.contact"]._fields.values()
            if field.store and field.type not in ("one2many", "many2many")
        }
        self.assertEqual(stored - {*PERSONAL_FIELDS} - NOT_PERSONAL, set())

    def test_each_field_by_reading(self):
        names = [*self.personal(), *_FOLLOWING]

        def ways(user, number):
            card = self.cards[number].with_user(user)
            Card = card.browse()
            domain = [("id", "=", card.id)]
            each = {
                f"read {name}": lambda name=name: card.read([name]) for name in names
            }
            return each | {
                "web_read": lambda: card.web_read({name: {} for name in names}),
                "search_read": lambda: Card.search_read(domain, names),
                "web_search_read": lambda: Card.web_search_read(
                    domain, {name: {} for name in names}
                )["records"],
                # nothing changed is nothing answered; denied it has to be all the same
                "onchange": lambda: [
                    card.onchange({"taboos": "X"}, ["taboos"], {"taboos": {}})
                ],
                "copy": lambda: card.copy_data() and card.read(["id"]),
            }

        self.check(ways)

    def test_each_field_by_searching(self):
        """Who guesses learns nothing: neither by value, nor by order."""
        values = {name: value for name, value in self.values.items() if value}

        def ways(user, number):
            Card = self.env["keqin.contact"].with_user(user)
            File = self.env["keqin.customer"].with_user(user)
            card = self.cards[number]
            one = [("id", "=", card.id)]
            found = {}
            for name, value in values.items():
                term = (name, "=", value)
                found[f"search {name}"] = lambda term=term: Card.search([*one, term])
                found[f"count {name}"] = lambda term=term: Card.search_count(
                    [*one, term]
                )
                found[f"order {name}"] = lambda name=name: Card.search(one, order=name)
                path = (f"contact_card_ids.{name}", "=", value)
                found[f"path {name}"] = lambda path=path: File.search(
                    [("id", "=", card.customer_id.id), path]
                )
            found["name_search"] = lambda: Card.name_search(
                card.name, [*one, ("family_notes", "ilike", SECRET)]
            )
            return found

        self.check(ways)

    def test_each_field_by_grouping(self):
        Model = self.env["keqin.contact"]

        def ways(user, number):
            Card = Model.with_user(user)
            domain = [("id", "=", self.cards[number].id)]
            found = {}
            for name in self.personal():
                kind = Model._fields[name].type
                group = f"{name}:month" if kind in ("date", "datetime") else name
                found[f"group {name}"] = lambda group=group: Card.formatted_read_group(
                    domain, [group], ["__count"]
                )
            found["aggregate"] = lambda: [
                row
                for row in Card.formatted_read_group(
                    domain, [], ["birth_year:max", "__count"]
                )
                if row["birth_year:max"]
            ]
            return found

        self.check(ways)

    def test_each_field_by_exporting(self):
        def ways(user, number):
            card = self.cards[number].with_user(user)
            file = self.cards[number].customer_id.with_user(user)
            return {
                f"export {name}": lambda name=name: card.export_data([name])["datas"]
                for name in self.personal()
            } | {
                "export path": lambda: [
                    row
                    for row in file.export_data(["contact_card_ids/family_notes"])[
                        "datas"
                    ]
                    if SECRET in row
                ]
            }

        self.check(ways)

    def test_what_hangs_on_the_card(self):
        def ways(user, number):
            card = self.cards[number].with_user(user)
            note = self.notes[number].with_user(user)
            file = self.files[number].with_user(user)
            own = self.own_dates[number].with_user(user)
            report = self.env["ir.actions.report"].with_user(user)
            return {
                "note": lambda: note.read(["body"]),
                "note search": lambda: note.search(
                    [("id", "=", note.id), ("body", "ilike", SECRET)]
                ),
                "chatter": lambda: card.message_ids.mapped("body"),
                "file": lambda: file.read(["raw"]),
                "file search": lambda: file.search(
                    [("id", "=", file.id), ("name", "=", "family.txt")]
                ),
                "own date": lambda: own.read(["name"]),
                "own date search": lambda: own.search(
                    [("id", "=", own.id), ("name", "=", SECRET)]
                ),
                "own date group": lambda: own.formatted_read_group(
                    [("id", "=", own.id)], ["name"], ["__count"]
                ),
                "report": lambda: (
                    SECRET.encode()
                    in report._render_qweb_html(self.report.id, card.ids)[0]
                ),
            }

        self.check(ways)

    def test_contact_and_customer_show_nothing_of_it(self):
        """What every employee reads holds no copy of what is personal."""
        for role in ("marketing", "contributor", "employee"):
            for record in (self.person, self.customer):
                mine = record.with_user(self.users[role])
                names = [
                    name
                    for name, field in mine._fields.items()
                    if mine._has_field_access(field, "read")
                    and field.type in ("char", "text", "html")
                ]
                with self.subTest(role=role, model=mine._name), self.undone():
                    try:
                        texts = str(mine.read(names))
                    except AccessError:
                        continue
                    self.assertNotIn(SECRET, texts)

    def test_nothing_personal_leaves_by_mail_or_tracking(self):
        for name in self.personal():
            field = self.env["keqin.contact"]._fields[name]
            self.assertFalse(getattr(field, "tracking", False), name)
