"""What follows from other fields is written by nobody, whatever the model."""

from odoo.tests import tagged

from .common import ROLES, KeqinCase
from .covers import covers

# Numbers the versions of a standard; the administrator alone writes those.
NO_MEASURE = {("keqin.standard", "version")}


@tagged("post_install", "-at_install")
class TestSecurityComputed(KeqinCase):
    @covers("R191")
    def test_no_role_writes_what_is_computed_and_stored(self):
        """Odoo lets such a field be written by a call, and keeps what was written."""
        found = set()
        for role in ROLES:
            env = self.env(user=self.users[role], su=False)
            for name in env:
                model = env[name]
                if not name.startswith("keqin.") or model._abstract or not model._auto:
                    continue
                if model._transient or not (
                    model.has_access("write") or model.has_access("create")
                ):
                    continue
                found |= {
                    (name, field.name)
                    for field in model._fields.values()
                    if field.store
                    and (field.related or (field.compute and field.readonly))
                    and model._has_field_access(field, "write")
                }
        self.assertEqual(found, NO_MEASURE)
