from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .keqin_archive_item import FIELDS, RECORD_FIELDS

_RESTS_ON = ("tier", "care_level", *FIELDS, *RECORD_FIELDS)


class KeqinCustomer(models.Model):
    """How complete an archive is, and what is missing, by class (R004, R008).

    Both follow from `keqin.archive.item`. Counted by the database, for one file as for
    all; a form not saved yet shows what is stored.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "keqin.customer"

    archive_missing = fields.Char(
        "Missing",
        compute="_compute_archive_missing",
        search="_search_archive_missing",
    )

    @api.depends(*_RESTS_ON)
    def _compute_completeness(self):
        rows = self._archive_rows()
        for customer in self:
            required, missing = rows.get(customer._origin.id, (0, ()))
            customer.completeness = _percent(required, len(missing))

    @api.depends(*_RESTS_ON)
    @api.depends_context("lang")
    def _compute_archive_missing(self):
        """Required items that are not there, in words, in their order."""
        rows = self._archive_rows()
        # sudo: names of what is required
        Item = self.env["keqin.archive.item"].sudo()
        for customer in self:
            _required, missing = rows.get(customer._origin.id, (0, ()))
            customer.archive_missing = ", ".join(Item.browse(missing).mapped("name"))

    def _search_archive_missing(self, operator, value):
        """By the id of an item, for the files that lack it."""
        ids = [id_ for id_ in value if isinstance(id_, int)] if operator == "in" else []
        if not ids:
            return NotImplemented
        self._flush_archive()
        found = self.env["keqin.archive.item"]._archive_sql(SQL("file.active"))
        lacking = SQL("(SELECT id FROM (%s) f WHERE missing && %s)", found, ids)
        return Domain("id", "in", lacking)

    def _archive_rows(self):
        """Dict of care file id to number of required items, and ids of missing ones."""
        ids = self._stored_ids()
        if not ids:
            return {}
        self._flush_archive()
        files = SQL("file.id = ANY(%s)", ids)
        rows = self.env.execute_query(
            self.env["keqin.archive.item"]._archive_sql(files)
        )
        return {id_: (required, missing) for id_, required, missing in rows}

    @api.model
    def _update_completeness(self, files):
        """Count again; write where it differs.

        :param files: condition on ``file``
        :return: number of care files rewritten
        """
        self._flush_archive()
        self.flush_model(["completeness"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE keqin_customer c SET completeness = found.share
                  FROM (SELECT id, CASE WHEN required = 0 THEN 100.0 ELSE
                               ROUND(100.0 * (required - CARDINALITY(missing))
                                     / required, 1) END AS share
                          FROM (%s) counted) found
                 WHERE found.id = c.id AND c.completeness IS DISTINCT FROM found.share
                """,
                self.env["keqin.archive.item"]._archive_sql(files),
            )
        )
        rewritten = self.env.cr.rowcount
        self.invalidate_model(["completeness", "archive_missing"])
        return rewritten

    @api.model
    def _flush_archive(self):
        own = [name for name in FIELDS if not self._fields[name].inherited]
        computed = ["tier", "care_level", "has_no_decider", "clear_needs"]
        self.flush_model([*own, *computed, "partner_id", "active"])
        theirs = [name for name in FIELDS if self._fields[name].inherited]
        self.env["res.partner"].flush_model(theirs)
        self.env["keqin.purchase.intent"].flush_model(["customer_id", "state"])
        self.env["keqin.agreement"].flush_model(["customer_id", "state", "active"])
        self.env["keqin.milestone"].flush_model(["customer_id", "active"])


class KeqinGradingPolicy(models.Model):
    _inherit = "keqin.grading.policy"

    def _run(self, as_of):
        """Another class, another archive: counted again once grades are stored."""
        run = super()._run(as_of)
        if run and run.state != "running":
            files = SQL("file.company_id = %s", self.company_id.id)
            self.env["keqin.customer"]._update_completeness(files)
        return run


def _percent(required, missing):
    """Share of what is required and there, in percent; nothing required is complete.

    >>> _percent(10, 4), _percent(3, 1), _percent(0, 0)
    (60.0, 66.7, 100.0)
    """
    return round(100 * (required - missing) / required, 1) if required else 100.0
