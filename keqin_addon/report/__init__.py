from . import keqin_feedback_report
