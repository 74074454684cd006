"""What counts as the first response, and who is told what of a case."""

from freezegun import freeze_time

from .covers import covers
from .mail_case import ADDRESS, OFFICE, STRANGER, MailCase

COMMENT = "mail.mt_comment"
NOTE = "mail.mt_note"
LATER = "2100-01-01 09:00:00"  # by the clock of the database


@covers("R087")
class TestFirstResponse(MailCase):
    """The first message of ours that reaches the customer, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.make_case()
        cls.supplier = cls.make_partner(
            "Carton Works", email="sales@cartons.example.com"
        )

    def test_answered_by_each_of_ours(self):
        for role in ("service", "service_manager", "sales", "executive"):
            with self.subTest(role=role), self.undone():
                with freeze_time("2026-09-21 10:15:00"):
                    self.write_to(self.case, role)
                self.assertAnswered(role, "2026-09-21 10:15:00")

    def test_answered_with_a_template_somebody_sends(self):
        template = self.env.ref("keqin_addon.mail_template_case_received")
        composer = self.env["mail.compose.message"].with_user(self.users["service"])
        composer = composer.with_context(
            default_model="keqin.case",
            default_res_ids=self.case.ids,
            default_template_id=template.id,
            default_composition_mode="comment",
        ).create({})
        composer._action_send_mail()
        self.assertAnswered("service")

    def test_answered_by_a_colleague_s_mail_to_the_customer(self):
        opened = self.receive(STRANGER)
        with freeze_time("2026-09-21 12:00:00"):
            self.reply(
                opened,
                f"service@{OFFICE}",
                To="nobody@unknown.example.net",
                Cc=ADDRESS,
                Date="Mon, 21 Sep 2026 11:00:00 +0000",
            )
        self.case = opened
        self.assertAnswered("service", "2026-09-21 11:00:00")

    def test_answered_by_a_colleague_s_mail_that_is_passed_on(self):
        self.write_to(self.case, subtype_xmlid=COMMENT, message_type="notification")
        parent = self.case.message_ids[0]
        self.reply(self.case, f"sales@{OFFICE}", In_Reply_To=parent.message_id)
        self.assertAnswered("sales")

    def test_only_the_first_answer_is_the_first_response(self):
        self.write_to(self.case)
        with freeze_time("2026-09-21 12:00:00"):
            self.write_to(self.case, "sales")
        self.assertAnswered("service", "2026-09-21 09:00:00")

    def test_impostors(self):
        sudo = self.case.sudo()
        bot = self.env.ref("base.partner_root")
        of = {role: user.partner_id for role, user in self.users.items()}
        colleagues = {"partner_ids": of["service_manager"].ids}
        impostors = {
            "note": lambda: self.write_to(self.case, subtype_xmlid=NOTE),
            "note that mentions the customer": lambda: self.write_to(
                self.case, subtype_xmlid=NOTE, partner_ids=self.person.ids
            ),
            "assignment": lambda: self.by("service", self.case).write(
                {"user_id": self.colleague.id}
            ),
            "tracking": lambda: self.by("service", self.case).write(
                {"kind": "request"}
            ),
            "system": lambda: self.write_to(sudo, author_id=bot.id),
            "notification": lambda: self.write_to(
                self.case, message_type="notification"
            ),
            "automatic answer": lambda: self.write_to(
                self.case, message_type="auto_comment"
            ),
            "absence notice": lambda: self.write_to(
                self.case, message_type="out_of_office"
            ),
            "acknowledgement": lambda: sudo._acknowledge(),
            "template sent by a rule": lambda: self.by(
                "service", self.case
            ).message_post_with_source(
                "keqin_addon.mail_template_case_received", subtype_xmlid=COMMENT
            ),
            "contributor": lambda: sudo.message_post(
                body="Mine",
                author_id=of["contributor"].id,
                message_type="comment",
                subtype_xmlid=COMMENT,
            ),
            "customer": lambda: sudo.message_post(
                body="Mine",
                author_id=self.person.id,
                message_type="comment",
                subtype_xmlid=COMMENT,
            ),
            "colleagues only": lambda: self.apart(**colleagues),
            "supplier": lambda: self.apart(partner_ids=self.supplier.ids),
            "another customer": lambda: self.apart(partner_ids=self.stranger.ids),
            "address of somebody else": lambda: self.apart(
                outgoing_email_to="else@elsewhere.example.com"
            ),
            "nobody": lambda: self.apart(),
            "no address": lambda: self.apart(partner_ids=self.without_address().ids),
            "to be sent later": lambda: self.write_to(self.case, scheduled_date=LATER),
            "activity done": lambda: (
                self.by("service", self.case)
                .activity_schedule("mail.mail_activity_data_todo")
                .action_feedback("Done")
            ),
        }
        for name, attempt in impostors.items():
            with self.subTest(impostor=name), self.undone():
                attempt()
                self.env.flush_all()
                self.flush_tracking()
                self.assertEqual(self.case.state, "new")
                self.assertFalse(self.case.first_response_on)

    def test_a_message_sent_later_counts_when_it_is_sent(self):
        self.write_to(self.case, scheduled_date=LATER)
        self.assertEqual(self.case.state, "new")
        with freeze_time("2026-09-22 09:01:00"):
            waiting = self.env["mail.message.schedule"].sudo()
            waiting.search([])._send_notifications()
            self.assertAnswered("service", "2026-09-22 09:01:00")

    def test_a_message_to_many_cases_is_no_answer(self):
        both = self.case | self.make_case(name="Another")
        composer = self.env["mail.compose.message"].with_user(self.users["service"])
        composer = composer.with_context(
            default_model="keqin.case",
            default_res_ids=both.ids,
            default_composition_mode="mass_mail",
            default_partner_ids=self.person.ids,
        ).create({"subject": "News", "body": "News for all"})
        composer._action_send_mail()
        self.assertEqual(both.mapped("state"), ["new", "new"])

    @covers("R097")
    def test_the_customer_s_message_ends_the_waiting(self):
        self.move(self.case, "responded")
        self.move(self.case, "working")
        self.move(self.case, "waiting")
        portal = self.users["portal"].sudo()
        portal.partner_id.parent_id = self.customer.partner_id
        note = {"message_type": "comment", "subtype_xmlid": NOTE}
        self.case.sudo().message_post(body="x", author_id=self.person.id, **note)
        self.assertEqual(self.case.state, "waiting", "What we note in their name.")
        said = {"message_type": "comment", "subtype_xmlid": COMMENT}
        self.case.with_user(portal).sudo().message_post(body="Photo", **said)
        self.assertEqual(self.case.state, "working")
        self.assertEqual(self.case.answered_on, self.at("2026-09-21 09:00:00"))
        self.write_to(self.case)
        self.assertFalse(self.case.answered_on)

    def apart(self, **vals):
        """A message sent while the contact does not follow."""
        self.case.sudo().message_unsubscribe(self.person.ids)
        return self.write_to(self.case, **vals)

    def without_address(self):
        self.person.email = False
        self.case.sudo().email_from = False
        return self.person

    def flush_tracking(self):
        self.env.cr.precommit.run()
        self.env.flush_all()

    def assertAnswered(self, role, at=None):
        self.assertEqual(self.case.state, "responded")
        self.assertEqual(self.case.first_response_by_id, self.users[role])
        if at:
            self.assertEqual(self.case.first_response_on, self.at(at))


@covers("R091", "R099", "R155")
class TestFollowers(MailCase):
    """The account manager hears every stage, the contact what is written to him."""

    def test_the_account_manager_follows_and_is_told(self):
        case = self.make_case()
        manager = self.users["sales"].partner_id
        self.assertTrue(self.follows(case, manager))
        self.env.cr.precommit.run()
        self.assertEqual(self.told(case, manager), ["Case opened"])
        self.write_to(case)
        self.env.cr.precommit.run()
        heard = ["Case opened", "Discussions", "Status changed"]
        self.assertEqual(self.told(case, manager), heard)
        self.move(case, "closed")
        self.env.cr.precommit.run()
        self.assertEqual(self.told(case, manager), ["Case closed", *heard])

    def test_the_contact_hears_what_is_written_to_him_only(self):
        self.company.keqin_rate_cases = False
        case = self.make_case()
        self.write_to(case)
        note = self.write_to(
            case,
            subtype_xmlid=NOTE,
            partner_ids=(self.person | self.users["sales"].partner_id).ids,
        )
        self.assertEqual(note.notified_partner_ids, self.users["sales"].partner_id)
        self.move(case, "closed")
        self.env.cr.precommit.run()
        self.assertEqual(self.told(case, self.person), ["Discussions"])
        contact = case.sudo().message_follower_ids.filtered(
            lambda follower: follower.partner_id == self.person
        )
        self.assertFalse(contact.subtype_ids.filtered("internal"))
        shared = case.message_post_with_source(
            "mail.message_user_assigned",
            render_values={"object": case, "model_description": "Case"},
            partner_ids=self.person.ids,
        )
        self.assertEqual(shared.notified_partner_ids, self.person, "Sent on purpose.")

    def test_who_follows_when_persons_are_known_later(self):
        case = self.receive(STRANGER)
        self.assertFalse(self.follows(case, self.users["sales"].partner_id))
        case.customer_id = self.customer
        self.assertTrue(self.follows(case, self.users["sales"].partner_id))
        case.contact_id = self.person
        self.assertTrue(self.follows(case, self.person))
        other = self.make_partner(
            "Mr. Li", parent_id=self.customer.partner_id.id, is_company=False
        )
        case.contact_id = other
        self.assertTrue(self.follows(case, other))
        self.assertFalse(self.follows(case, self.person), "Entered by mistake.")

    def test_a_salesperson_without_a_part_in_care_does_not_follow(self):
        employee = self.users["employee"]
        self.customer.partner_id.sudo().user_id = employee
        self.assertFalse(self.follows(self.make_case(), employee.partner_id))
        elsewhere = self.env["res.company"].create({"name": "Keqin West"})
        seller = self.make_user(
            "sales",
            login="keqin_west",
            company_id=elsewhere.id,
            company_ids=elsewhere.ids,
        )
        self.customer.partner_id.sudo().user_id = seller
        self.assertFalse(self.follows(self.make_case(), seller.partner_id))

    def test_the_contact_is_suggested_as_recipient(self):
        case = self.make_case()
        suggested = case._message_get_suggested_recipients(no_create=True)
        self.assertIn(self.person.id, [row["partner_id"] for row in suggested])
        unknown = self.receive(STRANGER)
        suggested = unknown._message_get_suggested_recipients(no_create=True)
        self.assertIn("nobody@unknown.example.net", [row["email"] for row in suggested])

    @covers("R199")
    def test_followers_change_with_the_account_manager(self):
        seller = self.make_user("sales", "service", login="keqin_both")
        customer = self.make_customer("Both", seller)
        open_case, closed, owned = (
            self.make_case(customer=customer),
            self.make_case("closed", customer=customer),
            self.make_case(customer=customer, user_id=seller.id),
        )
        old, new = seller.partner_id, self.rival.partner_id
        lead = self.users["sales_manager"]
        customer.partner_id.with_user(lead).user_id = self.rival
        self.assertTrue(self.follows(open_case, new))
        self.assertFalse(self.follows(open_case, old))
        self.assertTrue(self.follows(closed, old), "History stays.")
        self.assertTrue(self.follows(owned, old), "Still its owner.")

    def test_following_costs_the_same_for_many(self):
        def cost(number):
            customers = [
                self.make_customer(f"C{number}{i}", self.users["sales"])
                for i in range(number)
            ]
            cases = self.env["keqin.case"].browse()
            for customer in customers:
                cases |= self.make_case(customer=customer)
            self.env["mail.followers"].search([("res_id", "in", cases.ids)]).unlink()
            return self.queries(cases._subscribe_people)

        cost(1)
        self.assertEqual(cost(2), cost(9))

    def test_a_change_of_manager_costs_the_same_for_many(self):
        def cost(number, customer):
            for __ in range(number):
                self.make_case(customer=customer, contact_id=False)
            partner = customer.partner_id
            before = {partner: self.users["sales"]}
            partner.sudo().with_context(keqin_handover=True).user_id = self.rival
            self.env["keqin.case"]._subscribe_people()
            return self.queries(
                lambda: self.env["keqin.case"]._exchange_managers(before)
            )

        customers = [self.make_customer(f"M{i}", self.users["sales"]) for i in range(3)]
        cost(1, customers[0])
        self.assertEqual(cost(2, customers[1]), cost(9, customers[2]))

    def queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def told(self, case, partner):
        """Kinds of messages ``partner`` was notified of."""
        notes = (
            self.env["mail.notification"]
            .sudo()
            .search(
                [
                    ("mail_message_id.model", "=", case._name),
                    ("mail_message_id.res_id", "=", case.id),
                    ("mail_message_id.message_type", "!=", "user_notification"),
                    ("res_partner_id", "=", partner.id),
                ]
            )
        )
        return sorted(notes.mail_message_id.subtype_id.mapped("name"))
