"""What a newcomer does, done by a machine: make run, log in as everybody, stop."""

import json
import os
import signal
import time
import urllib.request
from pathlib import Path

from dev import postgres, sandbox, server, shell
from dev.accounts import LOGINS
from dev.errors import Stop
from dev.place import LANGUAGES
from dev.progress import say, step

START_SECONDS = 30 * 60


def smoke(place):
    port = server.free_port()
    child = shell.start(
        ["make", "run", f"PORT={port}"], cwd=place.repo, start_new_session=True
    )
    try:
        wait(child, port)
        for login in LOGINS:
            log_in(port, login)
        say(f"smoke: {len(LOGINS)} logins work")
    finally:
        stop(child)
    check_nothing_left(place, port)
    say("smoke: stopped, nothing left behind")


def screens(place):
    """Every screen of the demo company has something to show, in Chinese as well."""
    with sandbox.opened(place) as box:
        for language in ("", LANGUAGES[0]):
            name = server.named_database(box, language=language)
            with step(f"Screens of the demo company {language}".rstrip()):
                open_screens(box, name)


def open_screens(box, name):
    argv = [box.python, "-m", "dev.inside.empty_screens", "--db", name]
    argv += ["--config", box.conf("build"), "--logins", ",".join(LOGINS)]
    shell.run(
        argv,
        what="Opening every screen",
        log=box.place.log("screens"),
        env=box.env(),
        cwd=box.place.repo,
    )


def wait(child, port):
    deadline = time.monotonic() + START_SECONDS
    while not server.answers(port, "/web/health"):
        if child.poll() is not None or time.monotonic() > deadline:
            raise Stop("smoke: `make run` did not come up.")
        time.sleep(1)


def log_in(port, login):
    """A session as the web client opens it; only one database answers here."""
    url = f"http://127.0.0.1:{port}"
    with urllib.request.urlopen(f"{url}/web/login", timeout=60) as page:
        cookie = page.headers["Set-Cookie"].split(";")[0]
    params = {"db": "keqin", "login": login, "password": login}
    request = urllib.request.Request(
        f"{url}/web/session/authenticate",
        data=json.dumps({"jsonrpc": "2.0", "params": params}).encode(),
        headers={"Content-Type": "application/json", "Cookie": cookie},
    )
    with urllib.request.urlopen(request, timeout=60) as reply:
        answer = json.load(reply)
    if not answer.get("result", {}).get("uid"):
        raise Stop(f"smoke: {login} cannot log in: {str(answer)[:300]}")


def stop(child):
    """As a process manager does: one SIGTERM to what was started."""
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
    child.wait(timeout=120)


def check_nothing_left(place, port):
    server.check_port(port)
    left = [] if postgres.named() else processes(place)
    if left:
        raise Stop(f"smoke: still running after the stop: {left}")


def processes(place):
    """Command lines that name something of this clone, ours and our parents' apart."""
    marks = (str(place.state), str(postgres.Cluster(place).home))
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if any(mark in line for mark in marks) and int(path.parent.name) != os.getpid():
            found.append(line.strip())
    return found
