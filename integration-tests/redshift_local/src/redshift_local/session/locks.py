"""What LOCK may name. The look at the catalog is another session's: LOCK must not take the client's snapshot."""

from __future__ import annotations

from ..engine.backend import Backend, quote_literal
from ..errors import RedshiftError
from .names import LongNames
from .origins import AdminFetch
from .state import SessionState

_QUERY = """
SELECT n.nspname, c.relname, c.relkind IN ('v', 'm') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname IN ({names}) AND n.nspname IN ({schemas})
"""


async def refuse_views(
    tables: tuple[tuple[str, ...], ...],
    state: SessionState,
    backend: Backend,
    fetch: AdminFetch,
    names: LongNames,
    *,
    unsynced: bool,
) -> None:
    """Raises RedshiftError when one of the names is a view's (dg/r_LOCK). Views of open transactions are not seen."""
    ((told,),) = await backend.look_up("SHOW search_path", unsynced=unsynced) or [("",)]
    path = [part.strip().strip('"') for part in (told or "").split(",")]
    path = ["pg_catalog", *(state.user if schema == "$user" else schema for schema in path)]
    wanted = {names.short(table[-1]) for table in tables}
    schemas = {*path, *(names.short(table[0]) for table in tables if len(table) > 1)}
    listed = (", ".join(quote_literal(one) for one in sorted(group)) for group in (wanted, schemas))
    sql = _QUERY.format(**dict(zip(("names", "schemas"), listed, strict=True)))
    kinds = {(schema, name): view == "t" for schema, name, view in (await fetch(state.database, sql)).rows}
    for table in tables:
        places = [(names.short(table[0]), names.short(table[1]))] if len(table) > 1 else []
        places = places or [(schema, names.short(table[0])) for schema in path]
        if next((kinds[place] for place in places if place in kinds), False):
            raise RedshiftError("42809", f'"{table[-1]}" is a view: views cannot be locked', hint="see dg/r_LOCK")
