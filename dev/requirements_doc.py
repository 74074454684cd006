"""docs/requirements.md: every requirement and the tests that prove it.

Titles are kept in ``docs/requirements.csv``, with the part of the product that a
requirement belongs to and what of it is still open. Who proves it is read from the
source: ``@covers("R041")`` on a test or its class, and ids named in a docstring
that is a doctest. Run ``python3 -m dev.requirements_doc`` after changing either.
"""

import ast
import csv
import re
from collections import defaultdict
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
TITLES = REPO / "docs" / "requirements.csv"
PAGE = REPO / "docs" / "requirements.md"
SUITES = ("tests", "dev/tests")
DOCTESTS = ("keqin_addon/tools",)
ID = re.compile(r"\bR\d{3}\b(?!-R)")

HEAD = """\
# Requirements

{met} of {total} requirements are met by the tests named here, {partly} more in part.
This page is generated from `docs/requirements.csv` and the marks of the tests; run
`python3 -m dev.requirements_doc` after changing either.

| | Requirement | Proved by |
| --- | --- | --- |
"""


def main():
    PAGE.write_text(page())
    print(f"wrote {PAGE.relative_to(REPO)}")


def page():
    """The whole page as text; the same for the same sources."""
    rows = titles()
    proofs = collect()
    unknown = sorted(set(proofs) - {row["id"] for row in rows})
    if unknown:
        raise ValueError(f"no such requirement: {', '.join(unknown)}")
    proved = [row for row in rows if row["id"] in proofs]
    partly = [row for row in proved if row["open"]]
    head = HEAD.format(
        met=len(proved) - len(partly), partly=len(partly), total=len(rows)
    )
    return head + "".join(line(row, proofs[row["id"]]) for row in rows)


def titles():
    with TITLES.open(newline="") as file:
        return list(csv.DictReader(file))


def line(row, proofs):
    """
    >>> row = {"id": "R041", "title": "Plans", "area": "Plan and care", "open": ""}
    >>> line(row, [])
    '| R041 | Plans | not yet (Plan and care) |\\n'
    >>> line(row | {"open": "dates"}, ["test_plan::TestPlan"])
    '| R041 | Plans | `test_plan::TestPlan`; still open: dates |\\n'
    """
    shown = ", ".join(f"`{proof}`" for proof in sorted(proofs))
    if shown and row["open"]:
        shown += f"; still open: {row['open']}"
    shown = shown or f"not yet ({row['area']})"
    return f"| {row['id']} | {row['title']} | {shown} |\n"


def collect():
    """Names of what proves a requirement, by its id."""
    proofs = defaultdict(set)
    for folders, read in ((SUITES, marks), (DOCTESTS, doctests)):
        for path in sources(folders):
            for requirement, name in read(ast.parse(path.read_text())):
                proofs[requirement].add(f"{path.stem}::{name}")
    return proofs


def sources(folders):
    return [path for name in folders for path in sorted((REPO / name).rglob("*.py"))]


def marks(tree, prefix=""):
    """Ids and names of marked tests; a marked class stands for its tests.

    >>> list(marks(ast.parse('@covers("R041")\\nclass TestPlan: pass')))
    [('R041', 'TestPlan')]
    """
    for node in tree.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef):
            continue
        name = prefix + node.name
        for decorator in node.decorator_list:
            for requirement in arguments(decorator):
                yield requirement, name
        if isinstance(node, ast.ClassDef):
            yield from marks(node, f"{name}::")


def arguments(decorator):
    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "covers":
        return [argument.value for argument in decorator.args]
    return []


def doctests(tree):
    """Ids named in docstrings that show what they promise."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            text = ast.get_docstring(node) or ""
            if ">>>" in text:
                for requirement in ID.findall(text):
                    yield requirement, node.name


if __name__ == "__main__":
    main()
