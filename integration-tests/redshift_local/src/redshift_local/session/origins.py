"""Where result columns come from: schema, table and column names for the extended RowDescription."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence

from ..engine.contract import ResultSet
from ..wire.messages import parse_row_description
from ..wire.rowdesc import Origin, OriginOf

AdminFetch = Callable[[str, str], Awaitable[ResultSet]]

_UNKNOWN = Origin()
_QUERY = """
SELECT c.oid, a.attnum, n.nspname, c.relname, a.attname, a.attnotnull, a.attidentity <> ''
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.oid IN ({oids}) AND a.attnum > 0 AND NOT a.attisdropped
"""


class Origins:
    """A cache over the catalogs. Tables of transactions still open are not seen: their columns have no names."""

    def __init__(self, fetch: AdminFetch) -> None:
        self._fetch = fetch
        self._foreign: dict[str, dict[int, dict[int, Origin]]] = {}
        self._known: dict[str, dict[int, dict[int, Origin]]] = {}

    def forget(self, database: str) -> None:
        self._known[database] = dict(self._foreign.get(database, {}))

    def put_foreign(self, database: str, oid: int, columns: Sequence[Origin]) -> None:
        """The columns of a table that stands for another database's."""
        listed = dict(enumerate(columns, 1))
        self._foreign.setdefault(database, {})[oid] = listed
        self._known.setdefault(database, {})[oid] = listed

    def forget_foreign(self, database: str, oids: Collection[int]) -> None:
        for oid in oids:
            self._foreign.get(database, {}).pop(oid, None)
            self._known.get(database, {}).pop(oid, None)

    async def of(self, database: str, row_description: bytes, protocol: int) -> OriginOf:
        if protocol <= 0:
            return lambda _table, _attribute: _UNKNOWN
        known = self._known.setdefault(database, {})
        wanted = {f.table_oid for f in parse_row_description(row_description) if f.table_oid} - known.keys()
        if wanted:
            result = await self._fetch(database, _QUERY.format(oids=", ".join(map(str, sorted(wanted)))))
            for oid, attribute, schema, table, column, not_null, identity in result.rows:
                origin = Origin(schema or "", table or "", column or "", database, not_null == "t", identity == "t")
                known.setdefault(int(oid or 0), {})[int(attribute or 0)] = origin
        return lambda table, attribute: known.get(table, {}).get(attribute, _UNKNOWN)
