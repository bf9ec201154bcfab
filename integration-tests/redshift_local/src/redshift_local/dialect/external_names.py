"""External tables among the names of statements: they are only read (dg/c-using-spectrum)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import RedshiftError
from .lexer import Token
from .scopes import Column, Columns
from .sqltypes import BIGINT, VARCHAR
from .types import not_yet

if TYPE_CHECKING:
    from .compiler import Names

PSEUDO_COLUMNS: Columns = (Column("$path", VARCHAR), Column("$size", BIGINT))
"""What a file's rows have besides; a star does not mean them (dg/c-spectrum-external-tables)."""
_PAGES = {
    "ALTER": "dg/r_ALTER_TABLE",
    "GRANT": "dg/r_CREATE_EXTERNAL_TABLE",
    "REVOKE": "dg/r_CREATE_EXTERNAL_TABLE",
    "MERGE": "dg/r_MERGE",
}


def external_name(names: Names, parts: Sequence[Token]) -> tuple[str, str] | None:
    """Schema and table, folded, when they are those of an external table: no search path leads to one."""
    folded = tuple(names.folded(part) for part in parts)[-2:]
    if len(folded) < 2 or not names.facts.is_external(folded):
        return None
    return folded[0], folded[1]


def refuse_external(names: Names, parts: Sequence[Token], verb: str) -> None:
    """Raises RedshiftError when a relation that is not only read is an external table."""
    name = external_name(names, parts)
    if name is None:
        return
    if verb == "INSERT":
        raise not_yet("INSERT into an external table", "dg/r_INSERT_external_table")
    raise RedshiftError(
        "0A000",
        f'{verb} is not supported on the external table "{".".join(name)}"',
        hint=f"see {_PAGES.get(verb, 'dg/c-using-spectrum')}",
    )
