"""CREATE TABLE's columns and attributes: what the engine gets, and what is only remembered (dg/r_CREATE_TABLE_NEW)."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import RedshiftError
from .lexer import Token
from .statement import Statement
from .tree import Node, group_at, split_commas, word
from .types import TypeName, parse_type

_FORBIDDEN_COLUMNS = frozenset("oid tableoid xmin cmin xmax cmax ctid".split())
_ENCODINGS = frozenset(
    "RAW AZ64 BYTEDICT DELTA DELTA32K LZO MOSTLY8 MOSTLY16 MOSTLY32 RUNLENGTH TEXT255 TEXT32K ZSTD AUTO".split()
)
_MAX_COLUMNS = 1600
_MAX_SORT_KEYS, _MAX_INTERLEAVED = 400, 8
_LONGEST_SHORT_DECIMAL = 2**63 - 1
"""The unscaled magnitude of DECIMAL(19, s), which has 64 bits (dg/r_Numeric_types201)."""
CONSTRAINTS = ("PRIMARY", "UNIQUE", "FOREIGN", "CONSTRAINT", "CHECK")
_ATTRIBUTES = frozenset(
    "DEFAULT IDENTITY GENERATED ENCODE DISTKEY SORTKEY COLLATE NOT NULL UNIQUE PRIMARY REFERENCES CHECK".split()
)


@dataclass
class Remembered:
    """Table attributes that mean nothing to the engine; SHOW and the system views give them back."""

    diststyle: str = ""
    distkey: str = ""
    sortkeys: list[str] = field(default_factory=list)
    sortkey_type: str = ""
    encodings: dict[str, str] = field(default_factory=dict)
    primary_key: list[str] = field(default_factory=list)
    unique_keys: list[list[str]] = field(default_factory=list)
    backup: str = ""
    foreign_keys: list[dict[str, object]] = field(default_factory=list)
    """Not enforced: name, columns, target relation and its columns (none for its primary key)."""
    late_view: str = ""
    """The query of a late-binding view."""

    def as_json(self) -> str:
        return json.dumps({name: value for name, value in vars(self).items() if value}, ensure_ascii=False)


class _Column:
    """Reads one column definition."""

    def __init__(self, statement: Statement, nodes: Sequence[Node], remembered: Remembered) -> None:
        self.part = statement.part(nodes)
        self.remembered = remembered
        self.name = self.part.plain_name(0)

    def engine_text(self) -> str:
        if self.name in _FORBIDDEN_COLUMNS:
            raise RedshiftError("42701", f'column name "{self.name}" conflicts with a system column name')
        parsed = parse_type(self.part.nodes, 1, in_ddl=True)
        out = [self.part.name(0), parsed.engine]
        out += self._checks(parsed)
        at = 1 + parsed.width
        while at < len(self.part.nodes):
            text, at = self._attribute(at)
            if text:
                out.append(text)
        return " ".join(out)

    def _checks(self, parsed: TypeName) -> list[str]:
        """Rules of Redshift's types that the engine's types do not have; the constraint's name tells them apart."""
        name = self.part.name(0)
        if parsed.family == "varbyte":
            return [self._check("varbyte", f"octet_length({name}) <= {parsed.size}")]
        if parsed.family == "char":
            return [self._check("ascii", f"octet_length({name}::text) = length({name}::text)")]
        if parsed.engine.startswith("numeric(19,"):
            scale = parsed.engine[len("numeric(19,") : -1]
            return [self._check("decimal19", f"abs({name}) * 1e{scale} <= {_LONGEST_SHORT_DECIMAL}")]
        return []

    def _check(self, rule: str, condition: str) -> str:
        mark = zlib.crc32(self.name.encode("utf-8"))
        return f'CONSTRAINT "?{rule}_{mark:08x}" CHECK ({condition})'

    def _attribute(self, at: int) -> tuple[str, int]:
        part, remembered = self.part, self.remembered
        keyword = part.word(at)
        if keyword == "DEFAULT":
            end = at + 1
            while end < len(part.nodes) and (end == at + 1 or part.word(end) not in _ATTRIBUTES):
                end += 1
            return f"DEFAULT {part.part(part.nodes[at + 1 : end]).expression('DEFAULT')}", end
        if keyword == "IDENTITY":
            return self._identity("ALWAYS", at + 1)
        if part.has(at, "GENERATED", "BY", "DEFAULT", "AS", "IDENTITY"):
            return self._identity("BY DEFAULT", at + 5)
        if keyword == "ENCODE":
            encoding = part.word(at + 1)
            if encoding not in _ENCODINGS:
                raise RedshiftError(
                    "42601", f'encoding "{encoding.lower()}" is not there', hint="dg/c_Compression_encodings"
                )
            remembered.encodings[self.name] = encoding.lower()
            return "", at + 2
        if keyword == "DISTKEY":
            remembered.distkey, remembered.diststyle = self.name, "key"
            return "", at + 1
        if keyword == "SORTKEY":
            remembered.sortkeys, remembered.sortkey_type = [self.name], "COMPOUND"
            return "", at + 1
        if keyword == "COLLATE" and part.word(at + 1) in ("CASE_SENSITIVE", "CS"):
            return "", at + 2
        if part.has(at, "NOT", "NULL"):
            return "NOT NULL", at + 2
        if keyword == "NULL":
            return "", at + 1
        if keyword == "UNIQUE":
            remembered.unique_keys.append([self.name])
            return "", at + 1
        if part.has(at, "PRIMARY", "KEY"):
            remembered.primary_key = [self.name]
            return "NOT NULL", at + 2
        if keyword == "REFERENCES":
            return "", _references(part, at, "", [self.name], remembered)
        if keyword == "CHECK":
            raise RedshiftError("0A000", "CHECK constraints are not supported", hint="see dg/r_CREATE_TABLE_NEW")
        raise part.error_at(at, "see dg/r_CREATE_TABLE_NEW")

    def _identity(self, kind: str, at: int) -> tuple[str, int]:
        seed, step = _two_numbers(self.part, at)
        return f"GENERATED {kind} AS IDENTITY (START WITH {seed} INCREMENT BY {step} MINVALUE {min(seed, 1)})", at + 1


