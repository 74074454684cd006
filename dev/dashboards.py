"""Writes the dashboards of the addon from a readable description.

    python dev/dashboards.py

Each is a spreadsheet of Odoo with key figures, charts and tables that read the
records of whoever looks, and a sample of the same shape with made-up figures, which
Odoo shows while there is no customer in care yet. The files it writes are kept in the
repository: run it again after a change here, and never edit them by hand.
"""

import json
import random
import uuid
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "keqin_addon/data/dashboards"
VERSION = "18.5.10"
COLUMNS = [260, 130, 140, 40, 260, 130, 140]
WIDTH = sum(COLUMNS)
ROW = 23
ROW_TITLE = 40
CHART_ROWS = 13
TABLE_ROWS = 8
CARDS_PER_LINE = 4
INK, TITLE = "#434343", "#01666B"
# Heads of columns: the names of the fields are too long for them, or not clear alone.
LABELS = {
    "__count": "How many",
    "amount": "Net sales",
    "amount_window": "Net sales",
    "answer_hours": "To answer (h)",
    "budget_planned": "Planned",
    "completeness": "Completeness",
    "cost": "Cost",
    "department": "Department",
    "duration": "Hours",
    "freshness": "Freshness",
    "granted_amount": "Granted",
    "industry_id": "Industry",
    "kept_rate": "Kept",
    "kind": "Kind",
    "last_care_on": "Last care",
    "need_count": "Needs",
    "plan_actual_count": "Done",
    "plan_attainment": "Attainment",
    "plan_planned_count": "Planned",
    "quality": "Quality",
    "resolution_hours": "To resolve (h)",
    "response_hours": "To respond (h)",
    "state_id": "Region",
    "tier": "Tier",
    "truth": "Truth",
    "type_id": "Kind",
    "user_id": "Person",
}
BACKGROUNDS = ["#EFF6FF", "#FFF7ED", "#ECFDF5", "#FEF2F2"]


@dataclass
class Source:
    """Records of a model, and how the filters of the page reach them.

    :param date: field the period is applied to, none where figures are as of now
    :param owner: path to the account manager
    :param industry: path to the industry
    """

    model: str
    domain: list = field(default_factory=list)
    date: str = ""
    owner: str = "customer_id.user_id"
    industry: str = "customer_id.industry_id"
    date_type: str = "date"

    def where(self, *leaves):
        return Source(
            self.model,
            [*self.domain, *leaves],
            self.date,
            self.owner,
            self.industry,
            self.date_type,
        )


@dataclass
class Card:
    """One key figure, with that of the period before where it has a period."""

    title: str
    source: Source
    measure: str = "__count"
    menu: str = ""
    fmt: str = "#,##0"
    up_is_good: bool = True


@dataclass
class Chart:
    title: str
    source: Source
    group_by: list
    measure: str = "__count"
    kind: str = "bar"
    axis: str = ""
    menu: str = ""


@dataclass
class Records:
    """A table of records, the first by an order."""

    title: str
    source: Source
    columns: list
    order: str
    ascending: bool = False


@dataclass
class Pivot:
    """A table of groups of records."""

    title: str
    source: Source
    group_by: str
    measures: list


@dataclass
class Dashboard:
    file: str
    cards: list
    charts: list
    tables: list
    owner_filter: bool = True


