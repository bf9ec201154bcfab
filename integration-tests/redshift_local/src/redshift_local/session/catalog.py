"""The columns of relations, read from the engine on the client's own session, for the translation of one statement."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import replace

from ..dialect.compiler import ForeignName, ForeignTable, LateView
from ..dialect.outcome import Forward, Translation
from ..dialect.scopes import Column
from ..dialect.sqltypes import of_column
from ..dialect.translate import Catalog, Dialect, SessionFacts
from ..dialect.tree import Node
from ..engine.backend import Backend, quote_identifier, quote_literal
from ..errors import RedshiftError
from .names import LongNames

_QUERY = """
SELECT n.place, a.attname, a.atttypid::int8, a.atttypmod, t.late_view, e.shape IS NOT NULL
FROM (VALUES {names}) AS n(place, name, schema, relation)
  LEFT JOIN rs_catalog.external_tables e ON e.nspname = n.schema AND e.name = n.relation
  JOIN pg_attribute a ON a.attrelid = coalesce(e.shape, to_regclass(n.name))
  LEFT JOIN rs_catalog.table_attributes t ON t.relation = a.attrelid
WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY n.place, a.attnum
"""
_LATE_VIEWS = """
SELECT nspname, relname, late_view FROM rs_catalog.relations WHERE late_view IS NOT NULL ORDER BY 1, 2
"""
ReadForeign = Callable[[Collection[ForeignName]], Awaitable[Mapping[ForeignName, ForeignTable | RedshiftError]]]
_MOST_ROUNDS = 4
"""Late-binding views name further relations."""


async def translate(
    dialect: Dialect,
    text: str,
    facts: SessionFacts,
    backend: Backend,
    names: LongNames,
    read_foreign: ReadForeign,
    *,
    unsynced: bool,
) -> Translation:
    """What a statement becomes, with the types of the columns it names. Raises RedshiftError."""
    nodes = dialect.read(text)
    writes = dialect.writes(nodes, facts)
    if writes and backend.in_transaction:
        await backend.lock_writers(writes, unsynced=unsynced)
    translation = await _translated(dialect, text, nodes, facts, backend, names, read_foreign, unsynced)
    return replace(translation, writes=writes) if writes and isinstance(translation, Forward) else translation


async def _translated(
    dialect: Dialect,
    text: str,
    nodes: tuple[Node, ...],
    facts: SessionFacts,
    backend: Backend,
    names: LongNames,
    read_foreign: ReadForeign,
    unsynced: bool,
) -> Translation:
    catalog = Catalog()
    await _learn(catalog, dialect.mentioned(nodes, facts), backend, names, unsynced)
    for _ in range(_MOST_ROUNDS):
        try:
            translation = dialect.translate(text, nodes, facts, catalog)
        except RedshiftError:
            if catalog.is_complete:
                raise
        else:
            if catalog.is_complete:
                return translation
        if catalog.lacks_late_views:
            views = await backend.look_up(_LATE_VIEWS, unsynced=unsynced)
            catalog.learn_late_views(tuple(LateView(*(names.full(part or "") for part in view)) for view in views))
        await _learn(catalog, catalog.missing, backend, names, unsynced)
        if catalog.missing_foreign:
            wanted = sorted(catalog.missing_foreign)
            found = await read_foreign(wanted)
            for name in wanted:
                catalog.learn_foreign(name, found.get(name))
    return dialect.translate(text, nodes, facts, catalog)


async def _learn(
    catalog: Catalog, relations: set[tuple[str, ...]], backend: Backend, names: LongNames, unsynced: bool
) -> None:
    wanted = sorted(relations)
    if not wanted:
        return
    listed = ", ".join(f"({at}, {_literals(name, names)})" for at, name in enumerate(wanted))
    columns: dict[int, list[Column]] = {}
    views: dict[int, str] = {}
    external: set[int] = set()
    for place, name, oid, modifier, view, is_external in await backend.look_up(
        _QUERY.format(names=listed), unsynced=unsynced
    ):
        at = int(place or 0)
        columns.setdefault(at, []).append(Column(names.full(name or ""), of_column(int(oid or 0), int(modifier or -1))))
        if view is not None:
            views[at] = view
        if is_external == "t":
            external.add(at)
    for at, one in enumerate(wanted):
        known = columns.get(at)
        catalog.learn(one, tuple(known) if known is not None else None, views.get(at))
        if at in external:
            catalog.learn_external(one)


def _literals(name: tuple[str, ...], names: LongNames) -> str:
    """A relation's name as one text; its schema and table, which alone lead to external tables."""
    whole = quote_literal(".".join(quote_identifier(names.short(part)) for part in name)).strip()
    if len(name) == 1:
        return f"{whole}, NULL, NULL"
    return f"{whole}, {quote_literal(names.short(name[0]))}, {quote_literal(name[1])}"
