"""Improvements: from what customers said to a measure, its effect, and telling them."""

from freezegun import freeze_time
from lxml import etree

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form
from odoo.tools import html2plaintext, mute_logger

from .covers import covers
from .improvement_case import TODAY, ImprovementCase

_TODO = "keqin_addon.mail_activity_type_improvement"


class TestImprovementMake(ImprovementCase):
    def wizard(self, role, action):
        model = self.env[action["res_model"]].with_user(self.users[role])
        return Form(model.with_context(**action["context"]))

    @covers("R110")
    def test_feedback_becomes_a_measure_in_one_action(self):
        said = self.make_feedback() | self.make_feedback(self.chen)
        theme = self.env["keqin.feedback.theme"].create({"name": "Cartons"})
        said.write({"area": "product", "theme_ids": [Command.link(theme.id)]})
        form = self.wizard("service", self.by("service", said).action_improve())
        self.assertEqual(
            (form.area, form.dimension, form.department, form.theme_id),
            ("product", "product", "product", theme),
            "what they have in common is known",
        )
        form.name = "Double-walled cartons"
        form.user_id = self.users["contributor"]
        form.date_due = "2026-07-31"
        action = form.save().action_make()
        improvement = self.env["keqin.improvement"].browse(action["res_id"])
        self.assertEqual(improvement.feedback_ids, said)
        self.assertEqual(said.improvement_ids, improvement)
        self.assertEqual(improvement.source, "feedback")
        self.assertEqual(improvement.company_id, self.company)
        self.assertEqual(said.mapped("improvement_state"), ["proposed"] * 2)

    @covers("R110")
    def test_feedback_shows_how_far_its_measure_is(self):
        said = self.make_feedback()
        first = self.make_improvement("proposed", said)
        second = self.make_improvement("doing", said)
        self.assertEqual(said.improvement_state, "proposed", "the least far of them")
        self.step("contributor", first, "drop", "Too dear")
        self.assertEqual(said.improvement_state, "doing", "dropped ones say nothing")
        self.step("contributor", second, "done")
        self.assertEqual(said.improvement_state, "done")
        found = self.env["keqin.feedback"].search([("improvement_state", "=", "done")])
        self.assertIn(said, found)
        second._unlink_feedback(said)
        self.assertEqual(said.improvement_state, "dropped")

    def test_what_differs_is_not_guessed(self):
        said = self.make_feedback() | self.make_feedback(dimension="service")
        said[0].area = "product"
        said |= self.make_feedback(metric="comment", dimension="overall", comment="No")
        form = self.wizard("service", self.by("service", said).action_improve())
        self.assertFalse(form.dimension)
        self.assertEqual(form.area, "product")
        said -= said[1]
        form = self.wizard("service", self.by("service", said).action_improve())
        self.assertEqual(form.dimension, "product", "a comment rates none")

    @covers("R110")
    def test_feedback_is_added_to_a_measure_that_exists(self):
        said = self.make_feedback()
        improvement = self.make_improvement("planned")
        form = self.wizard("service", self.by("service", said).action_improve())
        form.improvement_id = self.by("service", improvement)
        form.save().action_make()
        self.assertEqual(improvement.feedback_ids, said)
        remove = self.by("service", said).with_context(improvement_id=improvement.id)
        remove.action_remove_improvement()
        self.assertFalse(improvement.feedback_ids)

    def test_a_closed_measure_keeps_what_was_behind_it(self):
        said = self.make_feedback()
        improvement = self.make_improvement("verified", said)
        lead = self.by("service_manager", improvement)
        self.assertRefused(lead._unlink_feedback, said, error=UserError)
        more = self.make_feedback()
        self.assertRefused(lead._link, more, self.env["keqin.case"], error=UserError)

    @covers("R110")
    def test_a_complaint_becomes_a_measure_linked_both_ways(self):
        case = self.env["keqin.case"].create(
            {
                "name": "Cartons too soft",
                "kind": "complaint",
                "customer_id": self.customer.id,
                "contact_id": self.wang.id,
            }
        )
        form = self.wizard("sales", self.by("sales", case).action_improve())
        form.name = "Double-walled cartons"
        improvement = self.env["keqin.improvement"].browse(
            form.save().action_make()["res_id"]
        )
        self.assertEqual(improvement.source, "complaint")
        self.assertEqual(improvement.case_ids, case)
        self.assertEqual(self.by("sales", case).improvement_count, 1)
        domain = self.by("sales", case).action_open_improvements()["domain"]
        self.assertEqual(self.env["keqin.improvement"].search(domain), improvement)

    def test_a_measure_needs_a_name_and_something_behind_it(self):
        Make = self.env["keqin.improvement.make"]
        said = self.make_feedback()
        nameless = Make.create({"feedback_ids": said.ids, "name": " "})
        self.assertRefused(nameless.action_make, error=UserError)
        self.assertRefused(Make.create({"name": "x"}).action_make, error=UserError)


