"""What Redshift's documentation leaves open, and the readings of it that a stand-in can take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import resources
from typing import Any, Literal, get_args, get_type_hints

from .errors import StandInError

ParquetTimestamps = Literal["int96", "int64"]
Isolation = Literal["snapshot", "serializable"]
DecimalDigits = Literal["cut", "round"]
MissingPath = Literal["null", "empty"]
Pcre = Literal["posix", "refused"]


@dataclass(frozen=True)
class Assumptions:
    """One field for each open question that has a switch; the default is the stand-in's reading.

    Clients should depend on none of these: run their tests under the other readings, too.
    """

    isolation: Isolation = field(
        default="snapshot", metadata={"question": "Which isolation has a database? (dg/c_serial_isolation)"}
    )
    backslash_escapes: bool = field(
        default=True, metadata={"question": "Does a backslash in a string literal escape? (dg/t_Unloading_tables)"}
    )
    having_subqueries: bool = field(
        default=False, metadata={"question": "Are scalar subqueries taken in HAVING, against dg/r_scalar_subqueries?"}
    )
    zero_row_manifest: bool = field(
        default=False, metadata={"question": "Does an UNLOAD of zero rows write a manifest, without entries?"}
    )
    zero_row_objects: bool = field(
        default=False, metadata={"question": "Does an UNLOAD of zero rows to text or CSV write empty objects?"}
    )
    parquet_timestamps: ParquetTimestamps = field(
        default="int96", metadata={"question": "How does UNLOAD store a TIMESTAMP in Parquet?"}
    )
    parquet_column_list: bool = field(
        default=True, metadata={"question": "Does COPY from Parquet take a list of columns?"}
    )
    key_authorization: bool = field(
        default=True, metadata={"question": "Do UNLOAD and COPY take keys? (dg/copy-parameters-authorization)"}
    )
    decimal_digits: DecimalDigits = field(
        default="cut", metadata={"question": "What becomes of the digits of a quotient or AVG behind its scale?"}
    )
    json_missing_path: MissingPath = field(
        default="null", metadata={"question": "What gives JSON_EXTRACT_PATH_TEXT for a missing path? (editions differ)"}
    )
    regexp_pcre: Pcre = field(
        default="posix", metadata={"question": "Is a regular expression with parameter p (PCRE) taken as a POSIX one?"}
    )

    def __post_init__(self) -> None:
        for name, allowed in _READINGS.items():
            value = getattr(self, name)
            if value not in allowed or type(value) is not type(allowed[0]):
                shown = " or ".join(_shown(one) for one in allowed)
                raise StandInError(f"{name}={value!r}: expected {shown}")


def _readings(kind: Any) -> tuple[Any, ...]:
    return (False, True) if kind is bool else get_args(kind)


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_READINGS = {name: _readings(kind) for name, kind in get_type_hints(Assumptions).items()}


def switches() -> list[tuple[str, str, str, str]]:
    """Every switch: its name, the question, the stand-in's reading, the other ones."""
    found = []
    for one in fields(Assumptions):
        others = [_shown(value) for value in _READINGS[one.name] if value != one.default]
        found.append((one.name, one.metadata["question"], _shown(one.default), ", ".join(others)))
    return found


def read_assumptions(told: str | Mapping[str, Any]) -> dict[str, Any]:
    """Readings as settings: of a mapping, or of text such as ``"zero_row_manifest=true,decimal_digits=round"``.

    ``other`` among them stands for the other reading of everything; what follows it holds. Raises StandInError for a
    name or a reading that is not there.
    """
    if isinstance(told, Mapping):
        return {name: _value(name, value) for name, value in told.items()}
    found: dict[str, Any] = {}
    for part in told.split(","):
        if part.strip() == "other":
            found |= _all_others()
        elif part.strip():
            name, value = _pair(part)
            found[name] = _value(name, value)
    return found


def _all_others() -> dict[str, Any]:
    defaults = {one.name: one.default for one in fields(Assumptions)}
    return {name: next(v for v in allowed if v != defaults[name]) for name, allowed in _READINGS.items()}


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise StandInError(f"assumption {text.strip()!r}: expected name=reading")
    return name.strip(), value.strip()


def _value(name: str, value: Any) -> Any:
    if name not in _READINGS:
        raise StandInError(f"unknown assumption {name!r}; known: {', '.join(_READINGS)}")
    for allowed in _READINGS[name]:
        if value is allowed or (isinstance(value, str) and value.lower() == _shown(allowed)):
            return allowed
    raise StandInError(f"{name}={value!r}: expected {' or '.join(_shown(one) for one in _READINGS[name])}")


def engine_sql(assumptions: Assumptions) -> str:
    """What the other readings change in the engine's functions; empty for the defaults."""
    folder = resources.files(__package__) / "engine" / "readings"
    files = (folder / f"{name}_{_shown(getattr(assumptions, name))}.sql" for name in _READINGS)
    return "".join(file.read_text(encoding="utf-8") for file in files if file.is_file())
