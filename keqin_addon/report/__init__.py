from . import (
    keqin_evaluation_report,
    keqin_feedback_report,
    keqin_feedback_report_voice,
)