class TestImprovementFlow(ImprovementCase):
    @covers("R110")
    def test_from_proposal_to_effect_in_order(self):
        improvement = self.make_improvement(result=False)
        self.step("contributor", improvement, "plan")
        self.step("contributor", improvement, "start")
        with self.assertRaisesRegex(UserError, "result"):
            self.step("contributor", improvement, "done")
        self.by("contributor", improvement).result = "<p>Two walls</p>"
        self.step("contributor", improvement, "done")
        self.assertEqual(str(improvement.done_on), TODAY)
        self.assertEqual(improvement.done_by_id, self.users["contributor"])
        action = self.step("executive", improvement, "verify")
        self.assertEqual(action["res_model"], "keqin.improvement.verify")

    def test_a_plan_says_who_where_and_when(self):
        for name, label in (
            ("user_id", "Owner"),
            ("department", "Department"),
            ("date_due", "Due"),
        ):
            with self.subTest(name):
                improvement = self.make_improvement(**{name: False})
                with self.assertRaisesRegex(UserError, label):
                    self.step("service_manager", improvement, "plan")

    def test_what_is_planned_keeps_its_owner_and_day(self):
        improvement = self.make_improvement("planned")
        lead = self.by("executive", improvement)
        for name in ("user_id", "department", "date_due"):
            with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as raised:
                self.write_all(lead, {name: False})
            self.assertIn("planned_is_complete", str(raised.exception))

    def write_all(self, records, vals):
        with self.env.cr.savepoint():
            records.write(vals)
            self.env.flush_all()

    def test_the_owner_can_open_it(self):
        employee = self.users["employee"]
        improvement = self.make_improvement(user_id=employee.id)
        with self.assertRaisesRegex(UserError, "cannot open improvements"):
            self.step("service_manager", improvement, "plan")

    def test_wrong_order_is_refused(self):
        allowed = {
            "proposed": {"plan", "drop"},
            "planned": {"start", "drop"},
            "doing": {"done", "drop"},
            "done": {"verify", "reopen"},
            "verified": {"reopen"},
            "dropped": {"reopen"},
        }
        for state, steps in allowed.items():
            improvement = self.make_improvement(state)
            for step in ("plan", "start", "done", "verify", "drop", "reopen"):
                args = ["Because"] if step in ("drop", "reopen") else []
                with self.subTest(state=state, step=step):
                    passes = self.attempt(
                        lambda i=improvement, s=step, a=args: self.step(
                            "executive", i, s, *a
                        ),
                        denial=UserError,
                    )
                    self.assertEqual(passes, step in steps)

    def test_dropping_and_reopening_need_a_reason(self):
        improvement = self.make_improvement("doing")
        action = self.step("contributor", improvement, "drop")
        self.assertEqual(improvement.state, "doing")
        Drop = self.env["keqin.improvement.drop"].with_user(self.users["contributor"])
        form = Form(Drop.with_context(**action["context"]))
        form.reason = "Too dear"
        form.save().action_apply()
        self.assertEqual(
            (improvement.state, improvement.drop_reason), ("dropped", "Too dear")
        )
        self.step("service_manager", improvement, "reopen", "Cheaper now")
        self.assertEqual(improvement.state, "proposed")
        self.assertFalse(improvement.drop_reason)
        self.assertIn("Cheaper now", "".join(improvement.message_ids.mapped("body")))

    def test_what_was_agreed_is_changed_by_leads(self):
        improvement = self.make_improvement("planned")
        owner = self.by("contributor", improvement)
        for vals in (
            {"date_due": "2026-12-31"},
            {"user_id": self.users["service"].id},
            {"dimension": "service"},
            {"department": "service"},
        ):
            self.assertRefused(owner.write, vals)
            self.by("sales_manager", improvement).write(vals)
        owner = self.by("service", improvement)
        owner.name = "Cartons with two walls"

    def test_closed_ones_stay_as_they_are(self):
        for state in ("verified", "dropped"):
            improvement = self.make_improvement(state)
            lead = self.by("executive", improvement)
            for vals in ({"result": "<p>More</p>"}, {"name": "x"}, {"date_due": TODAY}):
                self.assertRefused(lead.write, vals, error=UserError)
        lead.active = False
        manager = self.by("manager", improvement)
        self.assertRefused(manager.unlink, error=UserError)
        self.by("manager", self.make_improvement()).unlink()