def _two_numbers(part: Statement, at: int) -> tuple[int, int]:
    numbers = list(split_commas(part.group(at).items))
    try:
        seed, step = (int("".join(t.text for t in p if isinstance(t, Token))) for p in numbers)
    except ValueError:
        raise RedshiftError("42601", "IDENTITY takes a seed and a step", hint="see dg/r_CREATE_TABLE_NEW") from None
    if step == 0:
        raise RedshiftError("42601", "IDENTITY's step must not be 0", hint="see dg/r_CREATE_TABLE_NEW")
    return seed, step


def column_definition(statement: Statement, nodes: Sequence[Node], remembered: Remembered) -> str:
    """One column as engine SQL."""
    return _Column(statement, nodes, remembered).engine_text()


def body(statement: Statement, items: Sequence[Node], remembered: Remembered) -> str:
    """What is between the brackets of CREATE TABLE, as engine SQL."""
    out = []
    required: set[str] = set()
    for part in split_commas(items):
        keyword = word(part, 0)
        inner = statement.part(part)
        if keyword in CONSTRAINTS:
            required |= constraint(inner, remembered)
        elif keyword == "LIKE":
            out.append(_like(inner))
        else:
            out.append(column_definition(statement, part, remembered))
    if len(out) > _MAX_COLUMNS:
        raise RedshiftError(
            "54011", f"tables can have at most {_MAX_COLUMNS} columns", hint="see dg/r_CREATE_TABLE_NEW"
        )
    names = {name: at for at, name in enumerate(_first_names(statement, items))}
    for name in required:
        at = names.get(name)
        if at is None:
            raise RedshiftError("42703", f'column "{name}" named in key does not exist')
        if "NOT NULL" not in out[at]:
            out[at] += " NOT NULL"
    return ", ".join(out)


def _first_names(statement: Statement, items: Sequence[Node]) -> list[str]:
    names = []
    for part in split_commas(items):
        if word(part, 0) not in CONSTRAINTS:
            inner = statement.part(part)
            names.append("" if word(part, 0) == "LIKE" else inner.plain_name(0))
    return names


def check_keys(remembered: Remembered, types: dict[str, str]) -> None:
    """Raises RedshiftError for a key that is no column, or a SUPER. ``types``: engine types by folded column name."""
    for kind, names in (("DISTKEY", [remembered.distkey]), ("SORTKEY", remembered.sortkeys)):
        for name in filter(None, names):
            if name not in types:
                raise RedshiftError("42703", f'column "{name}" named in {kind} does not exist')
            if types[name] == "jsonb":
                raise RedshiftError("0A000", f"a SUPER column is no {kind}", hint="see dg/limitations-super")
            if types[name].startswith("rs_catalog."):
                shown = types[name].removeprefix("rs_catalog.").upper()
                raise RedshiftError("0A000", f"a {shown} column is no {kind}", hint="see dg/spatial-limitations")


