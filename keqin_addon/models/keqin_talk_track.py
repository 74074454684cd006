from odoo import fields, models

PARTS = ("progress", "needs", "personal", "value")


class KeqinTalkTrack(models.Model):
    """Template of a 3+1 conversation: three parts to listen, one to give (R068, R069).

    Business progress, latent needs and small talk, and a small part in which something
    of value is given. The shares say how the time goes, and make up the whole.
    """

    _name = "keqin.talk.track"
    _description = "Conversation Template"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    progress_share = fields.Integer(
        "Business progress (%)", default=30, required=True, aggregator=None
    )
    needs_share = fields.Integer(
        "Latent needs (%)", default=30, required=True, aggregator=None
    )
    personal_share = fields.Integer(
        "Small talk (%)", default=30, required=True, aggregator=None
    )
    value_share = fields.Integer(
        "Value given (%)", default=10, required=True, aggregator=None
    )
    progress_prompt = fields.Text("On business progress", translate=True)
    needs_prompt = fields.Text("On latent needs", translate=True)
    personal_prompt = fields.Text("On small talk", translate=True)
    value_prompt = fields.Text("On value given", translate=True)

    _shares_whole = models.Constraint(
        "CHECK(progress_share + needs_share + personal_share + value_share = 100)",
        "The four shares of a conversation have to add up to 100 %.",
    )
    _shares_positive = models.Constraint(
        "CHECK(LEAST(progress_share, needs_share, personal_share, value_share) >= 0)",
        "A share of a conversation cannot be negative.",
    )
