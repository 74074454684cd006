import logging

from odoo import api, models

from ..tools.robot_mail import is_robot_mail

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    """Programs open no case and answer nobody: an absence notice is a note (R087)."""

    _inherit = "mail.thread"

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Whether to ignore a mail; those of programs go on to other models only."""
        cases = [route for route in routes or () if route[0] == "keqin.case"]
        if cases and is_robot_mail(message):
            if cases[0][1]:
                # a reply has this route only: what it says concerns no other record
                message_dict.update(message_type="out_of_office", is_internal=True)
            else:
                _logger.info(
                    "Mail from %s with Message-Id %s opens no case: sent by a program.",
                    message_dict.get("email_from"),
                    message_dict.get("message_id"),
                )
                # what is left of the list goes on
                routes[:] = [route for route in routes if route not in cases]
                if not routes:
                    return True
        return super()._detect_loop_sender(message, message_dict, routes)
