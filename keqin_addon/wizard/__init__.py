from . import (
    base_partner_merge,
    base_partner_merge_contact,
    keqin_grade_lock,
    keqin_grading_what_if,
    keqin_promise_close,
    keqin_standard_what_if,
    mail_compose_message,
)
