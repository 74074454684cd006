"""The screen of one opinion: who said it is seen at once."""

from odoo.tests import HttpCase, tagged

from .covers import covers
from .feedback_case import FeedbackCase

_GROUPS = ".o_form_sheet .o_inner_group"
_SEEN = f"""
    const groups = [...document.querySelectorAll("{_GROUPS}")];
    const bottoms = groups.map((group) => group.getBoundingClientRect().bottom);
    if (bottoms.some((bottom) => bottom > window.innerHeight)) {{
        throw new Error(`out of sight: ${{bottoms}} of ${{window.innerHeight}}`);
    }}
    console.log("test successful");
"""


@tagged("post_install", "-at_install")
class TestFeedbackWeb(FeedbackCase, HttpCase):
    # from about this width on the sheet is as high as the screen
    browser_size = "1600x900"

    @covers("R101")
    def test_who_said_it_is_seen_without_scrolling(self):
        said = self.record("seen", "nps", 3, comment="Boxes were wet")
        self.browser_js(
            f"/odoo/customer-feedback/{said.id}",
            _SEEN,
            ready="!!document.querySelector('.o_form_sheet [name=customer_id]')",
            login=self.users["service"].login,
            timeout=180,
        )
