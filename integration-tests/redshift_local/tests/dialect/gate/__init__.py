"""The gate by class of rule: statements that pass, statements that are refused with an SQLSTATE, and their pages.

The tables are those of ``conftest.tables``: sales and customer (with the SUPER column extra).
"""

from __future__ import annotations

from . import expressions, external, limits, named, queries, select_list, sources, statements, windows
from .not_yet import NOT_YET
from .rules import Class

__all__ = ["GATE", "NOT_YET", "Class"]

GATE: tuple[Class, ...] = (
    *select_list.CLASSES,
    *sources.CLASSES,
    *queries.CLASSES,
    *windows.CLASSES,
    *expressions.CLASSES,
    *statements.CLASSES,
    *named.CLASSES,
    *limits.CLASSES,
    *external.CLASSES,
)
