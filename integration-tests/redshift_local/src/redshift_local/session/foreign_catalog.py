"""What another database's catalog says of a table that a user wants to read. Raises RedshiftError when it refuses."""

from __future__ import annotations

from ..dialect.compiler import ForeignName
from ..dialect.types import not_yet
from ..engine.backend import Backend, quote_identifier, quote_literal
from ..errors import RedshiftError
from .external_tables import IS_EXTERNAL
from .names import LongNames
from .readable import Readable, columns_of

_RELATION = """
SELECT c.oid::int8, has_schema_privilege({user}, n.oid, 'USAGE'), has_table_privilege({user}, c.oid, 'SELECT'),
  has_any_column_privilege({user}, c.oid, 'SELECT'), lower(t.sortkey_type) = 'interleaved', t.late_view IS NOT NULL
FROM pg_class c JOIN rs_catalog.visible_schemas n ON n.oid = c.relnamespace
  LEFT JOIN rs_catalog.table_attributes t ON t.relation = c.oid
WHERE n.nspname = {schema} AND c.relname = {table} AND c.relkind IN ('r', 'v', 'm')
"""


async def find(there: Backend, name: ForeignName, names: LongNames, user: str) -> Readable:
    """A table's columns and rows, when the user may read it."""
    _, schema, table = name
    schema_held, table_held = names.short(schema), names.short(table)
    asked = _RELATION.format(user=quote_literal(user), schema=quote_literal(schema), table=quote_literal(table_held))
    rows = (await there.fetch(asked)).rows
    if (
        not rows
        and (await there.fetch(IS_EXTERNAL.format(schema=quote_literal(schema_held), table=quote_literal(table)))).rows
    ):
        raise not_yet("reading another database's external table", "dg/cross-database-overview")
    if not rows:
        raise RedshiftError("42P01", f'relation "{".".join(name)}" does not exist')
    oid, *told = rows[0]
    in_schema, readable, in_part, interleaved, late = (one == "t" for one in told)
    if not in_schema:
        raise RedshiftError("42501", f"permission denied for schema {schema}")
    if not readable and in_part:
        raise _refused("tables with column-level privileges")
    if not readable:
        raise RedshiftError("42501", f"permission denied for relation {table}")
    if interleaved:
        raise _refused("tables with interleaved sort keys")
    if late:
        raise not_yet("reading another database's late-binding view", "dg/cross-database_limitation")
    columns = await columns_of(there, oid or "")
    listed = ", ".join(quote_identifier(column.name) for column in columns)
    query = f"SELECT {listed} FROM {quote_identifier(schema_held)}.{quote_identifier(table_held)}"
    return Readable(columns, lambda: there.copy_out(query, "FORMAT text"), "FORMAT text")


def _refused(what: str) -> RedshiftError:
    return RedshiftError("0A000", f"{what} are not read from another database", hint="see dg/cross-database_limitation")
