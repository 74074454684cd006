from . import occasion_feed