class TestImprovementReminder(ImprovementCase):
    def todo(self, improvement):
        return improvement.activity_ids

    @covers("R110")
    def test_whose_turn_it_is_has_it_on_the_list(self):
        improvement = self.make_improvement()
        self.assertEqual(self.todo(improvement).user_id, self.users["contributor"])
        self.step("contributor", improvement, "plan")
        todo = self.todo(improvement)
        self.assertEqual(str(todo.date_deadline), "2026-07-31")
        self.assertEqual(todo.user_id, self.users["contributor"])
        lead = self.by("sales_manager", improvement)
        lead.write({"user_id": self.users["service"].id, "date_due": "2026-08-31"})
        todo = self.todo(improvement)
        self.assertEqual(todo.user_id, self.users["service"])
        self.assertEqual(str(todo.date_deadline), "2026-08-31")
        self.step("service", improvement, "start")
        self.step("service", improvement, "done")
        todo = self.todo(improvement)
        self.assertEqual(todo.user_id, self.users["service_manager"])
        self.assertEqual(str(todo.date_deadline), "2026-09-13", "90 days on")
        self.step("service_manager", improvement, "reopen", "Not yet")
        self.assertEqual(self.todo(improvement).user_id, self.users["service"])

    def test_who_worked_on_it_is_not_asked_whether_it_helped(self):
        lead = self.users["service_manager"]
        improvement = self.make_improvement(by="service_manager", user_id=lead.id)
        for step in ("plan", "start", "done"):
            self.step("service_manager", improvement, step)
        self.assertFalse(self.todo(improvement), "there is no other lead of service")
        other = self.make_user("service_manager", login="keqin_lead2")
        self.step("executive", improvement, "reopen", "Again")
        self.step("service_manager", improvement, "done")
        self.assertEqual(self.todo(improvement).user_id, other)

    @covers("R110")
    def test_what_is_late_is_reminded_of_once_a_week(self):
        improvement = self.make_improvement("doing")
        proposal = self.make_improvement(date_due="2026-06-01")
        remind = self.env["keqin.improvement"]._remind_overdue
        days = []
        for day in range(1, 18):
            with freeze_time(f"2026-08-{day:02} 04:00:00"):
                before = self.todo(improvement)
                remind()
                remind()
                if self.todo(improvement) != before:
                    days.append(day)
                    self.assertEqual(len(self.todo(improvement)), 1)
                    self.assertEqual(self.todo(improvement).date_deadline.day, day)
                self.assertTrue(improvement.is_overdue)
        self.assertEqual(days, [1, 8, 15])
        self.assertFalse(proposal.reminded_on, "nobody has agreed to its day")
        late = self.env["keqin.improvement"].search([("is_overdue", "=", True)])
        self.assertIn(proposal, late)
        self.assertNotIn(improvement, late, f"on {TODAY} it is not due yet")

    def test_leads_hear_of_a_suggestion_without_owner(self):
        loud = {"tracking_disable": False, "mail_create_nolog": False}
        suggestions = self.env["keqin.improvement"].with_context(**loud)
        suggestions = suggestions.with_user(self.users["contributor"])
        self.users["service_manager"].notification_type = "inbox"
        before = self.env["mail.notification"].search_count(self.told_of())
        suggestions.create({"name": "Fewer forms"})
        after = self.env["mail.notification"].search_count(self.told_of())
        self.assertEqual(after, before + 1)

    def told_of(self):
        partner = self.users["service_manager"].partner_id
        return [("res_partner_id", "=", partner.id)]


