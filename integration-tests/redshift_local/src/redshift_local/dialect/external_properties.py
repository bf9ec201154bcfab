"""TABLE PROPERTIES of external tables (dg/r_CREATE_EXTERNAL_TABLE): their names are case-sensitive."""

from __future__ import annotations

from ..errors import RedshiftError
from .lexer import Token
from .statement import Statement
from .tree import split_commas
from .types import not_yet

_PAGE = "dg/r_CREATE_EXTERNAL_TABLE"
_NUMBERS = ("numRows", "skip.header.line.count")
_WITHOUT_EFFECT = ("orc.schema.resolution", "write.parallel", "write.maxfilesize.mb", "write.kms.key.id")
"""What tells of ORC files, and of writing."""
_NOT_YET = (
    "data_cleansing_enabled",
    "invalid_char_handling",
    "replacement_char",
    "numeric_overflow_handling",
    "surplus_bytes_handling",
    "surplus_char_handling",
    "column_count_mismatch_handling",
)
_COMPRESSIONS = ("none", "gzip", "bzip2")


def table_properties(statement: Statement, at: int) -> dict[str, str]:
    """The properties in brackets at ``at``. Raises RedshiftError for those that no page names."""
    found = dict(_property(statement.part(part)) for part in split_commas(statement.group(at).items))
    for name, value in found.items():
        _check(name, value)
    return found


def _property(part: Statement) -> tuple[str, str]:
    equals = part.nodes[1] if len(part.nodes) == 3 else None
    if not isinstance(equals, Token) or equals.text != "=":
        raise part.error_at(1, f"see {_PAGE}")
    return part.string(0), part.string(2)


def _check(name: str, value: str) -> None:
    if name in _NOT_YET or (name == "compression_type" and value == "snappy"):
        raise not_yet(f"the table property '{name}'='{value}'", _PAGE)
    if name in _NUMBERS and not value.isdigit():
        raise RedshiftError("22023", f"the table property '{name}' is a number", hint=f"see {_PAGE}")
    if name == "compression_type" and value not in _COMPRESSIONS:
        raise RedshiftError("22023", f"there is no compression type '{value}'", hint=f"see {_PAGE}")
    if name not in (*_NUMBERS, *_WITHOUT_EFFECT, "compression_type", "serialization.null.format"):
        raise RedshiftError("42601", f"there is no table property '{name}'", hint=f"see {_PAGE}")
