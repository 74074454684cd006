"""Signed packages through the machine's own mirror, without touching the machine.

apt runs with a state of its own: an empty package status, private lists, and only
the suites asked for. No root is needed, nothing is installed, signatures are checked
against the distribution's keyring as always.
"""

import os
import re
import subprocess
import tarfile
from pathlib import Path

from dev import shell
from dev.errors import Stop

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
CONF = """\
Dir::State "{dir}";
Dir::State::lists "{dir}/lists/";
Dir::State::status "{dir}/status";
Dir::Cache "{dir}/cache";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Dir::Etc::sourcelist "{dir}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Retries "3";
APT::Update::Error-Mode "any";
Acquire::http::Timeout "30";
Acquire::https::Timeout "30";
APT::Sandbox::User "";
APT::Architecture "{arch}";
APT::Architectures {{ "{arch}"; }};
"""


def os_release(path="/etc/os-release"):
    try:
        text = Path(path).read_text()
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {key: val.strip("\"'") for key, val in pairs}


def mirrors(uris):
    """Addresses that may carry the whole distribution, in the machine's order.

    Suites of plain letters only: ``-security`` and ``-updates`` are no full archive.

    >>> mirrors("'http://a/debian/dists/trixie/InRelease' x 0\\n"
    ...         "'http://s/debian-security/dists/trixie-security/InRelease' y 0")
    ['http://a/debian']
    """
    found = re.findall(r"^'([^']+)/dists/[a-z]+/InRelease'", uris, re.MULTILINE)
    return list(dict.fromkeys(found))


def configured_mirrors():
    uris = shell.ask(["apt-get", "update", "--print-uris"]) or ""
    return mirrors(uris)


class PrivateApt:
    """One private apt state in ``folder``, for the given suites."""

    def __init__(self, folder, suites, log):
        self.folder, self.suites, self.log = folder, suites, log
        self.env = shell.clean_env(
            APT_CONFIG=folder / "apt.conf", LC_ALL="C", DEBIAN_FRONTEND="noninteractive"
        )

    def update(self):
        """Read the lists from the first configured mirror that has the suites."""
        failed = None
        for mirror in configured_mirrors():
            self._write(mirror)
            try:
                return self._apt("update", what="Reading the package lists")
            except Stop as stop:
                failed = stop
        if failed:
            raise Stop(f"{failed}\n    Is the network (or the proxy) up?")
        raise Stop(
            "apt has no mirror configured: add one to /etc/apt, or set ODOO_PATH "
            "to a checkout of Odoo 19.0."
        )

    def download(self, names, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self._apt("download", *names, cwd=folder, what="Downloading packages")

    def size(self, names):
        """Bytes to fetch, so that the wait can be announced truthfully."""
        text = shell.ask(
            ["apt-get", "-qq", "download", "--print-uris", *names], env=self.env
        )
        return sum(int(size) for size in re.findall(r"' \S+ (\d+) ", text or ""))

    def _apt(self, *args, what, **options):
        argv = ["apt-get", "-qq", *args]
        return shell.run(argv, what=what, log=self.log, env=self.env, **options)

    def _write(self, mirror):
        (self.folder / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        archives = self.folder / "cache" / "archives" / "partial"
        archives.mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        arch = (shell.ask(["dpkg", "--print-architecture"]) or "amd64").strip()
        conf = CONF.format(dir=self.folder, arch=arch)
        (self.folder / "apt.conf").write_text(conf)
        lines = [f"deb [signed-by={KEYRING}] {mirror} {s} main\n" for s in self.suites]
        (self.folder / "sources.list").write_text("".join(lines))


def unpack(debs, folder):
    """Extract packages side by side; no root and no maintainer scripts.

    In this process rather than with ``dpkg-deb -x``, whose helpers would go on
    writing after a kill.
    """
    for deb in debs:
        child = shell.start(
            ["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE, text=False
        )
        with child, tarfile.open(fileobj=child.stdout, mode="r|") as tar:
            # Signed by the distribution: its links and modes are taken as they are.
            tar.extraction_filter = lambda member, path: member
            tar.extractall(folder)
        if child.returncode:
            raise Stop(f"{deb} is damaged: delete it and run this again.")


def usable():
    """apt and its keyring are there and this is the distribution that has Odoo."""
    return os_release().get("ID") == "debian" and os.access(KEYRING, os.R_OK)