class TestImprovementEffect(ImprovementCase):
    """Done on 15 June: two months before, and what is said until 14 September."""

    BEFORE = ("2026-04-15", "2026-06-14")
    AFTER = ("2026-06-16", "2026-09-14")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [
            cls.make_person(f"Person {number}", cls.customer) for number in range(40)
        ]

    def say(self, scores, on, **vals):
        for person, score in zip(self.people, scores, strict=False):
            self.make_feedback(person, score, on, **vals)

    def verify(self, improvement, role="executive", observation=False, **vals):
        wizard = (
            self.env["keqin.improvement.verify"]
            .with_user(self.users[role])
            .create(
                {
                    "improvement_id": improvement.id,
                    "before_from": self.BEFORE[0],
                    "before_to": self.BEFORE[1],
                    "after_from": self.AFTER[0],
                    "after_to": self.AFTER[1],
                    "observation": observation,
                }
                | vals
            )
        )
        wizard.action_verify()

    @covers("R110")
    def test_a_change_is_called_one_and_stays(self):
        self.say([2] * 30 + [5] * 10, "2026-05-04")
        self.say([5] * 36 + [2] * 4, "2026-07-06")
        improvement = self.make_improvement("done")
        self.verify(improvement)
        self.assertEqual(
            (improvement.state, improvement.effect), ("verified", "better")
        )
        self.assertEqual(
            (improvement.before_people, improvement.after_people), (40, 40)
        )
        self.assertAlmostEqual(improvement.before_score, 25.0)
        self.assertAlmostEqual(improvement.after_score, 90.0)
        self.assertAlmostEqual(improvement.change, 65.0)
        self.assertGreater(improvement.change_low, 0)
        self.assertEqual(improvement.verified_by, self.users["executive"])
        shown = improvement.effect_text
        self.assertIn("25.0 (40 people) before, 90.0 (40) after", shown)
        self.say([1] * 40, "2026-08-03")
        self.env.invalidate_all()
        self.assertEqual(improvement.effect_text, shown, "frozen")

    @covers("R110")
    def test_chance_is_not_called_a_change(self):
        self.say([2] * 10 + [5] * 10, "2026-05-04")
        self.say([2] * 8 + [5] * 12, "2026-07-06")
        improvement = self.make_improvement("done")
        self.verify(improvement)
        self.assertEqual(improvement.effect, "none")
        self.assertIn("No reliable change", improvement.effect_text)
        self.assertLess(improvement.change_low, 0)

    def test_worse_is_said_as_well(self):
        self.say([5] * 40, "2026-05-04")
        self.say([1] * 40, "2026-07-06")
        improvement = self.make_improvement("done")
        self.verify(improvement)
        self.assertEqual(improvement.effect, "worse")

    def test_too_few_make_no_figure_and_an_observation_does(self):
        self.say([2] * 4, "2026-05-04")
        self.say([5] * 40, "2026-07-06")
        improvement = self.make_improvement("done")
        with self.assertRaisesRegex(UserError, "observed"):
            self.verify(improvement)
        self.verify(improvement, observation="<p>No carton broke</p>")
        self.assertEqual(improvement.effect, "observed")
        self.assertIn("4 people before and 40 after", improvement.effect_text)

    def test_only_the_dimension_and_what_counts_are_compared(self):
        self.say([2] * 20, "2026-05-04")
        self.say([5] * 20, "2026-07-06", dimension="service")
        self.say([5] * 20, "2026-07-06", source="activity")
        self.say([5] * 20, "2026-06-15")
        improvement = self.make_improvement("done")
        figures = improvement._effect_figures(
            "csat", *self.days(self.BEFORE, self.AFTER)
        )
        self.assertEqual((figures["before_people"], figures["after_people"]), (20, 0))

    def days(self, *periods):
        to_date = self.env["keqin.improvement"]._fields["date_due"].to_date
        return [tuple(map(to_date, period)) for period in periods]

    def test_recommendation_is_compared_as_nps(self):
        nps = {"metric": "nps", "dimension": "overall", "scale_min": 0, "scale_max": 10}
        self.say([3] * 40, "2026-05-04", **nps)
        self.say([10] * 40, "2026-07-06", **nps)
        improvement = self.make_improvement("done", dimension="overall")
        self.verify(improvement, metric="nps")
        self.assertAlmostEqual(improvement.change, 200.0)
        self.assertEqual(improvement.effect, "better")

    def test_without_a_dimension_an_observation_is_needed(self):
        improvement = self.make_improvement("done", dimension=False)
        self.assertRefused(self.verify, improvement, error=UserError)
        self.verify(improvement, observation="<p>Nobody complains any more</p>")
        self.assertEqual(
            (improvement.effect, improvement.state), ("observed", "verified")
        )

    def test_periods_run_forwards_and_do_not_overlap(self):
        improvement = self.make_improvement("done")
        for vals in (
            {"before_from": "2026-06-20"},
            {"after_from": "2026-06-01"},
            {"after_to": False},
        ):
            with self.assertRaises(UserError):
                self.verify(improvement, observation="<p>x</p>", **vals)

    @covers("R110")
    def test_the_screen_shows_what_will_be_frozen(self):
        self.say([2] * 40, "2026-05-04")
        self.say([5] * 40, "2026-07-06")
        improvement = self.make_improvement("done")
        with freeze_time("2026-09-14 04:00:00"):
            action = self.step("executive", improvement, "verify")
            Verify = self.env["keqin.improvement.verify"]
            Verify = Verify.with_user(self.users["executive"])
            form = Form(Verify.with_context(**action["context"]))
            self.assertEqual(str(form.before_from), "2025-12-15")
            self.assertEqual(str(form.after_to), "2026-09-14")
            self.assertEqual(form.effect, "better")
            shown = form.effect_text
            form.save().action_verify()
        self.assertEqual(improvement.effect_text, shown)

    def test_what_did_not_help_is_done_anew(self):
        improvement = self.make_improvement("done")
        Verify = self.env["keqin.improvement.verify"].with_user(self.users["executive"])
        wizard = Verify.create(
            {"improvement_id": improvement.id, "observation": "<p>They still break</p>"}
        )
        wizard.action_reopen()
        self.assertEqual(improvement.state, "doing")
        self.assertFalse(improvement.done_on)
        said = "".join(improvement.message_ids.mapped("body"))
        self.assertIn("They still break", said)

    def test_reopened_it_has_no_effect_any_more(self):
        improvement = self.make_improvement("done")
        self.verify(improvement, observation="<p>Better</p>")
        self.step("service_manager", improvement, "reopen", "It broke again")
        for name in ("effect", "observation", "verified_on", "verified_by", "done_on"):
            self.assertFalse(improvement[name], name)


