"""make run DATA=...: find the file of real orders and have it loaded once."""

import os
from pathlib import Path

from dev import shell
from dev.errors import Stop
from dev.place import digest, slug
from dev.progress import Heartbeat, step

NAME = "online-retail"
FILE = "online_retail_2009_2011_invoices.csv.gz"
MISSING = """\
The file {file} was not found. Put it into one of
    {folders}
or name any file of that form: make run DATA=/path/to/file.csv.gz
(columns: invoice_no, customer_id, country, invoice_date, amount_gbp;
the source is the data set Online Retail II, doi:10.24432/C5CG6D)"""


def choose(place, data):
    """Title of the database and the file for it; neither means demo data."""
    if not data:
        return "", None
    if data == NAME:
        return slug(data.replace("-", "_")), known_file(place)
    path = Path(data).expanduser().absolute()
    if not path.is_file():
        raise Stop(f"DATA={data}: there is no such file (known by name: {NAME}).")
    return slug(path), path


def known_file(place):
    folders = [place.repo.parent / "shared" / "data", place.repo / "dev" / "data"]
    if os.environ.get("KQ_DATA"):
        folders.insert(0, Path(os.environ["KQ_DATA"]).expanduser())
    for folder in folders:
        if (folder / FILE).is_file():
            return folder / FILE
    listing = "\n    ".join(map(str, folders))
    raise Stop(MISSING.format(file=FILE, folders=listing))


def load(box, databases, name, file):
    """The loader resumes and is idempotent; a finished load is not even started."""
    loader = box.place.repo / "dev" / "online_retail.py"
    key = digest(file.read_bytes(), loader.read_bytes())
    if databases.state(name).get("data") == key:
        return
    argv = [box.python, "-m", "dev.online_retail", "--config", box.conf("build")]
    argv += ["--db", name, "--file", file]
    with step(f"Data: loading {file.name}"):
        shell.run(
            argv,
            what="Loading the data",
            log=box.place.log("load"),
            on_line=Heartbeat(),
            env=box.env(),
            cwd=box.place.repo,
        )
    databases.set_state(name, {"data": key})
