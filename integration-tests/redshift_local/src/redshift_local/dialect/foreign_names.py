"""Names of three parts that lead into another database (dg/cross-database-overview)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import RedshiftError
from .lexer import Token
from .types import not_yet

if TYPE_CHECKING:
    from .compiler import ForeignName, Names

COPIES = "rs_copies"
"""The engine's schema of what was read of other databases; clients do not see it."""
_PER_DATABASE = ("information_schema", "pg_catalog")


def foreign_name(database: str, parts: Sequence[str]) -> ForeignName | None:
    """The folded name, when it is that of a relation in another database than the session's."""
    if len(parts) == 2 and parts[0] == COPIES:
        raise RedshiftError("42P01", f'relation "{".".join(parts)}" does not exist')
    if len(parts) != 3 or database in ("", parts[0]):
        return None
    if parts[1] in _PER_DATABASE:
        raise RedshiftError(
            "0A000",
            f"the relations of {parts[1]} are seen from their own database only",
            hint="SVV_ALL* and SVV_REDSHIFT* tell of other databases: dg/cross-database_usage",
        )
    return parts[0], parts[1], parts[2]


def refuse_foreign(names: Names, parts: Sequence[Token]) -> None:
    """Raises RedshiftError when a relation that is not only read lies in another database."""
    folded = [names.folded(part) for part in parts]
    if foreign_name(names.facts.database, folded) is not None:
        what = f"this statement on {'.'.join(folded)}, a relation of another database,"
        raise not_yet(what, "dg/cross-database-overview")
