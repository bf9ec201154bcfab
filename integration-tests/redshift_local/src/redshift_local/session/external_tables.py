"""What the catalog says of an external table that a user wants to read, and where its rows come from."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable
from functools import partial

from ..dialect.compiler import ForeignName
from ..engine.backend import Backend, quote_literal
from ..engine.contract import ExternalPlace, ExternalTable, TargetColumn
from ..engine.types import redshift_type
from ..errors import RedshiftError
from .names import LongNames
from .origins import AdminFetch
from .readable import FoundColumn, Readable, columns_of

ExternalRows = Callable[[ExternalTable, str], AsyncGenerator[bytes, None]]
"""The rows of an external table, read for a user."""

_TABLE = """
SELECT e.shape::int8, has_schema_privilege({user}, e.schema, 'USAGE'),
  has_database_privilege({user}, current_database(), 'TEMPORARY'), to_json(e)::text,
  (SELECT coalesce(json_agg(json_build_array(p.location, p.key) ORDER BY p.location), '[]')::text
    FROM rs_catalog.external_partitions p WHERE p.shape = e.shape)
FROM rs_catalog.external_tables e WHERE e.nspname = {schema} AND e.name = {table}
"""
IS_EXTERNAL = "SELECT 1 FROM rs_catalog.external_tables WHERE nspname = {schema} AND name = {table}"
_PSEUDO_COLUMNS = (FoundColumn("$path", "varchar", 1043, -1), FoundColumn("$size", "bigint", 20, -1))


async def is_external(fetch: AdminFetch, database: str, schema: str, table: str, names: LongNames) -> bool:
    """Whether schema and table, folded, are those of an external table."""
    asked = IS_EXTERNAL.format(schema=quote_literal(names.short(schema)), table=quote_literal(table))
    return bool((await fetch(database, asked)).rows)


async def find_external(
    own: Backend, name: ForeignName, names: LongNames, user: str, rows_of: ExternalRows
) -> Readable:
    """The table, when the user may read it. Raises RedshiftError."""
    _, schema, table = name
    asked = _TABLE.format(
        user=quote_literal(user), schema=quote_literal(names.short(schema)), table=quote_literal(table)
    )
    found = (await own.fetch(asked)).rows
    if not found:
        raise RedshiftError("42P01", f'relation "{schema}.{table}" does not exist')
    ((shape, in_schema, may_copy, told, partitions),) = found
    if in_schema != "t":
        raise RedshiftError("42501", f"permission denied for schema {schema}", hint="see dg/c-spectrum-external-tables")
    if may_copy != "t":
        database = name[0]
        raise RedshiftError(
            "42501",
            f'permission denied to create temporary tables in database "{database}"',
            hint="see dg/c-spectrum-troubleshooting",
        )
    columns = await columns_of(own, shape or "")
    external = _defined(json.loads(told or ""), json.loads(partitions or ""), columns, names)
    return Readable(columns, partial(rows_of, external, user), "FORMAT csv", _PSEUDO_COLUMNS)


def _defined(
    told: dict[str, object],
    partitions: list[tuple[str, list[str]]],
    columns: tuple[FoundColumn, ...],
    names: LongNames,
) -> ExternalTable:
    keys = told["partition_keys"]
    options, properties = told["options"], told["properties"]
    assert isinstance(keys, list) and isinstance(options, dict) and isinstance(properties, dict)
    of_files = columns[: len(columns) - len(keys)]
    places = partitions if keys else [(str(told["location"]), [])]
    return ExternalTable(
        columns=tuple(
            TargetColumn(names.full(c.name), redshift_type(c.type_oid, c.modifier), False, False, "") for c in of_files
        ),
        format=str(told["format"]),
        delimiter=str(told["delimiter"]),
        properties=properties,
        role=str(options["IAM_ROLE"]),
        places=tuple(ExternalPlace(location, tuple(values)) for location, values in places),
    )
