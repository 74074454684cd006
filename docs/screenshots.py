# The pictures of `make screenshots`: docs/img/<lang>/<name>.png, each in each language.
# width: "wide" (1440x900) or "phone" (390x844); langs: default en_US and zh_CN;
# wait: selector that shows the screen is there; click: selectors to press, in order.
[
    {
        "name": "customers",
        "path": "/odoo/action-keqin_addon.keqin_customer_action",
        "login": "salesmanager",
    },
    {
        "name": "customers-phone",
        "path": "/odoo/action-keqin_addon.keqin_customer_action",
        "login": "sales",
        "width": "phone",
    },
]
