from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, html2plaintext

from .keqin_talk_track import PARTS

_EXCERPT = 160


class KeqinActivity(models.Model):
    """The 3+1 conversation: what to ask, what is known, what was answered (R068, R069).

    The prompts are filled from facts that the viewer may read: whoever may not read
    the personal cards of contacts gets none of them here either.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what an activity is, its flow, its meeting, its conversation
    _inherit = "keqin.activity"

    use_talk_track = fields.Boolean(related="type_id.use_talk_track")
    guideline = fields.Html(related="type_id.guideline")
    talk_track_id = fields.Many2one(
        "keqin.talk.track", "Conversation", compute="_compute_talk_track_id"
    )
    talk_progress = fields.Text("Business progress", copy=False)
    talk_needs = fields.Text("Latent needs", copy=False)
    talk_personal = fields.Text("Small talk", copy=False)
    talk_value = fields.Text("Value given", copy=False)
    value_kind = fields.Selection(
        [
            ("tool", "Tool"),
            ("information", "Information"),
            ("introduction", "Introduction"),
            ("sample", "Sample"),
        ],
        "What was offered",
        copy=False,
    )
    material_sent = fields.Boolean(copy=False)
    talk_progress_hint = fields.Html(compute="_compute_talk_hints")
    talk_needs_hint = fields.Html(compute="_compute_talk_hints")
    talk_personal_hint = fields.Html(compute="_compute_talk_hints")
    talk_value_hint = fields.Html(compute="_compute_talk_hints")

    @api.depends("type_id")
    def _compute_talk_track_id(self):
        first = self.env["keqin.talk.track"].search([], limit=1)
        for activity in self:
            kind = activity.type_id
            track = kind.talk_track_id or first
            activity.talk_track_id = track if kind.use_talk_track else False

    @api.depends("customer_id", "contact_id", "contact_ids", "talk_track_id")
    @api.depends_context("uid", "lang")
    def _compute_talk_hints(self):
        talks = self.filtered("talk_track_id")
        facts = talks._talk_facts()
        for activity in self:
            track = activity.talk_track_id
            for part in PARTS:
                lines = facts[part, activity] if track else []
                activity[f"talk_{part}_hint"] = (
                    self._talk_hint(
                        track[f"{part}_share"], track[f"{part}_prompt"], lines
                    )
                    if track
                    else False
                )

    @api.model
    def _talk_hint(self, share, prompt, facts):
        """:return: Markup of one part: its share, what to ask, and what is known"""
        title = Markup("<p class='text-muted mb-1'>%s %% · %s</p>") % (
            share,
            prompt or "",
        )
        items = Markup().join(
            Markup("<li><b>%s</b> %s</li>") % (label, text) for label, text in facts
        )
        return title + Markup("<ul class='mb-0'>%s</ul>") % items if items else title

    def _talk_facts(self):
        """:return: ``{(part, activity): [(label, text)]}``, read as the viewer"""
        facts = defaultdict(list)
        self._add_last_contact(facts)
        self._add_open_promises(facts)
        self._add_known_needs(facts)
        self._add_personal_notes(facts)
        return facts

    def _add_last_contact(self, facts):
        """The last talk with the customer: what was agreed, recommended and given."""
        done = self.search_fetch(
            [
                ("customer_id", "in", self.customer_id.ids),
                ("state", "=", "done"),
                ("reached", "=", "reached"),
            ],
            ["customer_id", "date_done", "summary", "result", "next_step"],
            order="date_done desc, id desc",
            limit=20 * len(self.customer_id),
        )
        by_customer = done.grouped("customer_id")
        for activity in self:
            before = by_customer.get(activity.customer_id, self.browse()) - activity
            if last := before[:1]:
                on = format_date(self.env, last.date_done)
                said = last.result or html2plaintext(last.summary or "")[:_EXCERPT]
                facts["progress", activity].append(
                    (self.env._("Last time, %s:", on), said or last.display_name)
                )
            if step := before.filtered("next_step")[:1]:
                facts["progress", activity].append(
                    (self.env._("Next step agreed:"), step.next_step)
                )
            if given := before.filtered("talk_value")[:1]:
                facts["progress", activity].append(
                    (self.env._("Recommended last:"), given.talk_value)
                )
                sent = (
                    self.env._("sent")
                    if given.material_sent
                    else self.env._("not sent")
                )
                facts["value", activity].append(
                    (self.env._("Given last (%s):", sent), given.talk_value)
                )

    def _add_open_promises(self, facts):
        Promise = self.env["keqin.promise"]
        if not Promise.has_access("read"):
            return
        still_open = Promise.search_fetch(
            [
                ("customer_id", "in", self.customer_id.ids),
                ("state", "in", ("open", "acknowledged")),
            ],
            ["customer_id", "name", "due_on"],
        ).grouped("customer_id")
        for activity in self:
            for promise in still_open.get(activity.customer_id, ()):
                due = format_date(self.env, promise.due_on)
                facts["progress", activity].append(
                    (self.env._("Promised by %s:", due), promise.name)
                )

    def _add_known_needs(self, facts):
        self._add_open_needs(facts)
        readable = self.customer_id._filtered_access("read")
        for activity in self:
            customer = activity.customer_id & readable
            if customer.business_needs:
                facts["needs", activity].append(
                    (self.env._("Known needs:"), customer.business_needs)
                )
            if customer.pain_points:
                facts["needs", activity].append(
                    (self.env._("Where it hurts:"), customer.pain_points)
                )
            if customer.development_plan:
                facts["needs", activity].append(
                    (self.env._("Where they go:"), customer.development_plan)
                )

    def _add_open_needs(self, facts):
        """What was heard before and is not settled, and what a department said."""
        Need = self.env["keqin.need"]
        if not Need.has_access("read"):
            return
        verdicts = dict(Need._fields["verdict"]._description_selection(self.env))
        still_open = Need.search_fetch(
            [("customer_id", "in", self.customer_id.ids), ("state", "!=", "closed")],
            ["customer_id", "name", "verdict"],
        ).grouped("customer_id")
        for activity in self:
            for need in still_open.get(activity.customer_id, ()):
                answer = verdicts.get(need.verdict)
                text = f"{need.name} ({answer})" if answer else need.name
                facts["needs", activity].append((self.env._("Open need:"), text))

    def _add_personal_notes(self, facts):
        Card = self.env["keqin.contact"]
        if not Card.has_access("read"):
            return
        cards = Card.search(
            [("partner_id", "in", (self.contact_id | self.contact_ids).ids)]
        ).grouped("partner_id")
        style = dict(
            Card._fields["communication_style"]._description_selection(self.env)
        )
        for activity in self:
            for person in activity.contact_id | activity.contact_ids:
                card = cards.get(person, Card)[:1]
                ask = card._facts_to_ask(activity.date_planned)
                for label, text in (
                    (self.env._("ask about"), "; ".join(ask)),
                    (self.env._("style"), style.get(card.communication_style)),
                    (self.env._("likes"), card.interests),
                    (self.env._("family"), card.family_notes),
                    (self.env._("avoid"), card.taboos),
                ):
                    if text:
                        facts["personal", activity].append(
                            (f"{person.name}, {label}:", text)
                        )