CUSTOMER = Source("keqin.customer", owner="user_id", industry="industry_id")
IN_CARE = CUSTOMER.where(["lifecycle", "!=", "lost"])
QUALITY = Source("keqin.archive.quality", owner="user_id", industry="industry_id")
ACTIVITY = Source("keqin.activity", date="date_done")
CONTACTED = ACTIVITY.where(["state", "=", "done"], ["qualifies", "=", True])
CASE = Source(
    "keqin.case", [["counts", "=", True]], date="opened_on", date_type="datetime"
)
CASE_NOW = Source("keqin.case", [["is_open", "=", True]])
COMPLAINT = CASE.where(["kind", "=", "complaint"])
FEEDBACK = Source(
    "keqin.feedback",
    [["is_counted", "=", True]],
    date="answered_on",
    date_type="datetime",
)
NPS = FEEDBACK.where(["metric", "=", "nps"])
RISK_NOW = Source("keqin.risk", [["is_open", "=", True]])
PROMISE_LATE = Source("keqin.promise", [["is_late", "=", True]])
PROMISE = Source("keqin.promise", [["counts", "=", True]], date="due_on")
PLAN_RUNNING = Source("keqin.plan", [["state", "in", ["approved", "running"]]])
NEED = Source("keqin.need", date="captured_on", industry="industry_id")
RECOVERY_NOW = Source("keqin.recovery", [["is_open", "=", True]])
TREND = Source("keqin.segment.trend", date="month", owner="", industry="industry_id")
CASE_COUNT = Source(
    "keqin.case.statistic", date="month", owner="", industry="industry_id"
)
INTELLIGENCE = Source("keqin.intelligence", date="date", owner="", industry="")
OVERDUE = IN_CARE.where(["care_gap_state", "in", ["over", "never"]])


def _menu(name):
    return f"keqin_addon.keqin_menu_{name}"


EXECUTIVE = Dashboard(
    "executive",
    [
        Card("Customers in care", IN_CARE, menu=_menu("customers_all")),
        Card(
            "Net sales of 12 months",
            IN_CARE,
            "amount_window",
            menu=_menu("distribution"),
        ),
        Card("Health", IN_CARE, "health_score", _menu("health_history"), "0.0"),
        Card("Open risks", RISK_NOW, menu=_menu("risk_analysis")),
        Card("Care contacts", CONTACTED, menu=_menu("activity")),
        Card("Not contacted in time", OVERDUE, menu=_menu("customers_all")),
        Card("Net promoter score", NPS, "nps_value", _menu("feedback_analysis"), "0.0"),
        Card("Complaints", COMPLAINT, menu=_menu("case_analysis"), up_is_good=False),
    ],
    [
        Chart(
            "Net sales by tier", IN_CARE, ["tier"], "amount_window", axis="Net sales"
        ),
        Chart("Customers by health", IN_CARE, ["health_band"]),
        Chart("Care contacts by month", CONTACTED, ["date_done:month"], kind="line"),
        Chart("Open risks by kind", RISK_NOW, ["kind"]),
        Chart("Customers by industry", IN_CARE, ["industry_id", "tier"]),
        Chart("Cases by month", CASE, ["opened_on:month", "kind"]),
    ],
    [
        Records(
            "Largest customers",
            IN_CARE,
            ["name", "tier", "amount_window"],
            "amount_window",
        ),
        Records(
            "Risks open longest",
            RISK_NOW,
            ["customer_id", "kind", "detected_on"],
            "detected_on",
            True,
        ),
        Pivot(
            "Account managers",
            IN_CARE,
            "user_id",
            ["__count", "amount_window"],
        ),
        Pivot(
            "Budget of plans under way",
            PLAN_RUNNING,
            "tier",
            ["budget_planned", "granted_amount"],
        ),
        Records(
            "Results of the company",
            Source(
                "keqin.indicator.value",
                [["scope", "=", "company"], ["value", "!=", False]],
                date="month",
                owner="",
                industry="",
            ),
            ["indicator_id", "month", "value"],
            "month",
        ),
        Records(
            "Promises late",
            PROMISE_LATE,
            ["name", "customer_id", "due_on"],
            "due_on",
            True,
        ),
    ],
)

