"""The select list of one block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import RedshiftError
from . import ast
from . import sqltypes as t
from .compiler import Env, comma
from .scopes import Column, Columns, Scope, Source, Typed

if TYPE_CHECKING:
    from .selects import Queries


class Items:
    """The select list: engine SQL, and the columns it makes."""

    def __init__(self, queries: Queries, select: ast.Select, scope: Scope) -> None:
        self._queries = queries
        self._scope = scope
        self.outputs: list[Typed | None] = []
        """One for each item; None for a star."""
        self.correlated: set[int] = set()
        """Positions, from 1, of items with a correlated subquery."""
        self.texts: list[str] = []
        self._stars: dict[int, list[Typed] | None] = {}
        stars = [item.expr for item in select.items if isinstance(item.expr, ast.Star)]
        self._not_excluded = {queries.names.folded(token) for star in stars for token in star.exclude}
        """Names behind EXCLUDE that no star has had so far."""
        for at, item in enumerate(select.items):
            if isinstance(item.expr, ast.Star):
                self._star(at, item.expr)
            else:
                self._item(at, item)
        if self._not_excluded:
            missing = min(self._not_excluded)
            raise RedshiftError("42703", f'column "{missing}" does not exist', hint="see dg/r_EXCLUDE_list")

    def _item(self, at: int, item: ast.SelectItem) -> None:
        names, walk = self._queries.names, self._queries.walk
        before = walk.correlations
        value = walk.one(item.expr, Env(self._scope))
        if walk.correlations > before:
            self.correlated.add(at + 1)
        if item.alias is not None:
            name = names.folded(item.alias)
            typed = Typed(value.sql, value.type, name, value.constant)
            # A column of the relations wins over an alias of the same name (dg/r_SELECT_list).
            self._scope.aliases.setdefault(name, Typed(f"({value.sql})", value.type, name, value.constant))
            self.texts.append(
                f"{value.sql} AS {names.engine(item.alias) if item.alias.kind == 'quoted' else names.label(name)}"
            )
        else:
            typed = value
            plain = isinstance(item.expr, ast.Name) and "(" not in value.sql and "?" not in value.sql
            self.texts.append(value.sql if plain else f"{value.sql} AS {names.label(value.name)}")
        self.outputs.append(typed)

    def _star(self, at: int, star: ast.Star) -> None:
        names = self._queries.names
        qualifier = [names.folded(part) for part in star.qualifier]
        sources = [s for s in self._scope.sources if not qualifier or tuple(qualifier) == s.names[-len(qualifier) :]]
        columns: list[Typed] | None = []
        for source in sources:
            if source.columns is None:
                columns = None
                break
            assert columns is not None
            columns += [Typed(f"{source.engine}.{names.label(c.name)}", c.type, c.name) for c in source.columns]
        if self._scope.merged:
            columns = None
        self.outputs.append(None)
        excluded = {names.folded(token) for token in star.exclude}
        if excluded or self._scope.stars == "columns":
            if columns is None:
                raise RedshiftError(
                    "0A000", "EXCLUDE of unknown columns is not in the stand-in yet", hint="see dg/r_EXCLUDE_list"
                )
            self._not_excluded -= {c.name for c in columns}
            columns = [c for c in columns if c.name not in excluded]
            self.texts.append(comma([c.sql for c in columns]))
        else:
            dotted = "".join(names.engine(part) + "." for part in star.qualifier)
            if qualifier and len(sources) == 1 and sources[0].prefix == "":
                dotted = f"{sources[0].engine}."
            each = self._scope.stars == "sources" and not qualifier
            each = each or any(source.pseudo_columns for source in sources)
            self.texts.append(comma([self._all_of(source) for source in sources]) if each else f"{dotted}*")
        self._stars[at] = columns

    def _all_of(self, source: Source) -> str:
        if not source.pseudo_columns or source.columns is None:
            return f"{source.engine}.*"
        return comma([f"{source.engine}.{self._queries.names.label(column.name)}" for column in source.columns])

    def expanded(self) -> list[Typed]:
        """All columns, stars included. Raises RedshiftError when a star's columns are not known."""
        out: list[Typed] = []
        for at, output in enumerate(self.outputs):
            if output is not None:
                out.append(output)
                continue
            star = self._stars[at]
            if star is None:
                raise RedshiftError(
                    "0A000",
                    "QUALIFY with * over unknown columns is not in the stand-in yet",
                    hint="see dg/r_QUALIFY_clause",
                )
            out += star
        return out

    @property
    def columns(self) -> Columns | None:
        if any(star is None for star in self._stars.values()):
            return None
        return tuple(Column(o.name, output_type(o)) for o in self.expanded())


def output_type(output: Typed) -> t.SqlType:
    return t.VARCHAR if output.type == t.LITERAL else output.type
