from odoo import fields


class OptionalFloat(fields.Float):
    """A number that may be absent, which is not the same as 0.

    Odoo stores an empty float as 0, and every average counts it. This one is stored as
    NULL and read as False: the average of a group is that of those who said something,
    and a list shows nothing where nothing was said.
    """

    falsy_value = None

    def convert_to_column(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column(value, record, values, validate)

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is False else value