SALES = Dashboard(
    "sales",
    [
        Card("My customers", IN_CARE, menu=_menu("customers_mine")),
        Card("Not contacted in time", OVERDUE, menu=_menu("customers_mine")),
        Card("Care contacts", CONTACTED, menu=_menu("activity")),
        Card("Promises late", PROMISE_LATE, menu=_menu("promise")),
        Card(
            "Net sales of 12 months",
            IN_CARE,
            "amount_window",
            menu=_menu("distribution"),
        ),
        Card("Health", IN_CARE, "health_score", _menu("health_history"), "0.0"),
        Card("Open risks", RISK_NOW, menu=_menu("risk_analysis")),
        Card("Open cases", CASE_NOW, menu=_menu("case")),
    ],
    [
        Chart("Care contacts by month", CONTACTED, ["date_done:month"], kind="line"),
        Chart("Channels of care", CONTACTED, ["channel"], kind="pie"),
        Chart("Customers by tier and potential", IN_CARE, ["tier", "potential"]),
        Chart("Customers by health", IN_CARE, ["health_band"]),
    ],
    [
        Records(
            "Contact these first",
            OVERDUE,
            ["name", "last_care_on", "tier"],
            "value_score",
        ),
        Records(
            "Promises late",
            PROMISE_LATE,
            ["name", "customer_id", "due_on"],
            "due_on",
            True,
        ),
        Records(
            "Open cases of my customers",
            CASE_NOW,
            ["name", "customer_id", "state"],
            "opened_on",
            True,
        ),
        Records(
            "Open risks",
            RISK_NOW,
            ["customer_id", "kind", "detected_on"],
            "detected_on",
            True,
        ),
        Pivot("Needs by kind", NEED, "kind", ["__count"]),
        Pivot("Attainment of plans", IN_CARE, "tier", ["__count", "plan_attainment"]),
    ],
    owner_filter=False,
)

SERVICE = Dashboard(
    "service",
    [
        Card("Open cases", CASE_NOW, menu=_menu("case")),
        Card("New cases", CASE, menu=_menu("case_analysis"), up_is_good=False),
        Card(
            "Resolved too late",
            CASE.where(["resolution_breached_on", "!=", False]),
            menu=_menu("case_levels"),
            up_is_good=False,
        ),
        Card(
            "Answered too late",
            CASE.where(["response_breached_on", "!=", False]),
            menu=_menu("case_levels"),
            up_is_good=False,
        ),
        Card(
            "Hours to first response",
            CASE,
            "response_hours",
            _menu("case_levels"),
            "0.0",
            False,
        ),
        Card(
            "Hours to resolve",
            CASE,
            "resolution_hours",
            _menu("case_levels"),
            "0.0",
            False,
        ),
        Card(
            "Satisfaction (1-5)", FEEDBACK, "level", _menu("feedback_analysis"), "0.00"
        ),
        Card("Dissatisfied, open", RECOVERY_NOW, menu=_menu("recovery_analysis")),
    ],
    [
        Chart("Cases by month", CASE, ["opened_on:month", "kind"]),
        Chart("Cases by topic", CASE, ["topic"], kind="pie"),
        Chart(
            "Hours to resolve by month",
            CASE,
            ["opened_on:month"],
            "resolution_hours",
            "line",
            "Working hours",
        ),
        Chart("Satisfaction by aspect", FEEDBACK, ["dimension"], "level"),
        Chart("Net promoter score by tier", NPS, ["tier"], "nps_value"),
        Chart("Causes", CASE, ["cause_id"]),
    ],
    [
        Records(
            "Open longest",
            CASE_NOW,
            ["name", "customer_id", "state"],
            "opened_on",
            True,
        ),
        Records(
            "Dissatisfied customers",
            RECOVERY_NOW,
            ["customer_id", "state", "date_due"],
            "date_due",
            True,
        ),
        Pivot("Load of service", CASE_NOW, "user_id", ["__count"]),
        Pivot("Speed by kind", CASE, "kind", ["response_hours", "resolution_hours"]),
        Pivot(
            "Answers of departments",
            Source("keqin.case.task", owner="", industry=""),
            "department",
            ["__count", "answer_hours"],
        ),
        Pivot(
            "Improvements under way",
            Source(
                "keqin.improvement",
                [["state", "in", ["proposed", "planned", "doing"]]],
                owner="",
                industry="",
            ),
            "department",
            ["__count"],
        ),
    ],
)

