from . import case_rating
from . import occasion_feed
