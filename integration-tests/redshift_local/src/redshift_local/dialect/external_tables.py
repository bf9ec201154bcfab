"""External tables are made, altered and dropped (dg/r_CREATE_EXTERNAL_TABLE, dg/r_ALTER_TABLE, dg/r_DROP_TABLE)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..engine.backend import quote_literal
from ..errors import RedshiftError
from .external_properties import table_properties
from .foreign_names import refuse_foreign
from .lexer import Token
from .outcome import Script, Translation
from .statement import Statement
from .table_definition import CONSTRAINTS
from .tree import Node, group_at, split_commas, word
from .types import not_yet, parse_type

_PAGE = "dg/r_CREATE_EXTERNAL_TABLE"
_ALTER_PAGE = "dg/r_ALTER_TABLE_external-table"
_TYPES = frozenset(("integer", "decimal", "float", "boolean", "char", "varchar", "date", "timestamp"))
_NESTED = ("STRUCT", "ARRAY", "MAP")
_OTHER_FORMATS = ("RCFILE", "SEQUENCEFILE", "ORC", "AVRO", "INPUTFORMAT")
_PSEUDO_COLUMNS = ("$path", "$size", "$spectrum_oid")
_MOST_COLUMNS = 1598
_START_OF_HEADING = "\x01"


@dataclass(frozen=True)
class _Column:
    name: str
    engine: str
    """Its definition for the engine."""


def create(statement: Statement, at: int) -> Translation:
    """s.t (c type, ..) [PARTITIONED BY (..)] [ROW FORMAT ..] STORED AS f LOCATION 's3://..' [TABLE PROPERTIES (..)]."""
    schema, table, at = _qualified_name(statement, at)
    if group_at(statement.nodes, at) is None:
        raise not_yet("CREATE EXTERNAL TABLE AS", _PAGE)
    columns, at = _columns(statement, at), at + 1
    keys: list[_Column] = []
    if statement.has(at, "PARTITIONED", "BY"):
        keys, at = _columns(statement, at + 2), at + 3
    _check_names([column.name for column in (*columns, *keys)])
    delimiter, at = _row_format(statement, at)
    if not statement.has(at, "STORED", "AS"):
        raise statement.error_at(at, f"see {_PAGE}")
    form, at = _format(statement, at + 2), at + 3
    location, at = _location(statement, at)
    properties: dict[str, str] = {}
    if statement.has(at, "TABLE", "PROPERTIES"):
        properties, at = table_properties(statement, at + 2), at + 3
    if statement.word(at) == "AS":
        raise not_yet("CREATE EXTERNAL TABLE AS", _PAGE)
    statement.expect_end(at)
    told = {
        "location": location,
        "format": form,
        "delimiter": delimiter,
        "properties": properties,
        "partition_keys": [key.name for key in keys],
    }
    texts = (schema, table, ", ".join(column.engine for column in (*columns, *keys)), json.dumps(told))
    call = ", ".join(("current_user", *map(quote_literal, texts)))
    sql = f"SELECT rs_catalog.create_external_table({call})"
    return Script((sql,), "CREATE EXTERNAL TABLE", outside_transaction=True)


def _qualified_name(statement: Statement, at: int) -> tuple[str, str, int]:
    """Schema, as the engine holds it, and table; the position behind them."""
    parts, at = statement.relation_parts(at)
    names = statement.queries.names
    refuse_foreign(names, parts)
    if len(parts) < 2:
        raise RedshiftError("42601", "the name of an external table needs its external schema", hint=f"see {_PAGE}")
    return names.facts.short(names.folded(parts[-2])), names.folded(parts[-1]), at


def _columns(statement: Statement, at: int) -> list[_Column]:
    return [_column(statement.part(part)) for part in split_commas(statement.group(at).items)]


def _column(part: Statement) -> _Column:
    """A name and a type: constraints, defaults, keys and encodings are for local tables."""
    if part.word(1) in _NESTED:
        raise not_yet(f"an external column of type {part.word(1)}", "dg/tutorial-query-nested-data")
    if part.word(0) in CONSTRAINTS:
        raise part.error_at(0, f"external tables have no constraints: {_PAGE}")
    name = part.plain_name(0)
    parsed = parse_type(part.nodes, 1, in_ddl=True)
    if parsed.family == "varbyte":
        raise not_yet("an external column of type VARBYTE", _PAGE)
    if parsed.family not in _TYPES or parsed.engine == "timestamptz":
        raise RedshiftError("0A000", f'column "{name}" is of a type that external tables have not', hint=f"see {_PAGE}")
    if len(part.nodes) > 1 + parsed.width:
        raise part.error_at(1 + parsed.width, f"an external column has a name and a type: {_PAGE}")
    return _Column(name, f"{part.name(0)} {parsed.engine}")


def _check_names(names: Sequence[str]) -> None:
    for name in names:
        if name in _PSEUDO_COLUMNS:
            raise RedshiftError("42701", f'column name "{name}" is that of a pseudocolumn', hint=f"see {_PAGE}")
        if names.count(name) > 1:
            raise RedshiftError("42701", f'column "{name}" specified more than once', hint=f"see {_PAGE}")
    if len(names) > _MOST_COLUMNS:
        raise RedshiftError("54011", f"external tables can have at most {_MOST_COLUMNS} columns", hint=f"see {_PAGE}")


def _row_format(statement: Statement, at: int) -> tuple[str, int]:
    """The delimiter of fields, and the position behind the clause."""
    if statement.has(at, "ROW", "FORMAT", "SERDE"):
        raise not_yet("ROW FORMAT SERDE", _PAGE)
    if not statement.has(at, "ROW", "FORMAT", "DELIMITED"):
        return _START_OF_HEADING, at
    delimiter, at = _START_OF_HEADING, at + 3
    while statement.word(at) in ("FIELDS", "LINES") and statement.has(at + 1, "TERMINATED", "BY"):
        text = _one_character(statement.string(at + 3))
        if statement.word(at) == "FIELDS":
            delimiter = text
        elif text != "\n":
            raise not_yet("LINES TERMINATED BY another character than a line feed", _PAGE)
        at += 4
    return delimiter, at


def _one_character(text: str) -> str:
    """A single ASCII character, also as ``\\t``, ``\\n`` or in octal digits where strings have no escapes."""
    text = {"\\t": "\t", "\\n": "\n"}.get(text, text)
    if re.fullmatch(r"\\[0-7]{3}", text):
        text = chr(int(text[1:], 8))
    if len(text) != 1 or ord(text) > 127:
        raise RedshiftError("22023", "a delimiter is a single ASCII character", hint=f"see {_PAGE}")
    return text


def _format(statement: Statement, at: int) -> str:
    form = statement.word(at)
    if form in _OTHER_FORMATS:
        raise not_yet(f"STORED AS {form}", _PAGE)
    if form not in ("PARQUET", "TEXTFILE"):
        raise statement.error_at(at, f"see {_PAGE}")
    return form


def _location(statement: Statement, at: int) -> tuple[str, int]:
    if statement.word(at) != "LOCATION":
        raise statement.error_at(at, f"see {_PAGE}")
    location = statement.string(at + 1)
    if not re.fullmatch(r"s3://[^/]+(/.*)?", location):
        raise RedshiftError("42601", "LOCATION takes 's3://bucket/folder/'", hint=f"see {_PAGE}")
    return location, at + 2


# -- ALTER TABLE


def alter(statement: Statement, name: tuple[str, str], at: int) -> Translation:
    """ADD [IF NOT EXISTS] PARTITION (k = 'v', ..) LOCATION 's3://..' [PARTITION ..]; ``at`` is behind the name."""
    if statement.has(at, "RENAME", "TO"):
        raise RedshiftError("0A000", "an external table cannot be renamed", hint="see dg/r_ALTER_TABLE")
    guarded = statement.has(at, "ADD", "IF", "NOT", "EXISTS")
    first = at + (4 if guarded else 1)
    if statement.word(at) != "ADD" or statement.word(first) != "PARTITION":
        raise not_yet("this form of ALTER TABLE on an external table", _ALTER_PAGE)
    partitions = []
    at = first
    while statement.word(at) == "PARTITION":
        key = dict(_key_value(statement.part(part)) for part in split_commas(statement.group(at + 1).items))
        location, at = _location(statement, at + 2)
        partitions.append({"key": key, "location": location})
    statement.expect_end(at)
    texts = (statement.queries.facts.short(name[0]), name[1], json.dumps(partitions))
    call = ", ".join(("current_user", *map(quote_literal, texts), str(guarded)))
    sql = f"SELECT rs_catalog.add_external_partitions({call})"
    return Script((sql,), "ALTER EXTERNAL TABLE", outside_transaction=True)


def _key_value(part: Statement) -> tuple[str, str]:
    equals = part.nodes[1] if len(part.nodes) == 3 else None
    if not isinstance(equals, Token) or equals.text != "=":
        raise part.error_at(1, f"see {_ALTER_PAGE}")
    return part.plain_name(0), _value(part, part.nodes[2])


def _value(part: Statement, node: Node) -> str:
    if isinstance(node, Token) and node.kind == "number":
        return node.text
    return part.string(2)


def is_partition_clause(statement: Statement, at: int) -> bool:
    """Whether ALTER TABLE goes on with what only external tables have."""
    behind = at + (4 if statement.has(at, "ADD", "IF", "NOT", "EXISTS") else 1)
    return word(statement.nodes, at) in ("ADD", "DROP") and statement.word(behind) == "PARTITION"


# -- DROP TABLE


def drop(statement: Statement, names: Sequence[tuple[str, str]]) -> Translation:
    """CASCADE and RESTRICT change nothing: only views without schema binding depend on external tables."""
    told = json.dumps([[statement.queries.facts.short(schema), table] for schema, table in names])
    sql = f"SELECT rs_catalog.drop_external_tables(current_user, {quote_literal(told)})"
    return Script((sql,), "DROP EXTERNAL TABLE", outside_transaction=True)