def column_types(statement: Statement, items: Sequence[Node]) -> dict[str, str]:
    """The engine types of the columns between the brackets of CREATE TABLE; LIKE gives none."""
    found = {}
    for part in split_commas(items):
        if word(part, 0) not in (*CONSTRAINTS, "LIKE"):
            found[statement.part(part).plain_name(0)] = parse_type(part, 1, in_ddl=True).engine
    return found


def name_list(part: Statement, at: int) -> list[str]:
    """The folded names in brackets at ``at``."""
    return [part.part(p).plain_name(0) for p in split_commas(part.group(at).items)]


def _references(part: Statement, at: int, name: str, columns: list[str], remembered: Remembered) -> int:
    """REFERENCES t [(cols)]; returns the position behind it."""
    target, at = part.relation(at + 1)
    listed = group_at(part.nodes, at) is not None
    target_columns = name_list(part, at) if listed else []
    remembered.foreign_keys.append(
        {"name": name, "columns": columns, "target": target, "target_columns": target_columns}
    )
    return at + 1 if listed else at


def constraint(part: Statement, remembered: Remembered) -> set[str]:
    """A table constraint is remembered, not enforced; a primary key's columns are NOT NULL."""
    at = 2 if part.word(0) == "CONSTRAINT" else 0
    if part.has(at, "PRIMARY", "KEY"):
        remembered.primary_key = name_list(part, at + 2)
        return set(remembered.primary_key)
    if part.word(at) == "UNIQUE":
        remembered.unique_keys.append(name_list(part, at + 1))
        return set()
    if part.has(at, "FOREIGN", "KEY") and part.word(at + 3) == "REFERENCES":
        name = part.plain_name(1) if at else ""
        part.expect_end(_references(part, at + 3, name, name_list(part, at + 2), remembered))
        return set()
    if part.word(at) == "CHECK":
        raise RedshiftError("0A000", "CHECK constraints are not supported", hint="see dg/r_CREATE_TABLE_NEW")
    raise part.error_at(at, "see dg/r_CREATE_TABLE_NEW")


def _like(part: Statement) -> str:
    relation, at = part.relation(1)
    if part.has(at, "INCLUDING", "DEFAULTS"):
        at += 2
        options = " INCLUDING DEFAULTS"
    else:
        at = part.skip(at, "EXCLUDING", "DEFAULTS")
        options = ""
    part.expect_end(at)
    return f"LIKE {relation}{options}"


def table_attributes(statement: Statement, at: int, remembered: Remembered) -> int:
    """The attributes behind the columns; returns the position behind them."""
    while at < len(statement.nodes):
        keyword = statement.word(at)
        if keyword == "BACKUP" and statement.word(at + 1) in ("YES", "NO"):
            remembered.backup = statement.word(at + 1).lower()
            at += 2
        elif keyword == "DISTSTYLE" and statement.word(at + 1) in ("AUTO", "EVEN", "KEY", "ALL"):
            remembered.diststyle = statement.word(at + 1).lower()
            at += 2
        elif keyword == "DISTKEY":
            names = name_list(statement, at + 1)
            if len(names) != 1:
                raise statement.error_at(at, "DISTKEY takes one column: dg/r_CREATE_TABLE_NEW")
            remembered.distkey, remembered.diststyle = names[0], "key"
            at += 2
        elif keyword in ("COMPOUND", "INTERLEAVED") and statement.word(at + 1) == "SORTKEY":
            remembered.sortkeys, remembered.sortkey_type = name_list(statement, at + 2), keyword
            at += 3
        elif keyword == "SORTKEY" and statement.word(at + 1) == "AUTO":
            remembered.sortkey_type = "AUTO"
            at += 2
        elif keyword == "SORTKEY":
            remembered.sortkeys, remembered.sortkey_type = name_list(statement, at + 1), "COMPOUND"
            at += 2
        elif keyword == "ENCODE" and statement.word(at + 1) == "AUTO":
            at += 2
        else:
            break
    if remembered.diststyle == "key" and not remembered.distkey:
        raise RedshiftError("42601", "DISTSTYLE KEY needs a DISTKEY", hint="see dg/r_CREATE_TABLE_NEW")
    most = _MAX_INTERLEAVED if remembered.sortkey_type == "INTERLEAVED" else _MAX_SORT_KEYS
    if len(remembered.sortkeys) > most:
        raise RedshiftError("54011", f"a sort key has at most {most} columns", hint="see dg/r_CREATE_TABLE_NEW")
    return at
