from typing import NamedTuple

from odoo import fields, models
from odoo.fields import Domain

from .keqin_case import OPEN as OPEN_CASES
from .keqin_improvement import OPEN as OPEN_IMPROVEMENTS
from .keqin_promise import OPEN as OPEN_PROMISES
from .keqin_risk import OPEN as OPEN_RISKS

_QUIET = {
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
}
# What each kind of meeting is about, in the order of its agenda (R152 to R154).
_AGENDAS = {
    "joint": (
        "earlier",
        "cases",
        "promises",
        "risks",
        "red",
        "friction",
        "improvements",
    ),
    "special": ("earlier", "key", "all_risks", "red", "improvements"),
    "evaluation": ("earlier", "evaluated"),
}
# Shown where executives meet; none of them is sensitive.
_HEADLINES = ("K01", "K04", "K05", "K13", "K16", "K21")


class Topic(NamedTuple):
    """Something that is put on an agenda."""

    kind: str
    record: models.Model
    name: str
    customer_id: int | bool = False
    user_id: int | bool = False
    date_due: object = False
    previous_id: int | bool = False


class KeqinMeeting(models.Model):
    """Agendas gather themselves: everything open, once each (R154)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: see `keqin_meeting_flow`
    _inherit = "keqin.meeting"

    figure_ids = fields.Many2many(
        "keqin.indicator.value",
        string="Headlines",
        readonly=True,
        copy=False,
        groups="keqin_addon.group_keqin_staff",
        help="The last frozen month of the headline indicators.",
    )

    def action_gather(self):
        """Bring the agenda up to date, while the meeting is planned.

        :raises AccessError: the meeting may not be written
        """
        self._check_step("planned")
        self._gather()
        return True

    def _gather(self):
        """Put on the agenda what is open; take off what is settled, undecided.

        What people put there stays. One query for each source, whatever its number.
        """
        # sudo: an agenda is the same, whoever gathers it
        for meeting in self.sudo().with_context(**_QUIET):
            if meeting.state != "planned":
                continue
            lang = meeting.company_id.partner_id.lang or self.env.lang
            meeting.with_context(lang=lang)._gather_one()

    def _gather_one(self):
        topics = self._topics()
        present = {(it.res_model, it.res_id): it for it in self.item_ids if it.res_id}
        gone = [
            item.id
            for key, item in present.items()
            if key not in topics and item.state == "undecided" and not item.decision
        ]
        self.item_ids.browse(gone).unlink()
        self.env["keqin.meeting.item"].create(
            [
                self._prepare_item(key, number, topic)
                for number, (key, topic) in enumerate(topics.items())
                if key not in present
            ]
        )
        self._look_back()
        self.gathered_on = fields.Datetime.now()
        self.figure_ids = self._headlines()

    def _prepare_item(self, key, number, topic):
        due = topic.date_due and fields.Date.to_date(topic.date_due)
        return {
            "meeting_id": self.id,
            "sequence": min(number, 89),
            "kind": topic.kind,
            "name": topic.name,
            "res_model": key[0],
            "res_id": key[1],
            "customer_id": topic.customer_id,
            "user_id": topic.user_id,
            # a day that is over is nothing to propose
            "date_due": due if due and due >= self._day() else False,
            "previous_item_id": topic.previous_id,
            "raised_by_id": False,
        }

    def _topics(self):
        """All that belongs on the agenda, each source once.

        :return: dict of (model, id) to `Topic`
        """
        topics = {}
        for name in _AGENDAS[self.kind]:
            for topic in getattr(self, f"_topics_{name}")():
                topics.setdefault(self._topic_key(topic), topic)
        owners = {topic.user_id for topic in topics.values()} - {False}
        may = Domain("id", "in", list(owners)) & Domain(self._domain_participants())
        known = set(self.env["res.users"].search(may).ids)
        return {
            key: topic if topic.user_id in known else topic._replace(user_id=False)
            for key, topic in topics.items()
        }

    def _topic_key(self, topic):
        """What is carried over stands for what it was about, however often."""
        record = topic.record
        if topic.previous_id and record.res_id:
            return record.res_model, record.res_id
        return record._name, record.id

    def _ours(self):
        return Domain("company_id", "=", self.company_id.id)

    def _topics_earlier(self):
        """Carried over, or decided and not done in time, in meetings of its kind."""
        before = Domain("meeting_id.date_start", "<", self.date_start)
        before &= Domain("meeting_id.kind", "=", self.kind)
        before &= Domain("meeting_id", "!=", self.id) & self._ours()
        late = Domain("state", "=", "decided") & Domain("date_due", "<", self._day())
        waiting = Domain("state", "=", "carried") | late
        elsewhere = [
            ("meeting_id.state", "!=", "cancelled"),
            ("meeting_id", "!=", self.id),
        ]
        taken_up = Domain("next_ids", "any", elsewhere)
        names = ["name", "customer_id", "user_id", "res_model", "res_id", "kind"]
        items = self.env["keqin.meeting.item"]
        for item in items.search_fetch(before & waiting & ~taken_up, names):
            kind = "earlier" if item.kind == "topic" else item.kind
            yield Topic(
                kind,
                item,
                item.name,
                item.customer_id.id,
                item.user_id.id,
                previous_id=item.id,
            )

    def _topics_cases(self):
        """All open cases: the list of what customers wait for (R154)."""
        domain = self._ours() & Domain("state", "in", OPEN_CASES)
        if self.company_id.keqin_meeting_cases == "serious":
            grave = Domain("severity", "in", ("3_serious", "4_critical"))
            late = Domain("next_deadline", "<", fields.Datetime.now())
            domain &= Domain("kind", "=", "complaint") | grave | late
        names = ["number", "name", "customer_id", "user_id", "resolution_deadline"]
        for case in self.env["keqin.case"].search_fetch(domain, names):
            yield Topic(
                "case",
                case,
                f"{case.number} {case.name}",
                case.customer_id.id,
                case.user_id.id,
                case.resolution_deadline,
            )

    def _topics_promises(self):
        """Promises not kept in time."""
        domain = self._ours() & Domain("state", "in", OPEN_PROMISES)
        domain &= Domain("due_on", "<", self._day())
        names = ["name", "customer_id", "user_id"]
        for promise in self.env["keqin.promise"].search_fetch(domain, names):
            name = self.env._("Promise overdue: %s", promise.name)
            customer = promise.customer_id.id
            yield Topic("promise", promise, name, customer, promise.user_id.id)

    def _topics_risks(self):
        """Open risks of a high level."""
        return self._risks(Domain("level", "=", "high"))

    def _topics_all_risks(self):
        return self._risks(Domain.TRUE)

    def _risks(self, domain):
        domain &= self._ours() & Domain("state", "in", OPEN_RISKS)
        names = ["name", "customer_id", "user_id", "date_due"]
        for risk in self.env["keqin.risk"].search_fetch(domain, names):
            name = self.env._("Risk: %s", risk.name)
            people = (risk.customer_id.id, risk.user_id.id)
            yield Topic("risk", risk, name, *people, risk.date_due)

    def _topics_red(self):
        """Customers of red health, unless their risk is on the agenda."""
        with_risk = Domain("state", "in", OPEN_RISKS) & Domain("level", "=", "high")
        if self.kind == "special":
            with_risk = Domain("state", "in", OPEN_RISKS)
        query = self.env["keqin.risk"]._search(with_risk & self._ours())
        domain = Domain("health_band", "=", "red")
        domain &= Domain("id", "not in", query.subselect("customer_id"))
        return self._customers(domain, self.env._("Health is red"))

    def _topics_key(self):
        """Key customers, one by one (R152)."""
        domain = Domain("key_customer", "=", True)
        domain &= Domain("lifecycle", "not in", ("prospect", "lost"))
        return self._customers(domain, self.env._("Key customer"))

    def _customers(self, domain, why):
        names = ["name", "user_id"]
        found = self.env["keqin.customer"].search_fetch(domain & self._ours(), names)
        for customer in found:
            name = f"{why}: {customer.name}"
            yield Topic("customer", customer, name, customer.id, customer.user_id.id)

    def _topics_friction(self):
        """What mystery checks found, once published, and nobody works on."""
        domain = self._ours() & Domain("check_state", "=", "published")
        domain &= Domain("status", "=", "open")
        for point in self.env["keqin.friction.point"].search_fetch(domain, ["name"]):
            name = self.env._("Mystery check: %s", point.name)
            yield Topic("friction", point, name)

    def _topics_improvements(self):
        """Measures that are late."""
        return self._improvements(Domain("date_due", "<", self._day()))

    def _topics_evaluated(self):
        """Measures of the evaluation and of the one before that are still open."""
        evaluations = self.evaluation_id | self.evaluation_id.previous_id
        return self._improvements(Domain("evaluation_id", "in", evaluations.ids))

    def _improvements(self, domain):
        domain &= self._ours() & Domain("state", "in", OPEN_IMPROVEMENTS)
        names = ["name", "user_id", "date_due"]
        for measure in self.env["keqin.improvement"].search_fetch(domain, names):
            name = self.env._("Improvement: %s", measure.name)
            yield Topic(
                "improvement",
                measure,
                name,
                False,
                measure.user_id.id,
                measure.date_due,
            )

    def _look_back(self):
        """How much of the meeting before is done, as this one is about to start."""
        before = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("kind", "=", self.kind),
                ("state", "=", "closed"),
                ("date_start", "<", self.date_start),
                ("id", "!=", self.id),
            ],
            order="date_start desc",
            limit=1,
        )
        decided = before.item_ids.filtered("decided_on")
        decided = decided.filtered(lambda item: item.state != "dropped")
        self.previous_id = before
        self.previous_total = len(decided)
        self.previous_done = len(decided.filtered(lambda item: item.state == "done"))

    def _headlines(self):
        """The last frozen month of the headline indicators, where executives meet."""
        values = self.env["keqin.indicator.value"]
        if self.kind == "joint":
            return values
        values = values.search(
            [
                ("company_id", "=", self.company_id.id),
                ("scope", "=", "company"),
                ("indicator_id.code", "in", _HEADLINES),
                ("indicator_id.is_sensitive", "=", False),
                ("month", "<=", self._day()),
            ],
            order="month desc",
            limit=len(_HEADLINES),
        )
        last = values[:1].month
        return values.filtered(lambda row: row.month == last)
