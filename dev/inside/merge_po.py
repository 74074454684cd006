"""Bring the translations in line with a fresh template; keep what is translated.

Dates in the headers would change every file at every run, so they are left out.
"""

import sys
from pathlib import Path

import polib

NOISE = ("POT-Creation-Date", "PO-Revision-Date")


def quiet(catalog):
    for name in NOISE:
        catalog.metadata.pop(name, None)


def merged(template, old):
    """The template's entries in its order, with the old translations.

    An entry is the same when its text is: a moved string keeps its translation.
    """
    known = {(entry.msgctxt, entry.msgid): entry for entry in old}
    for entry in template:
        before = known.get((entry.msgctxt, entry.msgid))
        if before and not before.obsolete:
            entry.msgstr = before.msgstr
            entry.flags = sorted({*entry.flags, *before.flags})
    template.metadata = dict(template.metadata, **old.metadata)
    quiet(template)
    return template


def read(path):
    return polib.pofile(str(path), wrapwidth=78)


def save(catalog, path):
    """Write only what differs, so that files keep their dates; tell if it did."""
    text = str(catalog)
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def main(fresh, folder, name, *languages):
    template = read(fresh)
    quiet(template)
    changed = [f"{name}.pot"] * save(template, folder / f"{name}.pot")
    for language in languages:
        path = folder / f"{language}.po"
        old = read(path) if path.exists() else polib.POFile()
        old.metadata.setdefault("Language", language)
        if save(merged(read(fresh), old), path):
            changed.append(path.name)
    print("\n".join(changed))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
