# The pictures of `make screenshots`: docs/img/<lang>/<name>.png, each in each language.
# width: "wide" (1440x900) or "phone" (390x844); langs: default en_US and zh_CN;
# wait: selector that shows the screen is there; click: selectors to press, in order.
[
    {"name": "desk", "path": "/odoo/my-desk", "login": "sales"},
    {
        "name": "plan",
        "path": "/odoo/care-plans-to-approve",
        "login": "executive",
        "click": [".o_data_row .o_data_cell[name=name]"],
    },
    {
        "name": "log",
        "path": "/odoo/my-desk",
        "login": "sales",
        "click": [".o_keqin_desk_row:has(.fa-phone) .o_keqin_desk_log"],
    },
    {
        "name": "key-persons",
        "path": "/odoo/action-keqin_addon.keqin_contact_action",
        "login": "sales",
    },
    {
        "name": "activities",
        "path": "/odoo/action-keqin_addon.keqin_activity_action",
        "login": "sales",
    },
    {"name": "promises", "path": "/odoo/customer-promises", "login": "salesmanager"},
    {
        "name": "cases",
        "path": "/odoo/action-keqin_addon.keqin_case_action",
        "login": "servicemanager",
        "click": [".o_switch_view.o_list"],
    },
    {
        "name": "case",
        "path": "/odoo/action-keqin_addon.keqin_case_action",
        "login": "servicemanager",
        "click": [".o_switch_view.o_list", ".o_data_row .o_data_cell[name=name]"],
    },
    {
        "name": "pareto",
        "path": "/odoo/care-pareto",
        "login": "servicemanager",
        "wait": ".o_keqin_pareto",
        "click": ["[data-period=year]"],
    },
    {
        "name": "my-cases-phone",
        "path": "/my/cases",
        "login": "customer",
        "width": "phone",
        "wait": ".o_keqin_cases",
    },
    {"name": "desk-phone", "path": "/odoo/my-desk", "login": "sales", "width": "phone"},
    {"name": "customers", "path": "/odoo/customer-care", "login": "salesmanager"},
    {
        "name": "customer-list",
        "path": "/odoo/customer-care",
        "login": "salesmanager",
        "click": [".o_switch_view.o_list"],
    },
    {
        "name": "care-file",
        "path": "/odoo/customer-care",
        "login": "salesmanager",
        "click": [".o_kanban_record"],
    },
    {
        "name": "grade",
        "path": "/odoo/customer-care",
        "login": "salesmanager",
        "click": [".o_kanban_record", ".nav-link[name=grade]"],
    },
    {"name": "matrix", "path": "/odoo/tier-potential", "login": "executive"},
    {"name": "distribution", "path": "/odoo/value-distribution", "login": "executive"},
    {
        "name": "grade-history",
        "path": "/odoo/action-keqin_addon.keqin_grade_change_action",
        "login": "executive",
    },
    {
        "name": "policy",
        "path": "/odoo/grading-policy",
        "login": "manager",
        "click": [".o_data_row .o_data_cell"],
    },
    {
        "name": "what-if",
        "path": "/odoo/grading-policy",
        "login": "manager",
        "click": [
            ".o_data_row .o_data_cell",
            "button[name=action_what_if]",
            ".modal button[name=action_try]",
        ],
    },
    {
        "name": "customers-phone",
        "path": "/odoo/my-customers",
        "login": "sales",
        "width": "phone",
    },
    {
        "name": "grade-phone",
        "path": "/odoo/my-customers",
        "login": "sales",
        "width": "phone",
        "click": [".o_kanban_record", ".nav-link[name=grade]"],
    },
]
