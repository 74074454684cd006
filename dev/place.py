"""Where things are: the repository, what was made for it, what may be shared."""

import ast
import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from dev.errors import Stop

ADDON = "keqin_addon"
LANGUAGES = ("zh_CN", "zh_TW")
NEEDED_BYTES = 4 * 10**9
SPARE_BYTES = 3 * 10**8


def digest(*parts):
    """A short name for everything the parts say; order matters.

    >>> digest("a", "b") == digest("ab")
    False
    """
    whole = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        whole.update(len(data).to_bytes(8, "big") + data)
    return whole.hexdigest()[:12]


@dataclass(frozen=True)
class Place:
    """``state`` belongs to this clone alone, ``cache`` may serve many clones."""

    repo: Path
    state: Path
    cache: Path

    @classmethod
    def here(cls):
        repo = Path(__file__).resolve().parent.parent
        state = repo / ".dev"
        cache = Path(os.environ.get("KQ_CACHE") or state).expanduser().absolute()
        for folder in (state, cache, state / "log", state / "artifacts"):
            folder.mkdir(parents=True, exist_ok=True)
        return cls(repo, state, cache)

    @property
    def id(self):
        return digest(self.repo)[:8]

    @property
    def addon(self):
        return self.repo / ADDON

    @property
    def lock_text(self):
        return (self.repo / "dev" / "requirements.txt").read_text()

    def log(self, name):
        return self.state / "log" / f"{name}.log"

    def manifest(self):
        path = self.addon / "__manifest__.py"
        if not path.is_file():
            raise Stop(f"There is no {path.relative_to(self.repo)}: is this a clone?")
        return ast.literal_eval(path.read_text())

    def addon_key(self):
        """Changes whenever any file of the addon does."""
        parts = []
        for path in sorted(self.addon.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                parts += [path.relative_to(self.addon), path.read_bytes()]
        return digest(*parts)

    def check_disk(self, fresh):
        """Fail now rather than in the middle of unpacking."""
        needed = NEEDED_BYTES if fresh else SPARE_BYTES
        for folder in {self.state, self.cache}:
            free = shutil.disk_usage(folder).free
            if free < needed:
                raise Stop(
                    f"Only {free / 1e9:.1f} GB free in {folder}, about "
                    f"{needed / 1e9:.1f} GB are needed: make room, or set KQ_CACHE "
                    "to a folder on a larger disk."
                )


def slug(text):
    """A database name out of a file name.

    >>> slug("/data/My Orders 2011.csv.gz")
    'my_orders_2011'
    """
    stem = Path(text).name.split(".")[0].lower()
    return re.sub(r"[^a-z0-9]+", "_", stem).strip("_")[:40] or "data"
