"""Lists and forms: what the web client asks for, without the web client."""

from ast import literal_eval

import measure
from lxml import etree

from odoo import fields

GOAL = 1.3


def rows(registry, turns):
    """Customers against Odoo's own contacts, for an ordinary account manager."""
    with measure.undone(registry) as env:
        env = env(user=env["res.users"].search([("login", "=", "bench1")]))
        customer = env["keqin.customer"].search([], limit=1)
        contact = env["res.partner"].browse(customer.partner_id.id)
        lists = [list_request(env, model) for model in (contact._name, customer._name)]
        forms = [form_request(record) for record in (contact, customer)]
        rows = [
            _row(env, "list of 80, against contacts", lists, turns, GOAL),
            _row(env, "form, against contact", forms, turns),
        ]
        fill(customer.sudo())
        title = "form of a full customer, against contact"
        return [*rows, _row(env, title, forms, turns)]


def fill(customer, each=12):
    """Give a customer people, and so many of each kind that its form shows."""
    env, numbers = customer.env, range(each)
    today = fields.Date.context_today(customer)
    people = env["res.partner"].create(
        [
            {"name": f"Person {number}", "parent_id": customer.partner_id.id}
            for number in numbers
        ]
    )
    kind = env["keqin.activity.type"].search([], limit=1)
    owner = customer.user_id.id
    planned = {"type_id": kind.id, "user_id": owner, "date_planned": today}
    promised = {"user_id": owner, "due_on": today, "department": "sales"}
    parts = {
        "keqin.activity": planned,
        "keqin.promise": promised,
        "keqin.case": {},
        "keqin.need": {},
        "keqin.pain.point": {},
        "keqin.milestone": {"date": today},
    }
    for model, vals in parts.items():
        env[model].create(
            [
                {"name": f"{model} {number}", "customer_id": customer.id, **vals}
                for number in numbers
            ]
        )
    env["keqin.contact"].create(
        [{"partner_id": p.id, "customer_id": customer.id} for p in people]
    )
    customer.write({"main_contact_id": people[0].id, "sponsor_id": owner})
    env.flush_all()


def list_request(env, model):
    """A function that reads the first page of the default list."""
    arch, infos = view_of(env, model, "list")
    specification = fields_of(arch, model, infos)
    order = arch.get("default_order")
    return lambda: env[model].web_search_read(
        [], specification, limit=80, order=order, count_limit=10001
    )


def form_request(record):
    """A function that reads the default form."""
    arch, infos = view_of(record.env, record._name, "form")
    specification = fields_of(arch, record._name, infos)
    return lambda: record.web_read(specification)


def _row(env, title, requests, turns, goal=None):
    def once(request):
        env.invalidate_all()
        return measure.sample(env, request)

    ways = [lambda request=request: once(request) for request in requests]
    measure.in_turn(ways, 1)  # fills the caches that last
    samples = measure.in_turn(ways, turns)
    base, ours = map(measure.medians, samples)
    return (
        title,
        "",
        f"{1000 * base.wall:.0f} ms, {base.queries:.0f} queries",
        f"{1000 * ours.wall:.0f} ms",
        measure.ratio(*samples, goal),
        int(ours.queries),
    )


def view_of(env, model, kind):
    views = env[model].get_views([(False, kind)])
    arch = etree.fromstring(views["views"][kind]["arch"])
    return arch, {name: info["fields"] for name, info in views["models"].items()}


def fields_of(arch, model, infos):
    """The fields of a view, as ``getFieldsSpec`` of the client collects them."""
    depth = int(arch.xpath("count(ancestor::field)"))
    return {
        node.get("name"): _field(node, infos[model][node.get("name")], infos)
        for node in arch.xpath(f".//field[count(ancestor::field) = {depth}]")
    }


def _field(node, field, infos):
    hidden = "True" in (node.get("invisible"), node.get("column_invisible"))
    if hidden or "relation" not in field:
        return {}
    if field["type"] == "many2one":
        return {"fields": {"display_name": {}}}
    if "tags" in node.get("widget", ""):
        color = literal_eval(node.get("options", "{}")).get("color_field")
        return {"fields": {name: {} for name in ("display_name", color) if name}}
    inline = node.xpath("./list | ./kanban")
    if not inline or field["relation"] not in infos:
        return {}
    fields = fields_of(inline[0], field["relation"], infos)
    return {"fields": fields, "limit": int(inline[0].get("limit", 40))}
