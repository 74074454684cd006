import doctest
from datetime import date, timedelta

import pytz
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.keqin_addon.tools import moment

from . import properties  # noqa: F401

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_doctests():
    assert doctest.testmod(moment).failed == 0


@given(DAYS, st.sampled_from(pytz.common_timezones))
def test_the_day_stays_that_day_where_it_was(day, zone):
    """Also on days on which the clocks change."""
    stored = pytz.utc.localize(moment.noon(day, zone))
    local = stored.astimezone(pytz.timezone(zone))
    assert local.date() == day
    assert abs(timedelta(hours=local.hour) - timedelta(hours=12)) <= timedelta(hours=1)
