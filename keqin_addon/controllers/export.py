import json

from werkzeug.datastructures import FileStorage

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.web.controllers.json import WebJsonController
from odoo.addons.web.controllers.pivot import TableExporter


def _is_care(model):
    return model in request.env and request.env[model]._keqin_is_care()


class CareTableExporter(TableExporter):
    """A pivot of care leaves the system by who may export, and noted (R182)."""

    # writes a line of the log
    @http.route(readonly=False)
    def export_xlsx(self, data, **kw):
        """Check the right first, as exports of lists do."""
        text = data.read() if isinstance(data, FileStorage) else data
        pivot = json.loads(text) or {}
        model = str(pivot.get("model"))
        if _is_care(model):
            if not request.env.user.has_group("base.group_allow_export"):
                raise AccessError(
                    request.env._("Only who may export takes this table away.")
                )
            count = len(pivot.get("rows") or ())
            log = request.env["keqin.access.log"]
            log._note("export", model, count, how="pivot")
        return super().export_xlsx(data=json.dumps(pivot), **kw)


class CareJson(WebJsonController):
    """What is fetched as JSON is an export, too; Odoo asks for the right (R182)."""

    # writes a line of the log
    @http.route(readonly=False)
    def web_json_1(self, subpath, **kwargs):
        """Note what was handed out; redirects hand out nothing."""
        response = super().web_json_1(subpath, **kwargs)
        action = self._get_action(subpath)[0]
        if response.status_code == 200 and _is_care(action.res_model):
            rows = json.loads(response.get_data())
            rows = rows.get("records", rows.get("groups", [rows]))
            log = request.env["keqin.access.log"]
            log._note("export", action.res_model, len(rows), how="json")
        return response
