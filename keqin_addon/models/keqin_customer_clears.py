from odoo import api, fields, models
from odoo.tools import SQL

_STAFF = "keqin_addon.group_keqin_staff"
_CLEARS = ("clear_needs", "clear_people", "clear_dates", "three_clears")


class KeqinCustomer(models.Model):
    """The three clears: where it hurts, who decides, which dates matter (R010).

    The first is clear when a pain point or a need is open, or the pain points are
    described; the second when somebody is known to decide; the third when an own date
    of the customer lies in the coming year, as `keqin.occasion.date` tells, which has
    them looked up again.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    pain_point_ids = fields.One2many(
        "keqin.pain.point", "customer_id", "Open pain points", groups=_STAFF
    )
    clear_needs = fields.Boolean(
        "Where it hurts", compute="_compute_clears", store=True, groups=_STAFF
    )
    clear_people = fields.Boolean(
        "Who decides", compute="_compute_clears", store=True, groups=_STAFF
    )
    clear_dates = fields.Boolean(
        "Which dates matter", compute="_compute_clears", store=True, groups=_STAFF
    )
    three_clears = fields.Integer(
        compute="_compute_clears",
        store=True,
        aggregator="avg",
        groups=_STAFF,
        help="How many of the three are known: where it hurts, who decides, which "
        "dates matter.",
    )

    @api.depends(
        "pain_points", "pain_point_ids.state", "need_ids.state", "has_no_decider"
    )
    def _compute_clears(self):
        self._flush_clears()
        rows = self.env.execute_query(
            self._clears_sql(SQL("file.id = ANY(%s)", self._stored_ids()))
        )
        found = {id_: values for id_, *values in rows}
        for customer in self:
            values = found.get(customer._origin.id, (False, False, False, 0))
            customer.update(dict(zip(_CLEARS, values, strict=True)))

    def _stored_ids(self):
        return [id_ for id_ in self._ids if isinstance(id_, int)]

    @api.model
    def _update_clears(self, files):
        """Look the three up again; write where they differ.

        :param files: condition on ``file``
        """
        self._flush_clears()
        names = [SQL.identifier(name) for name in _CLEARS]
        found = SQL(", ").join(SQL("found.%s", name) for name in names)
        stored = SQL(", ").join(SQL("c.%s", name) for name in names)
        self.env.cr.execute(
            SQL(
                """
                UPDATE keqin_customer c SET (%s) = ROW(%s) FROM (%s) found
                 WHERE found.id = c.id AND (%s) IS DISTINCT FROM (%s)
                """,
                SQL(", ").join(names),
                found,
                self._clears_sql(files),
                stored,
                found,
            )
        )
        self.invalidate_model(list(_CLEARS))

    def _flush_clears(self):
        self.flush_model(["pain_points", "has_no_decider"])
        for model in ("keqin.pain.point", "keqin.need"):
            self.env[model].flush_model(["customer_id", "state"])

    @api.model
    def _clears_sql(self, files):
        """Id and the values of `_CLEARS` of each care file of ``files``.

        :param files: condition on ``file``
        """
        today = self.env["keqin.occasion"]._today()
        return SQL(
            """
            SELECT id, needs AS clear_needs, people AS clear_people,
                   dates AS clear_dates,
                   needs::int + people::int + dates::int AS three_clears
              FROM (SELECT file.id,
                           BTRIM(COALESCE(file.pain_points, '')) <> ''
                               OR EXISTS (SELECT FROM keqin_pain_point pain
                                           WHERE pain.customer_id = file.id
                                             AND pain.state <> 'solved')
                               OR EXISTS (SELECT FROM keqin_need need
                                           WHERE need.customer_id = file.id
                                             AND need.state <> 'closed') AS needs,
                           file.has_no_decider IS FALSE AS people,
                           EXISTS (SELECT FROM keqin_occasion_date own
                                    WHERE own.customer_id = file.id
                                      AND own.contact_id IS NULL
                                      AND own.date >= %(today)s
                                      AND own.date < %(today)s::date
                                          + INTERVAL '1 year') AS dates
                      FROM keqin_customer file
                     WHERE %(files)s) known (id, needs, people, dates)
            """,
            today=today,
            files=files,
        )

    @api.model
    def _field_writers(self):
        return super()._field_writers() | dict.fromkeys(_CLEARS, fields.NO_ACCESS)
