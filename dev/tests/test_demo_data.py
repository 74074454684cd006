"""The orders of the demo company are written, and written well."""

import unittest

from dev import demo_data


class Orders(unittest.TestCase):
    def test_file_is_as_written(self):
        """Who changes a rhythm writes the file again; nobody edits it by hand."""
        written = demo_data.FILE.read_text(encoding="utf-8")
        self.assertEqual(written, demo_data.document())

    def test_seasons_move_quantities_within_the_year_only(self):
        for name, season in demo_data.SEASONS.items():
            with self.subTest(name):
                self.assertAlmostEqual(sum(season), 12)

    def test_orders_lie_within_three_years(self):
        for row in demo_data.all_orders():
            self.assertTrue(demo_data.LATEST <= row[0] < 3 * demo_data.YEAR, row)

    def test_returns_follow_what_was_bought(self):
        rhythm = demo_data.RHYTHMS["jinzhi"]._replace(returns=1.0)
        bought = {}
        for ago, _minutes, _buyer, _season, lines in demo_data.orders("x", rhythm):
            for product, qty, _price in lines:
                self.assertTrue(qty > 0 or ago < bought[product] - 6)
                if qty > 0:
                    bought[product] = ago