MARKETING = Dashboard(
    "marketing",
    [
        Card("Customers in care", IN_CARE, menu=_menu("customers_all")),
        Card(
            "High potential",
            IN_CARE.where(["potential", "=", "high"]),
            menu=_menu("matrix"),
        ),
        Card("Needs heard", TREND, "need_count", _menu("segment_trend")),
        Card("Net sales", TREND, "amount", _menu("segment_trend")),
        Card(
            "Cases", CASE_COUNT, "case_count", _menu("case_statistic"), "#,##0", False
        ),
        Card(
            "Market intelligence",
            INTELLIGENCE.where(["state", "=", "published"]),
            menu=_menu("intelligence"),
        ),
    ],
    [
        Chart("Customers by industry", IN_CARE, ["industry_id", "tier"]),
        Chart("Customers by size", IN_CARE, ["company_size"], kind="pie"),
        Chart(
            "Needs by month and kind", TREND, ["month:month", "need_kind"], "need_count"
        ),
        Chart("Net sales by industry", TREND, ["industry_id"], "amount"),
        Chart("Cases by topic", CASE_COUNT, ["topic"], "case_count", "pie"),
        Chart("Customers by tier and potential", IN_CARE, ["tier", "potential"]),
    ],
    [
        Pivot(
            "Industries: needs and sales",
            TREND,
            "industry_id",
            ["need_count", "amount"],
        ),
        Pivot("Regions: needs and sales", TREND, "state_id", ["need_count", "amount"]),
        Pivot(
            "Tiers: customers and sales", IN_CARE, "tier", ["__count", "amount_window"]
        ),
        Records(
            "Latest intelligence",
            INTELLIGENCE.where(["state", "=", "published"]),
            ["name", "kind", "date"],
            "date",
        ),
    ],
    owner_filter=False,
)

TEAM = Dashboard(
    "team",
    [
        Card("Customers in care", IN_CARE, menu=_menu("load")),
        Card("Not contacted in time", OVERDUE, menu=_menu("customers_all")),
        Card(
            "Without a plan",
            IN_CARE.where(["needs_plan", "=", True]),
            menu=_menu("customers_all"),
        ),
        Card(
            "Attainment of plans",
            IN_CARE,
            "plan_attainment",
            _menu("plan_analysis"),
            "0%",
        ),
        Card("Care contacts", CONTACTED, menu=_menu("activity")),
        Card(
            "Quality of contacts (1-5)", CONTACTED, "quality", _menu("activity"), "0.0"
        ),
        Card("Hours of care", CONTACTED, "duration", _menu("activity"), "#,##0.0"),
        Card("Promises late", PROMISE_LATE, menu=_menu("promise_analysis")),
    ],
    [
        Chart("Customers by account manager", IN_CARE, ["user_id", "tier"]),
        Chart("Care contacts by person", CONTACTED, ["user_id"]),
        Chart("Care contacts by month", CONTACTED, ["date_done:month"], kind="line"),
        Chart("Not contacted in time, by account manager", OVERDUE, ["user_id"]),
    ],
    [
        Pivot("Care by person", CONTACTED, "user_id", ["__count", "duration"]),
        Pivot(
            "Plans by account manager",
            IN_CARE,
            "user_id",
            ["plan_planned_count", "plan_actual_count"],
        ),
        Pivot("Promises by person", PROMISE, "user_id", ["__count", "kept_rate"]),
        Pivot("Quality by person", CONTACTED, "user_id", ["completeness", "quality"]),
        Pivot(
            "Speed of solving by person",
            CASE,
            "user_id",
            ["response_hours", "resolution_hours"],
        ),
        Pivot("Cost of care by kind", CONTACTED, "type_id", ["__count", "cost"]),
        Records(
            "Contact these first",
            OVERDUE,
            ["name", "last_care_on", "tier"],
            "value_score",
        ),
    ],
)

