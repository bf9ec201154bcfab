"""Rows that COPY cannot load (dg/r_Load_Error_Reference)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import RedshiftError
from .geometry_fit import Simplification
from .types import TypeName

_SHORT_NAMES = {
    "smallint": "int2", "integer": "int4", "bigint": "int8", "real": "float4", "double precision": "float8",
    "boolean": "bool", "character": "char", "character varying": "varchar", "binary varying": "varbyte",
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """What is wrong with one value of a block: ``row`` counts from 0."""

    row: int
    code: int
    reason: str
    position: int = 0


@dataclass(frozen=True)
class LoadError:
    """One row of STL_LOAD_ERRORS."""

    file: str
    line: int
    column: str
    column_type: str
    column_length: str
    position: int
    code: int
    reason: str
    raw_line: str
    raw_value: str


def load_error(
    file: str, line: int, column: str, kind: TypeName | None, problem: Problem, raw: tuple[str, str]
) -> LoadError:
    name = _SHORT_NAMES.get(kind.name, kind.name) if kind is not None else ""
    length = ",".join(map(str, kind.sizes)) if kind is not None else ""
    return LoadError(file, line, column, name, length, problem.position, problem.code, problem.reason, raw[0], raw[1])


_KEPT_REPLACEMENTS = 100
_BAD_VALUE_STATES = ("22001", "22003", "22007", "22008", "22021", "22P02", "23502", "23514")


@dataclass(frozen=True)
class Replacement:
    """One row of STL_REPLACEMENTS: a record in which ACCEPTINVCHARS replaced something."""

    file: str
    line: int
    column: str
    raw_line: str


@dataclass(frozen=True)
class Simplified:
    """One row of SYS_SPATIAL_SIMPLIFY: what SIMPLIFY AUTO did to a record, counted from 0."""

    record: int
    outcome: Simplification


@dataclass
class LoadReport:
    """Collects load errors up to MAXERROR, replaced characters and geometries that SIMPLIFY AUTO had to do with.

    ``add`` raises RedshiftError at the error that is one too much.
    """

    table: str
    most: int
    """Errors that the COPY survives; -1 for any number."""
    errors: list[LoadError] = field(default_factory=list)
    replacements: list[Replacement] = field(default_factory=list)
    simplified: list[Simplified] = field(default_factory=list)

    def add(self, error: LoadError) -> None:
        self.errors.append(error)
        if 0 <= self.most < len(self.errors):
            raise self.failure()

    def replaced(self, replacement: Replacement) -> None:
        """Note a record; the first hundred are kept (dg/r_STL_REPLACEMENTS)."""
        if len(self.replacements) < _KEPT_REPLACEMENTS:
            self.replacements.append(replacement)

    def failure(self) -> RedshiftError:
        """Like Redshift's, it tells nothing but where to look."""
        return RedshiftError(
            "XX000", f"Load into table '{self.table}' failed.  Check 'sys_load_error_detail' system table for details."
        )

    def refused_by_engine(self, error: RedshiftError, file: str) -> RedshiftError:
        """What to raise for rows that only the engine found wrong; it does not tell which."""
        if error.sqlstate not in _BAD_VALUE_STATES:
            return error
        self.errors.append(LoadError(file, 0, "", "", "", 0, 1204, error.message, "", ""))
        return self.failure()
