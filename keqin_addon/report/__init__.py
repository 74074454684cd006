from . import (
    keqin_briefing_report,
    keqin_evaluation_report,
    keqin_feedback_report,
    keqin_feedback_report_voice,
)
