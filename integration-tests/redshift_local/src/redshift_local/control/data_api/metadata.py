"""The operations of the Data API that list what a database holds: each is one query through the dialect gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ...errors import RedshiftError
from ..context import Call, ControlContext, Operations
from ..errors import AwsError
from .client import Row
from .paging import page
from .runner import Runner
from .target import read_target

_OWN_DATABASES = "'postgres', 'rs_template', 'template0', 'template1'"
_OWN_SCHEMAS = "'rs', 'rs_catalog', 'rs_copies', 'rs_external'"
_DATABASES = f"SELECT datname FROM pg_database WHERE datname NOT IN ({_OWN_DATABASES}) ORDER BY 1"
_SCHEMAS = (
    "SELECT schema_name FROM information_schema.schemata "
    f"WHERE schema_name NOT IN ({_OWN_SCHEMAS}) AND schema_name LIKE $1 ORDER BY 1"
)
_TABLES = (
    "SELECT table_schema, table_name, table_type FROM information_schema.tables "
    f"WHERE table_schema NOT IN ({_OWN_SCHEMAS}) AND table_schema LIKE $1 AND table_name LIKE $2 ORDER BY 1, 2"
)
_COLUMNS = (
    "SELECT column_name, data_type, is_nullable, character_maximum_length, numeric_precision, numeric_scale, "
    "column_default FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 "
    "ORDER BY ordinal_position"
)
_TABLE_TYPES = {"BASE TABLE": "TABLE", "VIEW": "VIEW", "LOCAL TEMPORARY": "LOCAL TEMPORARY"}


class Metadata:
    def __init__(self, context: ControlContext, runner: Runner) -> None:
        self._context = context
        self._runner = runner

    def operations(self) -> Operations:
        return {
            "ListDatabases": self.list_databases,
            "ListSchemas": self.list_schemas,
            "ListTables": self.list_tables,
            "DescribeTable": self.describe_table,
        }

    async def _rows(self, call: Call, sql: str, values: Sequence[str] = ()) -> list[Row]:
        target = read_target(call, self._context)
        if call.get("ConnectedDatabase"):
            target = replace(target, database=call.get("ConnectedDatabase"))
        try:
            client, _ = await self._runner.open(target)
            try:
                return await client.fetch(sql, values)
            finally:
                client.close()
        except RedshiftError as error:
            raise AwsError("DatabaseConnectionException", error.message, 500) from None

    async def list_databases(self, call: Call) -> dict[str, Any]:
        rows = await self._rows(call, _DATABASES)
        return page(call, "Databases", [row[0] for row in rows], 1000)

    async def list_schemas(self, call: Call) -> dict[str, Any]:
        rows = await self._rows(call, _SCHEMAS, [call.get("SchemaPattern") or "%"])
        return page(call, "Schemas", [row[0] for row in rows], 1000)

    async def list_tables(self, call: Call) -> dict[str, Any]:
        patterns = [call.get("SchemaPattern") or "%", call.get("TablePattern") or "%"]
        rows = await self._rows(call, _TABLES, patterns)
        found = [
            {"schema": schema, "name": name, "type": _TABLE_TYPES.get(kind or "", kind)} for schema, name, kind in rows
        ]
        return page(call, "Tables", found, 1000)

    async def describe_table(self, call: Call) -> dict[str, Any]:
        schema, table = call.get("Schema") or "public", call.get("Table")
        rows = await self._rows(call, _COLUMNS, [schema, table or ""])
        found = [_column(schema, table, row) for row in rows]
        return {"TableName": table, **page(call, "ColumnList", found, 1000)}


def _column(schema: str, table: str, row: Row) -> dict[str, Any]:
    name, data_type, nullable, length, precision, scale, default = row
    return {
        "name": name,
        "label": name,
        "schemaName": schema,
        "tableName": table,
        "typeName": data_type,
        "nullable": 1 if nullable == "YES" else 0,
        "length": int(length or 0),
        "precision": int(precision or length or 0),
        "scale": int(scale or 0),
        "columnDefault": default,
        "isCaseSensitive": length is not None,
        "isCurrency": False,
        "isSigned": precision is not None,
    }
