from . import (
    base_partner_merge,
    keqin_grade_lock,
    keqin_grading_what_if,
    keqin_promise_close,
)
