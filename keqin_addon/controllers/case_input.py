from odoo.tools import email_normalize, human_size

# Longest input by name; longer ones are refused, never cut.
LENGTHS = {
    "name": 200,
    "text": 10000,
    "person": 100,
    "company": 150,
    "email": 254,
    "phone": 40,
}
FILES = 10
FILES_SIZE = 25 * 1024 * 1024
PRODUCTS = 100
# What a customer may call it; what is complex is for service to say.
CUSTOMER_KINDS = ("enquiry", "request", "complaint", "support", "finance")
IMPACTS = ("none", "limited", "stopped")


class CaseInput:
    """What somebody typed into a form that raises a case, and what is wrong with it.

    Only the names read here reach a record; anything else that is posted is ignored.
    """

    def __init__(self, env, post):
        self.env = env
        self.values = {name: self.clean(post.get(name)) for name in LENGTHS}
        self.values["name"] = " ".join(self.values["name"].split())
        self.values["kind"] = post.get("kind") or ""
        self.values["impact"] = post.get("impact") or "none"
        self.values["product"] = post.get("product") or ""
        self.values["consent"] = bool(post.get("consent"))
        self.errors = {}
        self.attached = False
        self._products = None

    @staticmethod
    def clean(value):
        """Text without outer space and without what PostgreSQL cannot keep."""
        return (value if isinstance(value, str) else "").replace("\x00", "").strip()

    @property
    def text(self):
        return self.values["text"]

    @property
    def lengths(self):
        return LENGTHS

    @property
    def kinds(self):
        return self.kinds_in_words(self.env)

    @classmethod
    def kind_labels(cls, env):
        """What each kind is called on the pages; how complex it is stays with us."""
        labels = {value: label for value, label, _hint in cls.kinds_in_words(env)}
        return labels | {"complex_request": labels["request"]}

    @staticmethod
    def kinds_in_words(env):
        """The kinds in a customer's words: list of (value, label, hint)."""
        return [
            ("enquiry", env._("Question"), env._("I would like to know something")),
            (
                "request",
                env._("Request"),
                env._("I would like something done or changed"),
            ),
            ("support", env._("Technical problem"), env._("Something does not work")),
            ("complaint", env._("Complaint"), env._("I am not satisfied")),
            (
                "finance",
                env._("Invoice or payment"),
                env._("It is about an invoice, a payment or its terms"),
            ),
        ]

    @property
    def impacts(self):
        return [
            ("none", self.env._("It does not hold us up")),
            ("limited", self.env._("We can work, but not as usual")),
            ("stopped", self.env._("We cannot work")),
        ]

    @property
    def products(self):
        """What the customer has ordered, the only products a case can be about."""
        if self._products is None:
            company = self.env.user.commercial_partner_id
            # sudo: customers read no products; these are on their own orders
            lines = self.env["sale.order.line"].sudo()
            groups = lines._read_group(
                [
                    ("order_id.state", "=", "sale"),
                    ("order_id.partner_id", "child_of", company.id),
                    ("order_id.company_id", "in", self.env.user.company_ids.ids),
                    ("product_id.sale_ok", "=", True),
                ],
                ["product_id"],
                order="product_id",
                limit=PRODUCTS,
            )
            self._products = lines.product_id.union(*(group[0] for group in groups))
        return self._products

    def check_case(self):
        """Check what every case needs; return whether all is well."""
        self._require("name", self.env._("Please give it a subject."))
        self._require("text", self.env._("Please tell us what it is about."))
        if self.values["kind"] not in CUSTOMER_KINDS:
            self.errors["kind"] = self.env._("Please choose what it is.")
        if self.values["impact"] not in IMPACTS:
            self.errors["impact"] = self.env._("Please choose one of these.")
        if self.values["product"] and not self._product():
            self.errors["product"] = self.env._("Please choose one of your products.")
        return self._check_lengths()

    def check_visitor(self):
        """Check who writes, where nobody is logged in; return whether all is well."""
        self._require("person", self.env._("Please tell us your name."))
        if not email_normalize(self.values["email"], strict=True):
            self.errors["email"] = self.env._("Please give one valid e-mail address.")
        if not self.values["consent"]:
            self.errors["consent"] = self.env._("Without that we cannot answer.")
        return self._check_lengths()

    def _require(self, name, message):
        if not self.values[name]:
            self.errors[name] = message

    def _check_lengths(self):
        for name, length in LENGTHS.items():
            if len(self.values[name]) > length:
                self.errors[name] = self.env._(
                    "Please use %s characters at most.", length
                )
        return not self.errors

    def read_files(self, uploads):
        """The uploaded files as list of (name, content); none if something is wrong."""
        uploads = [upload for upload in uploads if upload.filename]
        self.attached = bool(uploads)
        if len(uploads) > FILES:
            self.errors["files"] = self.env._("Please attach %s files at most.", FILES)
            return []
        files = [(self.clean(file.filename), file.read()) for file in uploads]
        if sum(len(content) for _name, content in files) > FILES_SIZE:
            self.errors["files"] = self.env._(
                "Please attach %s at most.", human_size(FILES_SIZE)
            )
            return []
        return files

    def case_values(self):
        """The values of the case, by field; call after `check_case`."""
        return {
            "name": self.values["name"],
            "kind": self.values["kind"],
            "impact": self.values["impact"],
            "product_id": self._product().id,
        }

    def _product(self):
        return self.products.filtered(lambda p: str(p.id) == self.values["product"])
