from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .keqin_case import CASE_STAFF, OPEN

_SERVICE = "keqin_addon.group_keqin_service"
_LEAD = "keqin_addon.group_keqin_service_manager"


class KeqinCase(models.Model):
    """Who answers for a case: somebody, from the first moment on (R097, R090).

    Nobody is overlooked because an owner left: a case whose owner is archived is listed
    as unowned, and leads assign it anew. It is not handed on silently.
    """

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file: what a case is, its clocks, its flow
    _inherit = "keqin.case"

    is_unowned = fields.Boolean(
        compute="_compute_is_unowned",
        search="_search_is_unowned",
        help="Not closed, and nobody who is still with us answers for it.",
    )
    is_stuck = fields.Boolean(
        compute="_compute_is_stuck",
        search="_search_is_stuck",
        help="Open, and not moved for longer than the company allows.",
    )

    @api.depends("state", "user_id.active")
    def _compute_is_unowned(self):
        for case in self:
            # sudo: whether a colleague is still with us is no secret
            case.is_unowned = case.state != "closed" and not case.sudo().user_id.active

    def _search_is_unowned(self, operator, value):
        if operator != "in":
            return NotImplemented
        unowned = Domain("state", "!=", "closed") & (
            Domain("user_id", "=", False) | Domain("user_id.active", "=", False)
        )
        return unowned if True in value else ~unowned

    @api.depends("state", "state_since", "company_id.keqin_stuck_days")
    def _compute_is_stuck(self):
        now = fields.Datetime.now()
        for case in self:
            days = case.company_id.keqin_stuck_days
            case.is_stuck = bool(
                days
                and case.state in OPEN
                and case.state_since <= fields.Datetime.subtract(now, days=days)
            )

    def _search_is_stuck(self, operator, value):
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        # sudo: the limit of a company whose cases one sees
        limits = (
            self.env["res.company"]
            .sudo()
            ._read_group(
                [("keqin_stuck_days", ">", 0)], ["keqin_stuck_days"], ["id:array_agg"]
            )
        )
        stuck = Domain("state", "in", OPEN) & Domain.OR(
            Domain("company_id", "in", ids)
            & Domain("state_since", "<=", fields.Datetime.subtract(now, days=d))
            for d, ids in limits
        )
        return stuck if True in value else ~stuck

    @api.constrains("user_id")
    def _check_owner(self):
        for user, cases in self.filtered("user_id").grouped("user_id").items():
            if not user.active or not user.has_groups(CASE_STAFF):
                raise ValidationError(
                    self.env._(
                        "%(person)s cannot own %(case)s: choose somebody of service "
                        "who is still with us.",
                        person=user.name,
                        case=cases[0].display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        cases._assign_owner()
        cases.filtered(lambda case: case.kind == "complaint")._notify_complaint()
        return cases

    def write(self, vals):
        """The owner changes in the open: counted, tracked, the new one is told."""
        moved = self.browse()
        if "user_id" in vals:
            self._check_owned(vals["user_id"])
            moved = self.filtered(
                lambda case: case.user_id and case.user_id.id != vals["user_id"]
            )
        done = super().write(vals)
        # sudo: the count follows from the permitted change
        for count, cases in moved.sudo().grouped("transfer_count").items():
            cases.write({"transfer_count": count + 1})
        return done

    def action_assign(self, user_id=None, reason=None):
        """Give the cases to somebody of service, with a reason.

        :param user_id: id of the new owner; asked for when missing
        :param reason: why; asked for when missing, unless nobody owned them
        """
        self._check_staff()
        if not user_id:
            return self._open_wizard("keqin.case.assign", self.env._("Assign"))
        if self.user_id and not (reason or "").strip():
            raise UserError(self.env._("Say why the owner changes."))
        moved = self.filtered(lambda case: case.user_id.id != user_id)
        moved.write({"user_id": user_id})
        moved._log_reason(reason)
        return True

    def action_take(self):
        """Answer for the cases oneself, which nobody has owned."""
        self._check_staff()
        owned = self.filtered(lambda case: not case.is_unowned)
        if owned:
            raise UserError(
                self.env._(
                    "%(owner)s owns %(case)s. Assign it with a reason instead.",
                    owner=owned[0].user_id.name,
                    case=owned[0].display_name,
                )
            )
        self.write({"user_id": self.env.uid})
        return True

    def _check_owned(self, user_id):
        if not user_id and self.filtered("user_id") and not self.env.su:
            raise UserError(
                self.env._(
                    "%s needs an owner until it is closed. Choose another one.",
                    self.filtered("user_id")[0].display_name,
                )
            )

    def _assign_owner(self):
        """Find an owner for the cases that have none who is still with us.

        Who of service records it; else the customer's service owner; else the
        company's choice; else whoever of service has the fewest open cases, leads only
        where nobody else is, administrators of the database last. What the server
        records by itself is nobody's own. A company without service leaves it unowned,
        and listed.
        """
        # sudo: who serves whom is read for the rule, also when customers write
        unowned = self.sudo().filtered(lambda case: not case.user_id.active)
        team = unowned._service_team()
        owned = {}
        for case in unowned:
            owner = case._natural_owner() or team[case.company_id].next_one()
            owned.setdefault(owner, []).append(case.id)
        for owner, ids in owned.items():
            if owner:
                unowned.browse(ids).write({"user_id": owner.id})

    def _natural_owner(self):
        """Who owns it without counting: a user, or none."""
        self.ensure_one()
        me = self.env.user
        candidates = (
            me if me.has_group(_SERVICE) else me.browse(),
            self.customer_id.service_user_id,
            self.company_id.keqin_case_user_id,
        )
        for user in candidates:
            fits = user.active and self.company_id in user.company_ids
            if fits and user.has_groups(CASE_STAFF):
                return user
        return me.browse()

    def _service_team(self):
        """Per company those of service and their open cases, in one query each."""
        companies = self.company_id
        ref = self.env["ir.model.data"]._xmlid_to_res_id
        users = self.env["res.users"].search(
            [
                ("all_group_ids", "in", ref(_SERVICE)),
                ("company_ids", "in", companies.ids),
                ("share", "=", False),
                ("active", "=", True),
            ],
            order="id",
        )
        counts = dict(
            self.env["keqin.case"]._read_group(
                [("user_id", "in", users.ids), ("state", "in", OPEN)],
                ["user_id"],
                ["__count"],
            )
        )
        load = {user: counts.get(user, 0) for user in users}
        return {company: _Team(company, load) for company in companies}

    # who hears of it
    def _notify_complaint(self, and_owner=False):
        """Leads of service hear of a complaint at once, and the sponsor of an
        important customer (R093, R202). The owner is told by being assigned.

        :param and_owner: also the owner, for what has become a complaint later
        """
        context = self.env.context
        if not self or context.get("tracking_disable") or context.get("import_file"):
            return  # old ones by the hundred, known to whoever brings them in
        # sudo: whom to tell is read for the rule, also when customers write
        leads = self.sudo()._service_leads()
        for case in self.sudo():
            told = leads.filtered(
                lambda user, case=case: case.company_id in user.company_ids
            )
            told |= case._sponsor_to_tell()
            told = told | case.user_id if and_owner else told - case.user_id
            case._tell_of_complaint(told - self.env.user)

    def _service_leads(self):
        """Leads of service in the companies of these cases, in one query."""
        return self._members(_LEAD, self.company_id)

    @api.model
    def _members(self, group, companies):
        """Who of a group works in one of these companies, by its xml id."""
        return self.env["res.users"]._keqin_members([group], companies)

    def _sponsor_to_tell(self):
        """The sponsor of a key customer, or of one of the first tier (R202)."""
        self.ensure_one()
        customer = self.customer_id
        important = customer.care_level == "key" or customer.tier == "A"
        return (
            customer.sponsor_id.filtered("active")
            if important
            else self.env.user.browse()
        )

    def _tell_of_complaint(self, users):
        self.ensure_one()
        for lang, group in users.grouped("lang").items():
            case = self.with_context(lang=lang)
            whom = case.customer_id.display_name or case.email_from or case.phone
            case.message_notify(
                partner_ids=group.partner_id.ids,
                subject=case.env._("Complaint: %s", case.display_name),
                body=case.env._(
                    "%(customer)s complains: %(subject)s. Owner: %(owner)s.",
                    customer=whom or case.env._("Unknown sender"),
                    subject=case.name,
                    owner=case.user_id.name or case.env._("nobody yet"),
                ),
                email_layout_xmlid="mail.mail_notification_layout",
            )


class _Team:
    """Deals cases to who has the fewest; ties go by id."""

    def __init__(self, company, load):
        members = [user for user in load if company in user.company_ids]
        ranks = {user: (user._is_system(), user.has_group(_LEAD)) for user in members}
        first = min(ranks.values(), default=None)
        self.load = {user: load[user] for user in members if ranks[user] == first}

    def next_one(self):
        if not self.load:
            return None
        user = min(self.load, key=lambda user: (self.load[user], user.id))
        self.load[user] += 1
        return user
