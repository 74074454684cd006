"""Decisions of the sandbox that need neither Odoo nor a network."""

import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from dev import apt_private, cli, locks, odoo_source, online_data, postgres, testing
from dev.errors import Stop
from dev.place import Place


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.place = Place(self.folder / "repo", self.folder, self.folder)

    def odoo(self, version):
        (self.folder / "odoo").mkdir()
        text = f"version_info = ({version}, 0, FINAL, 0, '')\n"
        (self.folder / "odoo" / "release.py").write_text(text)
        return mock.patch.dict(os.environ, {"ODOO_PATH": str(self.folder)})


class TestOdooSource(Folder):
    def test_checkout_of_the_series_is_taken(self):
        with self.odoo("19, 0"):
            self.assertEqual(odoo_source.from_environment().root, self.folder)

    def test_checkout_of_another_series_is_refused(self):
        with self.odoo("18, 0"), self.assertRaisesRegex(Stop, "18.0"):
            odoo_source.from_environment()

    def test_web_addons_of_a_checkout_come_first(self):
        (self.folder / "addons" / "web").mkdir(parents=True)
        addons = odoo_source.Source(self.folder, "").addons
        wanted = [self.folder / "addons", self.folder / "odoo" / "addons"]
        self.assertEqual(addons, wanted)


class TestPostgres(Folder):
    def test_environment_names_the_server(self):
        with mock.patch.dict(os.environ, {"DATABASE_URL": "postgresql://u@h/"}):
            self.assertEqual(postgres.named().env, {"PGHOST": "h", "PGUSER": "u"})

    def test_long_path_moves_the_socket(self):
        place = Place(self.folder, self.folder / ("x" * 90), self.folder)
        with mock.patch("os.getuid", return_value=1000):
            socket = postgres.Cluster(place).socket
        self.assertLess(len(str(socket)), postgres.LONGEST_SOCKET_DIR)


class TestLocks(Folder):
    def test_shared_use_keeps_the_lock_taken(self):
        path = self.folder / "use"
        file = locks.take_shared(path)
        self.assertFalse(locks.is_free(path))
        file.close()
        self.assertTrue(locks.is_free(path))


class TestData(Folder):
    def test_missing_file_says_where_to_put_it(self):
        environ = mock.patch.dict(os.environ, {"KQ_DATA": str(self.folder)})
        with environ, self.assertRaisesRegex(Stop, str(self.folder)):
            online_data.choose(self.place, online_data.NAME)

    def test_any_file_gets_a_database_of_its_own(self):
        path = self.folder / "Our Orders.csv"
        path.touch()
        wanted = ("our_orders", path)
        self.assertEqual(online_data.choose(self.place, str(path)), wanted)


class TestSpeech(unittest.TestCase):
    def speech(self, **env):
        with mock.patch.dict(os.environ, {"DEMO": "", "DATA": "", **env}):
            return cli.speech()

    def test_english_unless_told(self):
        self.assertEqual(self.speech(), "")
        self.assertEqual(self.speech(DEMO="zh_CN"), "zh_CN")

    def test_what_cannot_be_spoken_is_said(self):
        with self.assertRaisesRegex(Stop, "known are zh_CN"):
            self.speech(DEMO="fr_FR")
        with self.assertRaisesRegex(Stop, "leave it out with DATA"):
            self.speech(DEMO="zh_CN", DATA="online-retail")


class TestApt(unittest.TestCase):
    def test_third_suite_of_the_same_mirror_counts_once(self):
        lines = "'m/dists/trixie/InRelease' a 0\n'm/dists/sid/InRelease' b 0\n"
        self.assertEqual(apt_private.mirrors(lines), ["m"])

    def test_other_systems_have_no_os_release(self):
        self.assertEqual(apt_private.os_release("/nonexistent"), {})


class TestTally(Folder):
    def test_skipped_tests_are_named(self):
        path = self.folder / "junit.xml"
        path.write_text(
            "<testsuites><testsuite>"
            '<testcase classname="a" name="runs"/>'
            '<testcase classname="a" name="sleeps"><skipped/></testcase>'
            "</testsuite></testsuites>"
        )
        self.assertEqual(testing.tally(path), (1, ["a.sleeps"]))

    def test_skips_fail_on_ci_unless_excused(self):
        path = testing.junit(self.place)
        path.parent.mkdir()
        case = '<testcase classname="t.A" name="x"><skipped/></testcase>'
        path.write_text(f"<s>{case}</s>")
        options = {"closing": "", "whole": True}
        with mock.patch("builtins.print"):
            self.assertEqual(testing.judge(self.place, strict=False, **options), 0)
            self.assertEqual(testing.judge(self.place, strict=True, **options), 1)
            (self.folder / "repo" / "tests").mkdir(parents=True)
            (self.folder / "repo" / "tests" / ".may-skip").write_text("# why\nt.A\n")
            self.assertEqual(testing.judge(self.place, strict=True, **options), 0)

    def test_too_few_tests_fail(self):
        path = testing.junit(self.place)
        path.parent.mkdir()
        path.write_text('<s><testcase classname="t.A" name="x"/></s>')
        (self.folder / "repo" / "tests").mkdir(parents=True)
        (self.folder / "repo" / "tests" / ".expected").write_text("2\n")
        options = {"closing": "", "strict": False}
        with mock.patch("builtins.print"):
            self.assertEqual(testing.judge(self.place, whole=True, **options), 1)
            self.assertEqual(testing.judge(self.place, whole=False, **options), 0)
