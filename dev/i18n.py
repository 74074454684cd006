"""make pot: the template from the installed addon, the languages merged into it."""

import shutil
import subprocess

from dev import sandbox, shell
from dev.databases import Databases
from dev.errors import Stop
from dev.place import ADDON, LANGUAGES
from dev.progress import say, step


def pot(place, check=False):
    """Exported without demo data: a user's database has none to translate."""
    with sandbox.opened(place) as box:
        with sandbox.preparing(place):
            name = Databases(box).test()
        folder = place.addon / "i18n"
        folder.mkdir(exist_ok=True)
        target = checked_copy(place, folder) if check else folder
        changed = merge(box, export(box, name), target)
    if check and changed:
        raise Stop(f"Translations are behind ({', '.join(changed)}): run `make pot`.")
    say(f"translations: {', '.join(changed) or 'nothing changed'}")


def checked_copy(place, folder):
    copy = place.state / "i18n-check"
    shutil.rmtree(copy, ignore_errors=True)
    return shutil.copytree(folder, copy)


def export(box, name):
    fresh = box.place.state / f"{ADDON}.pot.po"
    argv = box.odoo("i18n", "export", "-c", box.conf("build"), "-d", name, "-l", "pot")
    argv += ["-o", fresh, ADDON]
    with step("Translations: exporting the strings"):
        shell.run(
            argv,
            what="Exporting",
            log=box.place.log("pot"),
            env=box.env(),
            cwd=box.place.repo,
        )
    return fresh


def merge(box, fresh, folder):
    argv = [box.python, "-m", "dev.inside.merge_po", fresh, folder, ADDON, *LANGUAGES]
    done = subprocess.run(
        [str(arg) for arg in argv],
        stdout=subprocess.PIPE,
        env=box.env(),
        cwd=box.place.repo,
        text=True,
        check=True,
    )
    return done.stdout.split()
