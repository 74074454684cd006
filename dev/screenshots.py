"""make screenshots: the pictures of the documentation, never taken by hand.

The list is ``docs/screenshots.py``: a literal, so that no code of it runs.
"""

import ast
import json
import shutil

from dev import sandbox, server, shell, venv
from dev.errors import Stop
from dev.place import LANGUAGES
from dev.progress import step
from dev.testing import CHROMIUM

FIELDS = {"name", "path", "login", "langs", "width", "wait", "click"}
NEEDED = {"name", "path", "login"}


def take(place, only):
    """Pictures of the demo database; ``only`` keeps those whose name contains it."""
    browser = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not browser:
        raise Stop("make screenshots needs a Chromium on PATH: apt install chromium")
    shots = chosen(read(place.repo / "docs" / "screenshots.py"), only)
    with sandbox.opened(place) as box:
        venv.ensure_extra(place, box.python)
        for lang in sorted({shot["lang"] for shot in shots}):
            here = [shot for shot in shots if shot["lang"] == lang]
            # the demo company speaks the language of the picture
            language = lang if lang in LANGUAGES else ""
            name = server.named_database(box, language=language)
            port = server.free_port()
            with server.serving(box, name, port, place.log("server-screenshots")):
                capture(box, browser, here, f"http://127.0.0.1:{port}")
    describe(place)


def read(path):
    """One entry per picture and language."""
    if not path.is_file():
        raise Stop(f"There is no {path}.")
    shots = []
    for entry in ast.literal_eval(path.read_text()):
        if NEEDED - entry.keys() or entry.keys() - FIELDS:
            raise Stop(f"{path}: needs {sorted(NEEDED)}, may have {sorted(FIELDS)}")
        for lang in entry.get("langs", ["en_US", "zh_CN"]):
            shots.append({"width": "wide", **entry, "lang": lang})
    return shots


def chosen(shots, only):
    return [s for s in shots if not only or any(word in s["name"] for word in only)]


def capture(box, browser, shots, base):
    plan = box.place.state / "screenshots.json"
    folder = str(box.place.repo / "docs" / "img")
    job = {"browser": browser, "base": base, "folder": folder, "shots": shots}
    plan.write_text(json.dumps(job))
    with step(f"Screenshots: {len(shots)} pictures"):
        shell.run(
            [box.python, "-m", "dev.inside.capture", plan],
            what="Taking the pictures",
            log=box.place.log("screenshots"),
            env=box.env(),
            cwd=box.place.repo,
        )


def describe(place):
    """The addon's page in Apps shows some of them, in English."""
    for shown in (place.addon / "static" / "description").glob("*.png"):
        taken = place.repo / "docs" / "img" / "en_US" / shown.name
        if taken.is_file():
            shutil.copyfile(taken, shown)
