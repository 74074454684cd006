"""Every string of the template is translated, in every language given."""

import sys
from pathlib import Path

import polib


def faults(template, catalog):
    """What keeps a language from 100 %, as readable lines."""
    done = {(e.msgctxt, e.msgid) for e in catalog.translated_entries()}
    missing = [e for e in template if (e.msgctxt, e.msgid) not in done]
    fuzzy = [e for e in catalog.fuzzy_entries() if not e.obsolete]
    return [f"untranslated: {e.msgid!r}" for e in missing] + [
        f"fuzzy: {e.msgid!r}" for e in fuzzy
    ]


def main(folder, name, *languages):
    template = polib.pofile(str(folder / f"{name}.pot"))
    failed = False
    for language in languages:
        found = faults(template, polib.pofile(str(folder / f"{language}.po")))
        failed = failed or bool(found)
        share = 100 * (1 - len(found) / max(len(template), 1))
        print(f"{language}: {share:.1f} % of {len(template)} strings")
        for line in found[:20]:
            print(f"    {line}")
    sys.exit(failed)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
