"""Property tests draw the same examples each time: a red build can be repeated."""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "keqin-hypothesis")
settings.register_profile(
    "keqin", deadline=None, derandomize=True, database=None, max_examples=60
)
settings.load_profile("keqin")