ARCHIVE = Dashboard(
    "archive",
    [
        Card("Care files", IN_CARE, menu=_menu("customers_all")),
        Card(
            "Completeness",
            IN_CARE,
            "completeness",
            _menu("customers_to_complete"),
            '0"%"',
        ),
        Card(
            "Never verified",
            IN_CARE.where(["verified_on", "=", False]),
            menu=_menu("customers_all"),
        ),
        Card(
            "Verified within a year",
            IN_CARE.where(["verified_on", ">=", "today -1y"]),
            menu=_menu("customers_all"),
        ),
        Card(
            "Freshness",
            QUALITY,
            "freshness",
            _menu("archive_quality"),
            '0"%"',
        ),
        Card("Truth", QUALITY, "truth", _menu("archive_quality"), '0"%"'),
        Card(
            "Logged late",
            ACTIVITY.where(["logged_late", "=", True]),
            menu=_menu("activity"),
            up_is_good=False,
        ),
    ],
    [
        Chart("Completeness by tier", IN_CARE, ["tier"], "completeness"),
        Chart("Completeness by account manager", IN_CARE, ["user_id"], "completeness"),
        Chart(
            "Verified by month",
            IN_CARE.where(["verified_on", "!=", False]),
            ["verified_on:month"],
        ),
        Chart(
            "Late entries by person",
            ACTIVITY.where(["logged_late", "=", True]),
            ["user_id"],
        ),
    ],
    [
        Records(
            "Complete these first",
            IN_CARE.where(["completeness", "<", 100]),
            ["name", "tier", "completeness"],
            "value_score",
        ),
        Pivot("Account managers", IN_CARE, "user_id", ["__count", "completeness"]),
        Pivot("Tiers", QUALITY, "tier", ["__count", "freshness", "truth"]),
        Records(
            "Sampled accuracy",
            Source(
                "keqin.spot.check", [["state", "=", "closed"]], owner="", industry=""
            ),
            ["name", "sample_size", "accuracy"],
            "id",
        ),
    ],
)

DASHBOARDS = [EXECUTIVE, TEAM, SALES, SERVICE, MARKETING, ARCHIVE]


