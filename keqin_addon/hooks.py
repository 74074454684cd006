def post_init_hook(env):
    """Give every company that is already there its grading policy."""
    env["res.company"].search([])._keqin_create_missing_policies()
