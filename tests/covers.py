"""Which requirement a test proves: ``@covers("R041", "R042")``.

The ids are read from the source by ``dev/requirements_doc.py``, which writes
``docs/requirements.md``; at run time they are there for ``pytest -m covers``.
"""

import pytest


def covers(*requirement_ids):
    """Mark a test function, or a class for all its tests.

    :param requirement_ids: ids of ``docs/requirements.csv``, written out as literals
    """

    def mark(target):
        inherited = getattr(target, "requirement_ids", ())
        target.requirement_ids = (*inherited, *requirement_ids)
        return pytest.mark.covers(*requirement_ids)(target)

    return mark
