"""Scripts run by the virtual environment's Python, with Odoo on the path."""
