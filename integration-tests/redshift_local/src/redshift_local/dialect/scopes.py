"""What names mean inside one query block, and which block they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..errors import RedshiftError
from .sqltypes import SUPER, UNKNOWN, SqlType


@dataclass(frozen=True, slots=True)
class Typed:
    """Engine SQL of an expression with its type, the name its column gets, and whether it reads a column."""

    sql: str
    type: SqlType
    name: str = "?column?"
    constant: bool = False
    aggregate: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: SqlType


Columns = tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One item of FROM: how it is called, its engine name, and its columns when they are known."""

    names: tuple[str, ...]
    """Folded: the alias alone, or the table's name with its schema before it when there is one."""
    engine: str
    columns: Columns | None
    is_value: bool = False
    """An unnested SUPER value: the name itself is the value."""
    prefix: str | None = None
    """Put before the columns' names, behind the engine name; None when columns are reached as they are written."""
    pseudo_columns: Columns = ()
    """Columns that a star does not mean."""

    def column(self, name: str) -> Column | None:
        return next((c for c in (*(self.columns or ()), *self.pseudo_columns) if c.name == name), None)


@dataclass
class Scope:
    """One query block. ``hides_outer`` is for a subquery in FROM, which does not see its neighbours."""

    parent: Scope | None = None
    hides_parent: bool = False
    sources: list[Source] = field(default_factory=list)
    aliases: dict[str, Typed] = field(default_factory=dict)
    tables: dict[str, Columns | None] = field(default_factory=dict)
    """Common table expressions by folded name."""
    correlated: bool = False
    sorted_by: str = ""
    """The order of the block's sort-based aggregates; they share one (dg/r_LISTAGG)."""
    has_window: bool = False
    merged: bool = False
    """Whether USING or NATURAL has merged columns, so that a star is not simply all columns."""
    stars: Literal["engine", "sources", "columns"] = "engine"
    """How a star is written: as it is, one for each source in their order, or column by column."""
    has_pseudo_columns: bool = False
    """Whether external tables show theirs: where stars can be written column by column."""
    prior: Source | None = None
    """The parent's row, in a block with CONNECT BY."""

    def common_table(self, name: str) -> tuple[bool, Columns | None]:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.tables:
                return True, scope.tables[name]
            scope = scope.parent
        return False, None


@dataclass(frozen=True, slots=True)
class Found:
    """A column: its source and type, and how many of the written parts it took."""

    source: Source
    type: SqlType
    used: int
    is_value: bool = False


def resolve(scope: Scope, parts: list[str]) -> Found | None:
    """The column that a name means, searched from the inside out; None when nothing known has that name.

    Raises RedshiftError for a reference that skips a query block (dg/r_correlated_subqueries).
    """
    depth = 0
    at: Scope | None = scope
    passed: list[Scope] = []
    hidden = False
    while at is not None:
        found = None if hidden else _in_block(at, parts)
        if found is not None:
            if depth:
                for one in passed:
                    one.correlated = True
            if depth > 1:
                raise RedshiftError(
                    "0A000",
                    "This type of correlated subquery pattern is not supported yet",
                    detail="a correlation reference skips a query block",
                    hint="see dg/r_correlated_subqueries",
                )
            return found
        if not hidden and len(parts) == 1 and any(s.columns is None for s in at.sources):
            return None  # it may well be a column of a relation that is not known
        passed.append(at)
        hidden = at.hides_parent
        depth += 1
        at = at.parent
    return None


def _in_block(scope: Scope, parts: list[str]) -> Found | None:
    for source in scope.sources:
        if source.is_value and source.names[-1] == parts[0]:
            column = source.column(parts[0])
            return Found(source, column.type if column else UNKNOWN, 1, True)
    for source in scope.sources:
        size = len(source.names)
        for used in range(size, 0, -1):
            named = source.names[size - used :]
            if len(parts) > used and tuple(parts[:used]) == named:
                column = source.column(parts[used])
                if column is not None:
                    return Found(source, column.type, used + 1)
                if source.columns is None:
                    return Found(source, UNKNOWN, used + 1)
    for source in scope.sources:
        column = source.column(parts[0])
        if column is not None and (len(parts) == 1 or column.type in (SUPER, UNKNOWN)):
            return Found(source, column.type, 1)
    return None
