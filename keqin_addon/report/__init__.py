from . import keqin_feedback_report, keqin_feedback_report_voice
