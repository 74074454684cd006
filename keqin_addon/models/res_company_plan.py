from odoo import fields, models


class ResCompany(models.Model):
    """What a company asks of its plans and of its executives (R039, R194)."""

    # pylint: disable=consider-merging-classes-inherited
    # one concern a file
    _inherit = "res.company"

    keqin_plan_advice = fields.Selection(
        [("required", "Needed"), ("optional", "May be skipped")],
        "Advice of service",
        default="required",
        required=True,
        help="Whether a plan is submitted only after service has advised.",
    )
    keqin_capacity_policy = fields.Selection(
        [("warn", "Submit with a reason"), ("block", "Do not submit")],
        "Plans beyond working time",
        default="warn",
        required=True,
        help="What happens when plans ask more of a person than there is time.",
    )
    keqin_marketing_user_id = fields.Many2one(
        "res.users",
        "Marketing",
        ondelete="set null",
        domain="[('share', '=', False)]",
        help="Who does the marketing activities of care plans.",
    )
    keqin_sponsor_min = fields.Integer(
        "Key customers per executive: at least", default=3
    )
    keqin_sponsor_max = fields.Integer(
        "Key customers per executive: at most", default=5
    )

    _keqin_sponsor_range = models.Constraint(
        "CHECK(keqin_sponsor_min >= 0 AND keqin_sponsor_max >= keqin_sponsor_min)",
        "The most key customers of an executive cannot be fewer than the least.",
    )

    def _keqin_sponsor_counts(self):
        """Number of key customers that each executive looks after in person.

        :return: dict of user to number, executives without any included
        """
        self.ensure_one()
        # sudo: numbers only, of the company's executives
        group = self.env.ref("keqin_addon.group_keqin_executive").sudo()
        users = group.all_user_ids.filtered(
            lambda user: (
                user.active
                and not user.share
                and self in user.company_ids
                and user.id != self.env.ref("base.user_root").id
            )
        )
        rows = (
            self.env["keqin.customer"]
            .sudo()
            ._read_group(
                [
                    ("company_id", "=", self.id),
                    ("sponsor_id", "!=", False),
                    ("care_level", "=", "key"),
                ],
                ["sponsor_id"],
                ["__count"],
            )
        )
        counts = dict(rows)
        # who administers the database is not expected to look after customers
        leaders = users.filtered(lambda user: not user._is_system())
        return dict.fromkeys(leaders, 0) | counts

    def _keqin_sponsor_warning(self):
        """Sentence for each executive with too few or too many, or False (R194)."""
        self.ensure_one()
        least, most = self.keqin_sponsor_min, self.keqin_sponsor_max
        lines = [
            self.env._(
                "%(user)s looks after %(number)s key customers, not %(least)s to "
                "%(most)s.",
                user=user.name,
                number=number,
                least=least,
                most=most,
            )
            for user, number in self._keqin_sponsor_counts().items()
            if not least <= number <= most
        ]
        return "\n".join(lines) or False
