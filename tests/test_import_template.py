"""The spreadsheets offered for import, really imported as the user would (R008)."""

import io

from openpyxl import load_workbook

from odoo.tests import tagged
from odoo.tools import file_open, mute_logger

from .common import KeqinCase
from .covers import covers

MODELS = (
    "keqin.customer",
    "keqin.contact",
    "keqin.pain.point",
    "keqin.purchase.intent",
    "keqin.milestone",
)
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A column of each, and what nobody can enter there.
_WRONG = {
    "keqin.customer": ("Company Size", "Gigantic"),
    "keqin.contact": ("Person", "Nobody Known"),
    "keqin.pain.point": ("Severity", "Terrible"),
    "keqin.purchase.intent": ("Expected Amount", -5),
    "keqin.milestone": ("Customer", "Nowhere Ltd."),
}


@covers("R008")
@tagged("post_install", "-at_install")
class TestImportTemplate(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.users["sales_manager"]

    def given(self, model):
        """What the template takes for granted: the customer, and its person."""
        if model == "keqin.customer":
            return
        customer = self.make_customer("Example Works Ltd.", self.user)
        self.env["res.partner"].create(
            {"name": "Chen Example", "parent_id": customer.partner_id.id}
        )

    def sheet(self, model, *changes):
        """The template as offered, or with the rows that ``changes`` make of its own.

        :param changes: dict of head to value, a row each
        """
        (offer,) = self.env[model].with_user(self.user).get_import_templates()
        self.assertTrue(offer["label"])
        with file_open(offer["template"].lstrip("/"), "rb") as file:
            content = file.read()
        if not changes:
            return content
        book = load_workbook(io.BytesIO(content))
        page = book.active
        heads = [cell.value for cell in page[1]]
        row = [cell.value for cell in page[2]]
        for change in changes:
            page.append(
                [change.get(h, value) for h, value in zip(heads, row, strict=True)]
            )
        page.delete_rows(2)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    def load(self, model, content):
        """Import as the screen does: what is suggested for each head is taken."""
        Import = self.env["base_import.import"].with_user(self.user)
        wizard = Import.create(
            {
                "res_model": model,
                "file": content,
                "file_name": "template.xlsx",
                "file_type": _TYPE,
            }
        )
        options = {"has_headers": True, "quoting": '"', "sheet": "Import"}
        preview = wizard.parse_preview(options)
        self.assertNotIn("error", preview)
        heads = preview["headers"]
        matched = {int(at): path for at, path in preview["matches"].items()}
        self.assertEqual(sorted(matched), list(range(len(heads))), "all recognised")
        fields = ["/".join(matched[at]) for at in range(len(heads))]
        return wizard.execute_import(fields, heads, preview["options"])

    def records(self, model):
        Model = self.env[model].with_user(self.user)
        path = "company_id" if "company_id" in Model._fields else "customer_id"
        path += ".company_id" if path == "customer_id" else ""
        return Model.search([(path, "=", self.company.id)])

    def test_templates_are_imported_as_they_are(self):
        expected = {
            "keqin.customer": {
                "name": "Example Works Ltd.",
                "is_company": True,
                "company_size": "medium",
                "cooperation_intent": "high",
                "city": "Suzhou",
            },
            "keqin.contact": {
                "decision_role": "decider",
                "birth_calendar": "lunar",
                "birth_month": 8,
                "birth_day": 15,
            },
            "keqin.pain.point": {"severity": "high", "state": "open"},
            "keqin.purchase.intent": {"expected_amount": 250000, "state": "planned"},
            "keqin.milestone": {"kind": "project", "name": "First plant equipped"},
        }
        for model in MODELS:
            with self.subTest(model), self.undone():
                self.given(model)
                result = self.load(model, self.sheet(model))
                self.assertEqual(result["messages"], [])
                record = self.records(model)
                self.assertEqual(len(record), 1)
                values = expected[model]
                self.assertEqual({name: record[name] for name in values}, values)

    @mute_logger("odoo.sql_db")
    def test_a_wrong_row_is_named_and_nothing_is_half_done(self):
        for model in MODELS:
            with self.subTest(model), self.undone():
                self.given(model)
                before = self.records(model)
                head, value = _WRONG[model]
                result = self.load(model, self.sheet(model, {}, {head: value}))
                messages = result["messages"]
                self.assertTrue(messages)
                self.assertEqual(messages[0]["type"], "error")
                self.assertEqual(messages[0]["rows"]["from"], 1, messages)
                self.assertTrue(messages[0]["message"])
                self.assertFalse(result["ids"])
                self.env.invalidate_all()
                self.assertEqual(self.records(model), before)