class Page:
    """Builds the file of one dashboard, or its sample."""

    def __init__(self, dashboard, sample=False):
        self.dashboard = dashboard
        self.sample = sample
        self.random = random.Random(dashboard.file)
        self.cells, self.styles, self.rows, self.formats = {}, {}, {}, {}
        self.borders = {}
        self.figures, self.pivots, self.lists, self.menus = [], {}, {}, {}
        self.data, self.format_ids = {}, {}
        self.row = self.y = 0
        self.filters = self._filters()

    def build(self):
        self._cards()
        for pair in _pairs(self.dashboard.charts):
            self._charts(pair)
        for pair in _pairs(self.dashboard.tables):
            self._tables(pair)
        return {
            "version": VERSION,
            "sheets": [
                self._sheet("dashboard", "Dashboard", self.cells, self.row, COLUMNS),
                self._sheet("data", "Data", self.data, 200, [260, 110, 110]),
            ],
            "styles": _STYLES,
            "formats": {str(id_): fmt for fmt, id_ in self.format_ids.items()},
            "borders": {"1": {"bottom": {"style": "thin", "color": "#CCCCCC"}}},
            "revisionId": "START_REVISION",
            "uniqueFigureIds": True,
            "settings": {"locale": _LOCALE},
            "pivots": self.pivots,
            "pivotNextId": len(self.pivots) + 1,
            "customTableStyles": {},
            "globalFilters": self.filters,
            "lists": self.lists,
            "listNextId": len(self.lists) + 1,
            "chartOdooMenusReferences": self.menus,
        }

    def _sheet(self, id_, name, cells, rows, columns):
        main = id_ == "dashboard"
        return {
            "id": id_,
            "name": name,
            "colNumber": max(len(columns), 26 if not main else 0),
            "rowNumber": rows + 1,
            "rows": self.rows if main else {},
            "cols": {str(i): {"size": size} for i, size in enumerate(columns)},
            "merges": [],
            "cells": cells,
            "styles": self.styles if main else {},
            "formats": {} if main else self.formats,
            "borders": self.borders if main else {},
            "conditionalFormats": [],
            "dataValidationRules": [],
            "figures": self.figures if main else [],
            "tables": [],
            "areGridLinesVisible": not main,
            "isVisible": True,
            "headerGroups": {"ROW": [], "COL": []},
            "comments": {},
        }

    def _id(self, *parts):
        name = "/".join(("keqin", self.dashboard.file, *map(str, parts)))
        return str(uuid.uuid5(uuid.NAMESPACE_URL, name))

    def _filters(self):
        owner = {
            "id": self._id("owner"),
            "type": "relation",
            "label": "Account manager",
            "modelName": "res.users",
        }
        industry = {
            "id": self._id("industry"),
            "type": "relation",
            "label": "Industry",
            "modelName": "res.partner.industry",
        }
        period = {
            "id": self._id("period"),
            "type": "date",
            "label": "Period",
            "defaultValue": "last_12_months",
        }
        return [period, *([owner] if self.dashboard.owner_filter else []), industry]

    def _matching(self, source, offset=0):
        chains = {
            "period": {
                "chain": source.date,
                "type": source.date_type,
                "offset": offset,
            },
            "owner": {"chain": source.owner, "type": "many2one"},
            "industry": {"chain": source.industry, "type": "many2one"},
        }
        if not self.dashboard.owner_filter:
            del chains["owner"]
        return {
            self._id(name): chain for name, chain in chains.items() if chain["chain"]
        }

    def _pivot(self, name, source, measures, group_by="", offset=0):
        if self.sample:
            return ""
        id_ = str(len(self.pivots) + 1)
        self.pivots[id_] = {
            "type": "ODOO",
            "id": id_,
            "formulaId": id_,
            "name": name,
            "model": source.model,
            "domain": source.domain,
            "context": {},
            "measures": [{"id": name, "fieldName": name} for name in measures],
            "columns": [],
            "rows": [{"fieldName": group_by}] if group_by else [],
            "sortedColumn": group_by
            and {"measure": measures[0], "order": "desc", "domain": []}
            or None,
            "fieldMatching": self._matching(source, offset),
        }
        if not group_by:
            del self.pivots[id_]["sortedColumn"]
        return id_

    def _lines(self, count, size=ROW):
        """Next rows, all of one height.

        :return: index of the first, and how far down it starts, in pixels
        """
        first, top = self.row, self.y
        for row in range(first, first + count):
            self.rows[str(row)] = {"size": size}
        self.row += count
        self.y += count * size
        return first, top

    def _cards(self):
        cards = self.dashboard.cards
        width = (WIDTH - 15 * (CARDS_PER_LINE - 1)) // CARDS_PER_LINE
        for index, card in enumerate(cards):
            column = index % CARDS_PER_LINE
            if not column:
                _first, top = self._lines(5)
            self._card(index, card, column * (width + 15), top + 8, width)
        self._lines(1, 10)

    def _card(self, index, card, left, top, width):
        row = index + 1
        self.data[f"A{row}"] = f'=_t("{card.title}")'
        for column, offset in (("B", 0), ("C", -1)):
            if offset and not card.source.date:
                continue
            pivot = self._pivot(card.title, card.source, [card.measure], offset=offset)
            self.data[f"{column}{row}"] = (
                str(self._number(card.measure, card.fmt))
                if self.sample
                else f'=PIVOT.VALUE({pivot},"{card.measure}")'
            )
            self.formats[f"{column}{row}"] = self.format_ids.setdefault(
                card.fmt, len(self.format_ids) + 1
            )
        good, bad = "#00A04A", "#DC6965"
        data = {
            "type": "scorecard",
            "title": {"text": card.title, "bold": True, "color": INK},
            "background": BACKGROUNDS[index // CARDS_PER_LINE % len(BACKGROUNDS)],
            "keyValue": f"Data!B{row}",
            "humanize": "amount" in card.measure,
            "baselineMode": "difference",
            "baselineColorUp": good if card.up_is_good else bad,
            "baselineColorDown": bad if card.up_is_good else good,
        }
        if card.source.date:
            data["baseline"] = f"Data!C{row}"
            data["baselineDescr"] = {"text": "since last period"}
        self._figure(("card", index), data, left, top, width, 101, card.menu)

    def _figure(self, key, data, left, top, width, height, menu=""):
        id_ = self._id(*key)
        data["chartId"] = id_
        self.figures.append(
            {
                "id": id_,
                "tag": "chart",
                "width": width,
                "height": height,
                "col": 0,
                "row": 0,
                "offset": {"x": left, "y": top},
                "data": data,
            }
        )
        if menu:
            self.menus[id_] = menu

    def _charts(self, pair):
        _first, top = self._lines(CHART_ROWS)
        width = sum(COLUMNS[:3])
        for side, chart in enumerate(pair):
            index = len(self.figures)
            data = self._sample_chart(chart) if self.sample else self._chart(chart)
            data["title"] = {"text": chart.title, "bold": True, "color": TITLE}
            data["background"] = "#FFFFFF"
            data["legendPosition"] = (
                "right"
                if chart.kind == "pie"
                else "top"
                if len(chart.group_by) > 1
                else "none"
            )
            if chart.axis:
                data["axesDesign"] = {"y": {"title": {"text": chart.axis}}}
            left = side * (width + COLUMNS[3])
            self._figure(
                ("chart", index),
                data,
                left,
                top + 8,
                width,
                CHART_ROWS * ROW - 16,
                chart.menu,
            )

    def _chart(self, chart):
        source = chart.source
        search = {
            "context": {},
            "domain": source.domain,
            "groupBy": chart.group_by,
            "orderBy": [],
            "comparison": None,
        }
        meta = {
            "groupBy": chart.group_by,
            "measure": chart.measure,
            "order": None,
            "resModel": source.model,
            "mode": chart.kind,
            "cumulatedStart": False,
        }
        return {
            "type": f"odoo_{chart.kind}",
            "metaData": meta,
            "searchParams": search,
            "dataSets": [{}],
            "verticalAxisPosition": "left",
            "stacked": chart.kind == "bar" and len(chart.group_by) > 1,
            "fillArea": chart.kind == "line",
            "cumulative": False,
            "fieldMatching": self._matching(source),
        }

    def _sample_chart(self, chart):
        start = len(self.data) + 40
        count = 6
        for i in range(count):
            self.data[f"E{start + i}"] = f'=_t("Sample {i + 1}")'
            self.data[f"F{start + i}"] = str(self.random.randint(20, 90))
        end = start + count - 1
        return {
            "type": chart.kind,
            "dataSetsHaveTitle": False,
            "dataSets": [{"dataRange": f"Data!F{start}:F{end}", "yAxisId": "y"}],
            "labelRange": f"Data!E{start}:E{end}",
            "labelsAsText": True,
            "stacked": False,
            "aggregated": False,
            "cumulative": False,
            "fillArea": chart.kind == "line",
        }

    def _tables(self, pair):
        self._lines(1, 12)
        title, _top = self._lines(1, ROW_TITLE)
        head, _top = self._lines(1)
        self._lines(TABLE_ROWS)
        for table, columns in zip(pair, ("ABC", "EFG"), strict=False):
            area = f"{columns[0]}{title + 1}:{columns[-1]}{title + 1}"
            self.cells[f"{columns[0]}{title + 1}"] = self._link(table)
            self.styles[area] = 1
            self.borders[area] = 1
            self.styles[f"{columns[0]}{head + 1}"] = 2
            self._table(table, columns, head + 1)

    def _link(self, table):
        views = ["list", "form"] if isinstance(table, Records) else ["pivot", "graph"]
        context = {}
        if isinstance(table, Pivot):
            context = {
                "pivot_row_groupby": [table.group_by],
                "pivot_measures": table.measures,
                "graph_groupbys": [table.group_by],
            }
        view = {
            "viewType": views[0],
            "action": {
                "domain": table.source.domain,
                "context": context,
                "modelName": table.source.model,
                "views": [[False, view] for view in (*views, "search")],
            },
            "threshold": 0,
            "name": table.title,
        }
        return f"[{table.title}](odoo://view/{json.dumps(view, separators=(',', ':'))})"

    def _table(self, table, columns, head):
        body = range(TABLE_ROWS)
        if self.sample:
            for column in columns:
                for i in body:
                    first = column == columns[0]
                    text = f'=_t("Sample {i + 1}")' if first else str(90 - 7 * i)
                    self.cells[f"{column}{head + 1 + i}"] = text
        elif isinstance(table, Records):
            id_ = self._list(table)
            self.styles[f"{columns[1]}{head}:{columns[-1]}{head}"] = 2
            for column, name in zip(columns, table.columns, strict=False):
                label = f',_t("{LABELS[name]}")' if name in LABELS else ""
                self.cells[f"{column}{head}"] = (
                    f'=ODOO.LIST.HEADER({id_},"{name}"{label})'
                )
                for i in body:
                    self.cells[f"{column}{head + 1 + i}"] = (
                        f'=ODOO.LIST({id_},{i + 1},"{name}")'
                    )
        else:
            id_ = self._pivot(table.title, table.source, table.measures, table.group_by)
            self.cells[f"{columns[0]}{head + 1}"] = (
                f"=PIVOT({id_},{TABLE_ROWS},FALSE,FALSE,{len(columns)},FALSE)"
            )
            names = [table.group_by, *table.measures]
            for column, name in zip(columns, names, strict=False):
                self.cells[f"{column}{head}"] = f'=_t("{LABELS[name]}")'
            self.styles[f"{columns[1]}{head}:{columns[-1]}{head}"] = 3

    def _list(self, table):
        id_ = str(len(self.lists) + 1)
        self.lists[id_] = {
            "id": id_,
            "name": table.title,
            "model": table.source.model,
            "columns": table.columns,
            "domain": table.source.domain,
            "context": {},
            "orderBy": [{"name": table.order, "asc": table.ascending}],
            "fieldMatching": self._matching(table.source),
        }
        return id_

    def _number(self, measure, fmt):
        if fmt == "0%":
            return round(self.random.uniform(0.6, 0.95), 2)
        if "amount" in measure:
            return self.random.randint(2000, 9000) * 1000
        return self.random.randint(10, 90)


def _pairs(items):
    return [items[i : i + 2] for i in range(0, len(items), 2)]


_STYLES = {
    "1": {"textColor": TITLE, "bold": True, "fontSize": 14},
    "3": {
        "textColor": INK,
        "bold": True,
        "fontSize": 11,
        "fillColor": "#F8FAFC",
        "align": "right",
    },
    "2": {"textColor": INK, "bold": True, "fontSize": 11, "fillColor": "#F8FAFC"},
}
_LOCALE = {
    "name": "English (US)",
    "code": "en_US",
    "thousandsSeparator": ",",
    "decimalSeparator": ".",
    "dateFormat": "mm/dd/yyyy",
    "timeFormat": "hh:mm:ss",
    "formulaArgSeparator": ",",
    "weekStart": 7,
}


def main():
    FOLDER.mkdir(exist_ok=True)
    for dashboard in DASHBOARDS:
        for sample in (False, True):
            name = f"{dashboard.file}{'_sample' if sample else ''}_dashboard.json"
            text = json.dumps(Page(dashboard, sample).build(), indent=1)
            (FOLDER / name).write_text(text + "\n")


if __name__ == "__main__":
    main()