class TestImprovementTold(ImprovementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        cls.wang.lang = "fr_FR"
        cls.zhao = cls.make_person("Mr. Zhao", cls.customer)
        cls.said = (
            cls.make_feedback() | cls.make_feedback() | cls.make_feedback(cls.chen)
        )
        cls.said |= cls.make_feedback(cls.zhao)

    def wizard(self, improvement, role="service_manager"):
        action = self.step(role, improvement, "tell")
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        return self.by(role, wizard)

    def send(self, improvement, role="service_manager"):
        with self.quiet_mail():
            self.wizard(improvement, role).action_send()
        return improvement.notice_ids

    def quiet_mail(self):
        return mute_logger("odoo.addons.mail.models.mail_mail")

    @covers("R110")
    def test_each_person_is_told_once_in_their_language(self):
        improvement = self.make_improvement("done", self.said)
        wizard = self.wizard(improvement)
        self.assertEqual(wizard.text_ids.mapped("lang"), ["en_US", "fr_FR"])
        self.assertEqual(wizard.text_ids.mapped("people"), [2, 1])
        self.assertIn("Two walls since June", wizard.text_ids[0].body)
        wizard.text_ids[1].write({"subject": "Cartons", "body": "<p>Deux parois</p>"})
        with self.quiet_mail():
            wizard.action_send()
        notices = improvement.notice_ids
        self.assertEqual(notices.contact_id, self.wang | self.chen | self.zhao)
        self.assertEqual(len(notices), 3, "once, though one of them said two things")
        french = notices.filtered(lambda notice: notice.contact_id == self.wang)
        message = french.message_ids[:1]
        self.assertEqual(message.subject, "Cartons")
        self.assertIn("Deux parois", message.body)
        self.assertIn("Ms. Wang", html2plaintext(message.body))
        self.assertEqual(message.notified_partner_ids & notices.contact_id, self.wang)
        self.assertEqual(french.customer_id, self.customer)
        self.assertEqual(french.told_by_id, self.users["service_manager"])
        ledger = self.by("sales", self.env["keqin.ledger"])
        rows = ledger.search([("kind", "=", "notice")])
        self.assertEqual(len(rows), 2, "of their own customers")
        self.assertEqual(rows.customer_id, self.customer)
        self.assertEqual(rows[0].name, improvement.name)
        self.assertEqual(rows[0].action_open()["res_model"], notices._name)
        self.assertEqual(improvement.told_count, 3)
        self.assertTrue(improvement.told_on)
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertIn(self.wang, mails.recipient_ids)

    def test_who_was_told_is_not_written_to_again(self):
        improvement = self.make_improvement("done", self.said - self.said[2])
        self.assertEqual(len(self.send(improvement)), 2)
        self.assertRefused(self.send, improvement, error=UserError)
        improvement._link(self.said, self.env["keqin.case"])
        wizard = self.wizard(improvement)
        self.assertEqual(wizard.person_ids.contact_id, self.chen)
        self.assertEqual(set(wizard.left_out_ids.mapped("reason")), {"told"})
        self.assertEqual(len(self.send(improvement)), 3)

    def test_two_at_once_tell_nobody_twice(self):
        improvement = self.make_improvement("done", self.said)
        [notice, *_rest] = self.send(improvement)
        vals = {name: notice[name].id for name in ("improvement_id", "contact_id")}
        vals |= {"customer_id": self.customer.id, "told_by_id": self.env.uid}
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as raised:
            self.env["keqin.improvement.notice"].create(vals)
        self.assertIn("once", str(raised.exception))

    @covers("R110")
    def test_opt_outs_are_shown_and_kept(self):
        self.env["mail.blacklist"].sudo()._add(self.chen.email)
        self.env["keqin.contact"].create(
            {
                "partner_id": self.wang.id,
                "customer_id": self.customer.id,
                "no_mass_messages": True,
            }
        )
        self.zhao.email = "nowhere"
        gone = self.make_person("Ms. Gone", self.customer, active=False)
        improvement = self.make_improvement(
            "done", self.said | self.make_feedback(gone)
        )
        wizard = self.wizard(improvement)
        self.assertFalse(wizard.person_ids)
        reasons = {p.contact_id: p.reason for p in wizard.left_out_ids}
        self.assertEqual(
            reasons,
            {
                self.chen: "unwanted",
                self.wang: "unwanted",
                self.zhao: "no_email",
                gone: "left",
            },
        )
        # a caller of their own makes no difference
        wizard.left_out_ids.sudo().write({"reason": False, "is_chosen": True})
        text = {"lang": "en_US", "subject": "x", "body": "<p>x</p>"}
        wizard.write({"text_ids": [Command.create(text)]})
        self.by("service_manager", wizard)
        self.assertRefused(wizard.action_send, error=UserError)
        self.assertFalse(improvement.notice_ids)

    def test_who_is_taken_out_is_not_told(self):
        improvement = self.make_improvement("done", self.said)
        wizard = self.wizard(improvement)
        wizard.person_ids.filtered(
            lambda p: p.contact_id == self.zhao
        ).is_chosen = False
        with self.quiet_mail():
            wizard.action_send()
        self.assertEqual(improvement.notice_ids.contact_id, self.wang | self.chen)

    def test_who_complained_is_told_too(self):
        case = self.env["keqin.case"].create(
            {
                "name": "Cartons too soft",
                "kind": "complaint",
                "customer_id": self.other.id,
                "contact_id": self.chen.id,
            }
        )
        improvement = self.make_improvement("done")
        improvement._link(self.env["keqin.feedback"], case)
        self.assertEqual(self.send(improvement).contact_id, self.chen)

    def test_nothing_is_told_before_it_is_done(self):
        for state in ("proposed", "planned", "doing", "dropped"):
            improvement = self.make_improvement(state, self.said)
            self.assertRefused(
                self.step, "executive", improvement, "tell", error=UserError
            )

    def test_customers_of_another_company_do_not_get_behind_it(self):
        company = self.env["res.company"].create({"name": "Another"})
        vals = {"name": "Cartons", "company_id": company.id}
        improvement = self.env["keqin.improvement"].create(vals)
        with self.assertRaises(UserError):
            improvement._link(self.said, self.env["keqin.case"])


class TestImprovementScreens(ImprovementCase):
    def test_the_list_costs_the_same_for_many(self):
        counts = []
        for _round in range(3):
            for _n in range(5):
                self.make_improvement("planned", self.make_feedback())
            listed = self.by("executive", self.env["keqin.improvement"])
            view = listed.get_view(None, "list")
            names = {
                node.get("name")
                for node in etree.fromstring(view["arch"]).iter("field")
            }
            listed = listed.search([("company_id", "=", self.company.id)])
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            listed.web_read({name: {} for name in names})
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2], counts)
