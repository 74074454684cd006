"""Who can log in, and what for; the demo data and the real data agree on it."""

# login, group of the addon, what the person is there to see
ROLES = (
    ("sales", "sales", "account manager, own customers"),
    ("sales2", "sales", "another account manager"),
    ("salesmanager", "sales_manager", "all customers"),
    ("service", "service", "customer service"),
    ("servicemanager", "service_manager", "head of customer service"),
    ("marketing", "marketing", "marketing"),
    ("executive", "executive", "management, approves and reviews"),
    ("contributor", "contributor", "technical, finance, product"),
    ("manager", "manager", "administrator of the standard"),
)
# in the demo data only: a person of a customer, who comes by the portal
CUSTOMER = ("customer", "portal of a customer (demo data)")
LOGINS = ("admin", *(login for login, group, note in ROLES), CUSTOMER[0])


def table():
    staff = ((login, note) for login, group, note in ROLES)
    rows = [("admin", "everything"), *staff, CUSTOMER]
    return "\n".join(f"      {login:<16}{login:<16}{note}" for login, note in rows)
