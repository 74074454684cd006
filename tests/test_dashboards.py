import json

from odoo.tests import tagged

from .common import OUTSIDERS, ROLES, KeqinCase
from .covers import covers

READERS = {
    "executive": {"executive"},
    "team": {"sales_manager"},
    "sales": {"sales", "sales_manager"},
    "service": {"service", "service_manager"},
    "marketing": {"marketing"},
    "archive": {"sales_manager", "executive", "manager"},
}


@tagged("post_install", "-at_install")
class TestDashboards(KeqinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_outsiders()
        cls.dashboards = {
            name: cls.env.ref(f"keqin_addon.dashboard_{name}") for name in READERS
        }

    def page(self, name):
        return json.loads(self.dashboards[name].spreadsheet_data)

    def sources(self, name):
        """Whatever the page reads: model, domain, groups and figures or columns."""
        page = self.page(name)
        for pivot in page["pivots"].values():
            groups = [row["fieldName"] for row in pivot["rows"]]
            measures = [measure["fieldName"] for measure in pivot["measures"]]
            yield pivot, pivot["model"], pivot["domain"], groups, measures
        for figure in page["sheets"][0]["figures"]:
            data = figure["data"]
            if "metaData" in data:
                meta, search = data["metaData"], data["searchParams"]
                yield (
                    data,
                    meta["resModel"],
                    search["domain"],
                    meta["groupBy"],
                    [meta["measure"]],
                )

    def filters_of(self, source, model, domain):
        """The domain with each filter of the page set as a reader may set it."""
        leaves = list(domain)
        for chain in source["fieldMatching"].values():
            path = chain["chain"]
            value = "2026-01-01" if chain["type"] != "many2one" else [1]
            leaves.append((path, ">=" if isinstance(value, str) else "in", value))
        return leaves

    @covers("R185", "R211")
    def test_each_role_reads_all_of_its_pages(self):
        self.make_customer()
        for name, roles in READERS.items():
            for role in sorted(roles):
                for source, model, domain, groups, measures in self.sources(name):
                    with self.subTest(name, role=role, model=model, figures=measures):
                        records = self.env[model].with_user(self.users[role])
                        records.formatted_read_group(
                            self.filters_of(source, model, domain),
                            groups,
                            [
                                m if m == "__count" else f"{m}:{self.how(model, m)}"
                                for m in measures
                            ],
                        )
                for table in self.page(name)["lists"].values():
                    with self.subTest(name, role=role, table=table["name"]):
                        order = ", ".join(
                            f"{by['name']} {'asc' if by['asc'] else 'desc'}"
                            for by in table["orderBy"]
                        )
                        self.env[table["model"]].with_user(
                            self.users[role]
                        ).web_search_read(
                            self.filters_of(table, table["model"], table["domain"]),
                            {column: {} for column in table["columns"]},
                            order=order,
                            limit=8,
                        )

    def how(self, model, name):
        """As the client adds up: refuses what has no way of being added up."""
        field = self.env[model]._fields[name]
        self.assertTrue(field.aggregator, f"{model}.{name} cannot be added up")
        return field.aggregator

    def test_only_its_roles_see_a_page(self):
        for name, readers in READERS.items():
            for role in ROLES:
                seen = self.env["spreadsheet.dashboard"].with_user(self.users[role])
                found = seen.search([("id", "=", self.dashboards[name].id)])
                with self.subTest(name, role=role):
                    self.assertEqual(bool(found), role in readers)

    def test_outsiders_see_none(self):
        for outsider in OUTSIDERS:
            seen = self.env["spreadsheet.dashboard"].with_user(self.users[outsider])
            if not seen.has_access("read"):
                continue
            ids = [dashboard.id for dashboard in self.dashboards.values()]
            self.assertFalse(seen.search([("id", "in", ids)]), outsider)

    def test_references_exist(self):
        for name, readers in READERS.items():
            page = self.page(name)
            menus = self.env["ir.ui.menu"]
            for xml_id in page["chartOdooMenusReferences"].values():
                menu = self.env.ref(xml_id)
                self.assertTrue(menu.action, xml_id)
                for role in sorted(readers):
                    visible = menus.with_user(self.users[role])._visible_menu_ids()
                    self.assertIn(menu.id, visible, (name, role, xml_id))

    def test_samples_have_the_shape_of_the_pages(self):
        for name, dashboard in self.dashboards.items():
            sample = dashboard._get_sample_dashboard()
            self.assertFalse(sample["pivots"] or sample["lists"], name)
            real = self.page(name)["sheets"][0]["figures"]
            self.assertEqual(
                [figure["id"] for figure in sample["sheets"][0]["figures"]],
                [figure["id"] for figure in real],
            )

    @covers("R074")
    def test_diligence_of_a_person_on_three_axes(self):
        """How often, how well, how fast: side by side for the lead of a team."""
        by_person = {
            name
            for pivot in self.page("team")["pivots"].values()
            if pivot["rows"] == [{"fieldName": "user_id"}]
            for name in (m["fieldName"] for m in pivot["measures"])
        }
        self.assertLessEqual({"__count", "quality", "resolution_hours"}, by_person)
