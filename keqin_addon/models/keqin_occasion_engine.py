import logging
from collections import Counter
from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import mute_logger, split_every

from .keqin_occasion_greeting import GreetingPlanner, Target

_logger = logging.getLogger(__name__)
_BATCH = 1_000
# By so much a long holiday may move the day to act, and so the day to plan it.
_HOLIDAY_DAYS = 21
_QUIET = {
    "keqin_bulk": True,
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


class KeqinOccasion(models.Model):
    """The occasion engine: plans each greeting once, some days ahead (R076-R081).

    - When: on the nearest earlier working day, make-up days included, never in the
      past; planned by ``lead_days`` before that, or earlier when the gift takes longer.
    - Whom: on a person's date that person. Otherwise one person of each customer: the
      person in charge, else a decision maker, and nobody in particular when none is
      known. Whoever wants no greetings, or mourns at a joyful occasion, is passed over;
      when nobody is left, the customer is left out.
    - How: decision makers by the activity meant for them, others by the channel they
      prefer, and nobody who wants no mass messages by an impersonal one.
    - Who: the account manager, else the service owner, else the sponsor.
    - Once: the year in the occasion's own calendar is part of the key. A customer
      greeted in that year, also when the greeting was cancelled or missed, is not
      greeted again; after the day nothing is made up for.

    Safe to run twice, on two servers, and to be killed: each batch is committed with
    what it created, and the occasion's row tells who comes second.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an occasion is, and the engine that works it off
    _inherit = "keqin.occasion"

    @api.model
    def _cron_occasion(self):
        if not self.env["keqin.occasion.date"]._renew():
            return
        due = self._due()
        for position, occasions in enumerate(due, 1):
            if not occasions._greet(len(due) - position):
                return  # out of time: the scheduler calls again

    def action_plan(self):
        """Plan now what is due, instead of waiting for the night."""
        self.check_access("write")
        # sudo: whoever keeps the occasion has it planned for customers of others too,
        # as the scheduled run does
        for occasion in self.sudo():
            occasion._greet()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    # hooks
    @api.model
    def _customers_not_to_congratulate(self, customers):
        """Ids of the ``customers`` that no joyful greeting may reach at the moment.

        None here. Whatever knows of serious complaints adds those that have one open.
        """
        return set()

    # business methods
    @api.model
    def _due(self):
        """Occasions with a date near enough, the nearest first: one by one what is for
        many customers, together what is each for one."""
        today = self._today()
        nearest = self.env["keqin.occasion.date"]._read_group(
            [("date", ">=", today), ("occasion_id.active", "=", True)],
            ["occasion_id"],
            ["date:min"],
        )
        ideas = self.concat(*(occasion for occasion, _on in nearest))._gift_ideas()
        due = [
            (on, occasion.id)
            for occasion, on in nearest
            if on <= today + occasion._farthest(ideas)
        ]
        found = self.browse(occasion_id for _on, occasion_id in sorted(due))
        own = found.filtered("customer_id")
        return [*(found - own), *split_every(_BATCH, own.ids, self.browse)]

    def _farthest(self, ideas):
        """How far ahead a date may be that is planned today."""
        leads = [
            occasion._lead_with(gift)
            for occasion in self
            for gift in (occasion.gift_product_id, *ideas.values())
        ]
        return timedelta(days=max(leads, default=0) + _HOLIDAY_DAYS)

    def _lead_with(self, gift):
        """Days ahead, with the time it takes to prepare the ``gift``."""
        return max(self.lead_days, gift.keqin_gift_lead_days or 0)

    def _gift_ideas(self):
        """Gift idea for an anniversary by industry id (R080)."""
        if "founding" not in self.mapped("kind"):
            return {}
        profiles = self.env["keqin.industry.profile"].search(
            [("anniversary_gift_id", "!=", False)]
        )
        return {
            industry.id: profile.anniversary_gift_id
            for profile in profiles
            for industry in profile.industry_ids
        }

    def _gift_for(self, customer, ideas):
        """The gift idea for one customer, out of ``ideas``; may be an empty product."""
        idea = self.kind == "founding" and ideas.get(customer.industry_id.id)
        return idea or self.gift_product_id

    def _greet(self, after=0):
        """Plan what is due of these occasions.

        :param after: how many more wait after this one, for the scheduler
        :return: False when a scheduled run has to stop
        """
        occasions = self._take()
        targets = occasions._targets()
        made, left, left_out = 0, len(targets), Counter()
        for batch in split_every(_BATCH, targets, list):
            created = occasions._greet_batch(batch, left_out)
            if created is None:
                return True  # another server was faster and goes on
            made += created
            left -= len(batch)
            if not self._checkpoint(len(batch), left + after):
                return False
            if left and occasions._take() != occasions:
                return True
        if targets:
            _logger.info(
                "%s: %s greetings planned, %s left out",
                ", ".join(occasions[:5].mapped("name")),
                made,
                left_out.total(),
            )
        return True

    def _take(self):
        """Those whose row nobody else holds or changed since we look at it; held."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint(flush=False):
                return self.try_lock_for_update(allow_referencing=True)
        except psycopg2.errors.SerializationFailure:
            return self.browse()

    def _checkpoint(self, processed, remaining):
        """Commit a batch of a scheduled run; false when its time is up."""
        self.env.flush_all()
        time_left = True
        if self.env.context.get("cron_id"):
            cron = self.env["ir.cron"]
            time_left = cron._commit_progress(processed, remaining=remaining)
        self.env.invalidate_all()
        return time_left or not remaining

    def _targets(self):
        """What is near enough and not planned yet, the nearest first."""
        today = self._today()
        limit = today + self._farthest(self._gift_ideas())
        dates = self.env["keqin.occasion.date"].search_fetch(
            [("occasion_id", "in", self.ids)]
            + [("date", ">=", today), ("date", "<=", limit)],
            ["occasion_id", "customer_id", "contact_id", "year", "date"],
        )
        return [
            Target(row.occasion_id.id, id_, row.contact_id.id, row.year, row.date)
            for row in dates
            for id_ in row.customer_id.ids or self._customers_to_greet(row)
        ]

    def _customers_to_greet(self, row):
        """Ids of the customers that have no greeting yet of a festival's year."""
        everywhere = [("active", "=", True)]
        companies = self.company_id or self.env["res.company"].search(everywhere)
        weeks = map(self.env["keqin.working.day"]._week_of, companies)
        soonest = min(week.earlier(row.date) for week in weeks)
        if (soonest - self._today()).days > self._lead_with(self.gift_product_id):
            return []
        greeted = Domain("occasion_id", "=", self.id)
        greeted &= Domain("occasion_year", "=", row.year)
        waiting = Domain("care_activity_ids", "not any", greeted)
        domain = self._domain_in_care() & waiting
        return list(self.env["keqin.customer"]._search(domain, order="id"))

    def _domain_in_care(self):
        """Customers that are greeted: in care, not lost, of the occasion's tiers."""
        domain = self.env["keqin.customer"]._in_care()
        if "customer" in self.mapped("kind") or "person" in self.mapped("kind"):
            return domain
        if self.company_id:
            domain &= Domain("company_id", "=", self.company_id.id)
        if self.tier_min:
            tiers = "ABC"[: "ABC".index(self.tier_min) + 1]
            domain &= Domain("tier", "in", list(tiers))
        return domain

    def _greet_batch(self, targets, left_out):
        """Create the activities of a batch.

        :param left_out: counter by occasion id, of whom the batches left out
        :return: their number; None when somebody else was faster with one of them
        """
        ids = list({target.customer_id for target in targets})
        customers = self.env["keqin.customer"].search(
            self._domain_in_care() & Domain("id", "in", ids)
        )
        planner = GreetingPlanner(self, customers, targets)
        vals_list = [vals for vals in map(planner.vals, targets) if vals]
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env["keqin.activity"].with_context(**_QUIET).create(vals_list)
        except psycopg2.errors.UniqueViolation:
            return None
        # with each batch: it tells whoever still looks at the state before it
        left_out.update(planner.left_out)
        for count, ids in _by_count(left_out, self.ids).items():
            self.browse(ids).write(
                {"run_at": fields.Datetime.now(), "run_left_out": count}
            )
        return len(vals_list)

    def _planned_of(self, targets):
        """``(occasion, customer, person, year)`` of what is planned, in one query."""
        groups = self.env["keqin.activity"]._read_group(
            [
                ("occasion_id", "in", self.ids),
                ("occasion_year", "in", list({t.year for t in targets})),
                ("customer_id", "in", list({t.customer_id for t in targets})),
            ],
            ["occasion_id", "customer_id", "contact_id", "occasion_year"],
        )
        return {
            (occasion.id, customer.id, occasion._is_personal() and partner.id, year)
            for occasion, customer, partner, year in groups
        }

    def _is_personal(self):
        return self.kind in ("birthday", "person")

    # dates
    def _dates_changed(self):
        """Project again what these occasions concern, and no more.

        Those that go by cards and care files concern every customer: that is left to
        the scheduled run, which is called for.
        """
        # sudo: the dates follow from the permitted change and hold nothing more
        Date = self.env["keqin.occasion.date"].sudo()
        if "festival" in self.mapped("kind"):
            Date._renew_festivals()
        if self.customer_id:
            Date._renew_customers(self.customer_id.sudo())
        if {"birthday", "signing", "founding"} & set(self.mapped("kind")):
            Date.search([("occasion_id.active", "=", False)]).unlink()
            self.env["keqin.customer"]._forget_occasions()

    def _of_company(self, records):
        """The ``records`` that the occasion is for."""
        self.ensure_one()
        if not self.company_id:
            return records
        return records.filtered(lambda record: record.company_id == self.company_id)


def _by_count(counts, ids):
    groups = {}
    for record_id in ids:
        groups.setdefault(counts[record_id], []).append(record_id)
    return groups
