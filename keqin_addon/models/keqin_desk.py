from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools import desk
from .keqin_desk_source import Scope

PAGE = 80
READERS = "keqin_addon.group_keqin_staff,keqin_addon.group_keqin_contributor"
_TEAM = "keqin_addon.group_keqin_sales_manager,keqin_addon.group_keqin_service_manager"
_EVERYBODY = "keqin_addon.group_keqin_executive,keqin_addon.group_keqin_manager"


class KeqinDesk(models.AbstractModel):
    """Who needs me today, and why: one ranked list of all that waits for somebody.

    Its rows come from the `keqin.desk.source` models, in one statement: all items, one
    row for each customer and kind of reason with the most urgent item on top, ranked
    by ``tools/desk.py``; one page of them, and the number of all. The rights of the
    reader hold, because each source starts from a search.

    An item is [source, id, code]: the model that found it, the record, and what the
    reader is asked for.
    """

    _name = "keqin.desk"
    _description = "My Desk"

    # what the client asks for
    @api.model
    @api.readonly
    def get_options(self):
        """Kinds, scopes and tiers that the reader may choose from.

        :raises AccessError: without a care role
        """
        self._check_reader()
        kinds = {}
        for source in self._sources():
            kinds.setdefault(source._desk_kind, source)
        return {
            "kinds": [
                {"code": code, "label": kind._kind_label(), "icon": kind._desk_icon}
                for code, kind in kinds.items()
            ],
            "scopes": [
                {"code": code, "label": label} for code, label in self._scopes().items()
            ],
            "tiers": list(desk.WORTH),
            "assignees": self._domain_assignees(),
            "page": PAGE,
        }

    @api.model
    @api.readonly
    def get_rows(
        self,
        scope="mine",
        kind=None,
        tier=None,
        section=None,
        search=None,
        snoozed=False,
        by_day=True,
        offset=0,
        limit=PAGE,
    ):
        """One page of the desk, and how many rows there are.

        :param str scope: ``mine``, ``team`` or ``all``, as far as offered
        :param str kind: one kind only
        :param str tier: one tier only; empty text for customers without one
        :param str section: one of ``overdue``, ``today``, ``week``, ``later``
        :param str search: part of the customer's name or number
        :param bool snoozed: what the reader put off, instead of the rest
        :param bool by_day: sections first, and the ranking within
        :return: ``rows`` of the page, the ``total`` of rows, ``counts`` of each kind,
            tier and section as if that one was not chosen, and how many are
            ``snoozed``
        :raises AccessError: without a care role
        """
        self._check_reader()
        whose = self._scope(scope)
        chosen = {"kind": kind, "tier": tier, "section": section}
        chosen = {name: value for name, value in chosen.items() if value is not None}
        window = (max(0, int(offset)), max(1, min(int(limit), PAGE)))
        named = [("display_name", "ilike", search.strip())] if search else []
        groups, heads = self._rank(whose, named, chosen, snoozed, by_day, window)
        return {
            "rows": self._rows(heads),
            "counts": self._counts(groups, chosen, snoozed),
            "total": self._total(groups, chosen, snoozed),
            "snoozed": self._total(groups, {}, True),
        }

    @api.model
    @api.readonly
    def get_items(self, customer_id, kind, scope="mine", snoozed=False):
        """The items folded into a row, each as a row of its own.

        :raises AccessError: without a care role
        """
        self._check_reader()
        one = [("id", "=", int(customer_id))]
        chosen, window = {"kind": kind}, (0, PAGE)
        return self._rows(
            self._rank(
                self._scope(scope), one, chosen, snoozed, False, window, fold=False
            )[1]
        )

    # what the client does
    @api.model
    def snooze(self, items, until, reason=None):
        """Put items off for the reader alone.

        :param items: items of a row
        :param until: day (date or ``YYYY-MM-DD``) on which they come back
        :raises UserError: unless the day is to come
        """
        self._check_reader()
        day = fields.Date.to_date(until)
        if not day or day <= self._today():
            raise UserError(self.env._("Choose a day from tomorrow on."))
        self._check_items(items)
        keys = self._keys(items)
        self.env["keqin.desk.snooze"]._put_off(keys, day, (reason or "").strip())
        return True

    @api.model
    def wake(self, items):
        """Bring back what the reader put off."""
        self._check_reader()
        self.env["keqin.desk.snooze"]._wake(self._keys(items))
        return True

    @api.model
    def reassign(self, item, user_id):
        """Give one item to another person, with the rights of the reader.

        :param item: one item
        :return: id of the person who had it, to undo it
        :raises AccessError: when the reader may not write the record
        :raises UserError: when that kind has nobody in charge, or the person no role
        """
        self._check_reader()
        source = self._source(item[0])
        record = self.env[source._desk_model].browse(int(item[1]))
        user = self.env["res.users"].search(
            [("id", "=", int(user_id)), *self._domain_assignees()]
        )
        if not source._desk_user_field or not user:
            raise UserError(self.env._("Choose somebody with a role in customer care."))
        return source._reassign(record, user).id

    # scope and access
    @api.model
    def _check_reader(self):
        if not (self.env.su or self.env.user.has_groups(READERS)):
            raise AccessError(
                self.env._("My Desk is for those who look after customers.")
            )

    @api.model
    def _scopes(self):
        """Scopes offered to the reader: a filter, for what he may read anyway."""
        scopes = {"mine": self.env._("Mine")}
        if self.env.user.has_groups(_TEAM):
            scopes["team"] = self.env._("My team")
        if self.env.user.has_groups(_EVERYBODY):
            scopes["all"] = self.env._("All")
        return scopes

    @api.model
    def _scope(self, code):
        if code not in self._scopes():
            code = "mine"
        user_ids = self._team() if code == "team" else (self.env.uid,)
        return Scope(code, tuple(user_ids), self._today())

    @api.model
    def _team(self):
        """Ids of the people whom the reader leads, and his own.

        A sales lead leads the members of his sales teams; without any, all account
        managers. A service lead leads service.
        """
        me = self.env.user
        people = set()
        if me.has_group("keqin_addon.group_keqin_sales_manager"):
            # sudo: who is in which sales team is no secret
            teams = self.env["crm.team"].sudo().search([("user_id", "=", me.id)])
            people |= set(teams.member_ids.ids or self._people("group_keqin_sales"))
        if me.has_group("keqin_addon.group_keqin_service_manager"):
            people |= set(self._people("group_keqin_service"))
        return {me.id, *people}

    @api.model
    def _people(self, group):
        # sudo: who has which role is no secret
        users = self.env["res.users"].sudo()
        return users.search(self.env["keqin.customer"]._domain_role(group)).ids

    @api.model
    def _domain_assignees(self):
        group = self.env["ir.model.data"]._xmlid_to_res_id
        names = ("group_keqin_staff", "group_keqin_contributor")
        groups = [group(f"keqin_addon.{name}") for name in names]
        return [("all_group_ids", "in", groups), ("share", "=", False)]

    @api.model
    def _today(self):
        return fields.Date.context_today(self)

    # sources
    @api.model
    def _sources(self):
        """Sources that the reader may read, in the order of their chips."""
        names = self.env.registry.descendants(["keqin.desk.source"], "_inherit")
        sources = [self.env[name] for name in names if self.env[name]._desk_kind]
        readable = [source for source in sources if source._is_readable()]
        return sorted(
            readable, key=lambda source: (source._desk_sequence, source._name)
        )

    @api.model
    def _source(self, name):
        for source in self._sources():
            if source._name == name:
                return source
        raise AccessError(self.env._("There is no such source on your desk."))

    @api.model
    def _check_items(self, items):
        """Refuse items of records that the reader may not read."""
        found = {}
        for name, res_id, _code in items:
            found.setdefault(name, []).append(int(res_id))
        for name, ids in found.items():
            self.env[self._source(name)._desk_model].browse(ids).check_access("read")

    @api.model
    def _keys(self, items):
        """What tells a snoozed item from others: model, id and kind."""
        sources = {name: self._source(name) for name in {item[0] for item in items}}
        return [
            (sources[name]._desk_model, int(res_id), sources[name]._desk_kind)
            for name, res_id, _code in items
        ]
