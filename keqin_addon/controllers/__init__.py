from . import case_form
from . import case_portal
from . import case_rating
from . import occasion_feed
from . import survey
