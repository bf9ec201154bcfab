"""Text of data files into text that the engine reads: COPY's rules by type, whole columns at a time.

Pages: dg/copy-parameters-data-conversion and dg/r_Load_Error_Reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from .copy_grammar import Copy
from .datetimes import DateTimeReader
from .load_errors import Problem
from .spatial import shape, sketch
from .types import INTEGER_BITS, TypeName

Converted = tuple[pa.Array, list[Problem]]

_BOOLEAN = r"^(?i:t|true|y|yes|1|f|false|n|no|0)$"
_FLOAT = r"^(?i:[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?(nan|inf|infinity))$"
_TIME = r"^\d{1,2}:\d\d(:\d\d(\.\d{1,6})?)?$"
_TIMETZ = r"^\d{1,2}:\d\d(:\d\d(\.\d{1,6})?)?\s?([+-]\d\d(:?\d\d)?|Z|UTC)?$"


class Converter:
    """Converts columns of one COPY."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._dates = DateTimeReader(copy.date_format, copy.accept_any_date)
        self._times = DateTimeReader(copy.time_format, copy.accept_any_date)

    def convert(self, values: pa.Array, kind: TypeName) -> Converted:
        """Engine text and what is wrong. NULL stays NULL; wrong values become NULL."""
        if kind.is_string:
            return self._strings(values, kind)
        if kind.name == "super":
            return _each(values, _json_problem)
        trimmed = pc.utf8_trim_whitespace(values)
        values = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
        if kind.name in INTEGER_BITS:
            return _integers(values, INTEGER_BITS[kind.name])
        if kind.name == "numeric":
            return self._decimals(values, kind)
        if kind.name in ("real", "double precision"):
            return _matching(values, _FLOAT, 1208, "Invalid floating point value")
        if kind.name == "boolean":
            return _matching(values, _BOOLEAN, 1210, "Invalid boolean value")
        if kind.name == "date":
            return self._dates.dates(values)
        if kind.name in ("timestamp", "timestamptz"):
            return self._times.timestamps(values, zoned=kind.name == "timestamptz")
        if kind.name == "time":
            return _matching(values, _TIME, 1206, "Invalid time format or value")
        if kind.name == "timetz":
            return _matching(values, _TIMETZ, 1206, "Invalid time format or value")
        if kind.name == "binary varying":
            text, problems = _matching(values, r"^([0-9A-Fa-f]{2})*$", 1219, "Invalid hexadecimal value")
            return pc.binary_join_element_wise("\\x", text, ""), problems
        if kind.name in ("geometry", "geography"):
            return _read(values, lambda text: shape(text, kind.name))
        if kind.name == "hllsketch":
            return _read(values, sketch)
        return values, []

    def _strings(self, values: pa.Array, kind: TypeName) -> Converted:
        copy = self._copy
        if copy.trim_blanks and kind.name == "character varying":
            values = pc.utf8_rtrim(values, " ")
        if copy.blanks_as_null:
            blank = pc.and_(pc.not_equal(values, ""), pc.equal(pc.utf8_trim_whitespace(values), ""))
            values = pc.if_else(blank, None, values)
        if copy.empty_as_null:
            values = pc.if_else(pc.equal(values, ""), None, values)
        return fitting_strings(values, kind, cut=copy.truncate_columns)

    def _decimals(self, values: pa.Array, kind: TypeName) -> Converted:
        precision, scale = (*kind.sizes, 0)[:2] if kind.sizes else (18, 0)
        values, problems = _matching(values, r"^[+-]?(\d+\.?\d*|\.\d+)$", 1207, "Invalid digit")
        too_large = pc.match_substring_regex(values, rf"^[+-]?0*[1-9]\d{{{precision - scale},}}(\.|$)")
        if _any(too_large):
            problems += _problems(too_large, values, 1204, "Numeric data overflow (result precision)")
            values = pc.if_else(too_large, None, values)
        if not self._copy.round_decimals:
            # Surplus decimals are cut; ROUNDEC leaves them to the engine, which rounds.
            values = pc.replace_substring_regex(values, rf"(\.\d{{{scale}}})\d+$", r"\1")
        return values, problems


def fitting_strings(values: pa.Array, kind: TypeName, *, cut: bool) -> Converted:
    """Strings that fit into the column's bytes: surplus blanks are dropped, and with ``cut`` all that is too much."""
    length = kind.length or 0
    problems: list[Problem] = []
    zeros = pc.match_substring(values, "\0")
    if _any(zeros):
        problems += _problems(zeros, values, 1220, "String contains the character NUL")
        values = pc.if_else(zeros, None, values)
    if kind.name == "character":
        wide = pc.invert(pc.string_is_ascii(values))
        if _any(wide):
            problems += _problems(
                wide, values, 1220, "Multibyte character not supported for CHAR (Hint: try using VARCHAR)"
            )
            values = pc.if_else(wide, None, values)
    over = pc.greater(pc.binary_length(values), length)
    if _any(over):
        texts = values.to_pylist()
        for row in pc.indices_nonzero(pc.fill_null(over, False)).to_pylist():
            kept = texts[row].encode("utf-8")[:length].decode("utf-8", errors="ignore")
            if cut or not texts[row][len(kept) :].strip(" "):
                texts[row] = kept
            else:
                problems.append(Problem(row, 1204, "String length exceeds DDL length"))
                texts[row] = None
        values = pa.array(texts, pa.string())
    return values, problems


def _any(mask: pa.Array) -> bool:
    return bool(pc.any(mask, min_count=0).as_py())


def _problems(mask: pa.Array, values: pa.Array, code: int, reason: str) -> list[Problem]:
    rows = pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()
    return [Problem(row, code, reason) for row in rows]


def _matching(values: pa.Array, pattern: str, code: int, reason: str) -> Converted:
    bad = pc.invert(pc.match_substring_regex(values, pattern))
    if not _any(bad):
        return values, []
    problems = []
    for row in pc.indices_nonzero(pc.fill_null(bad, False)).to_pylist():
        text = values[row].as_py()
        found = re.search(r"[^0-9]", text.lstrip("+-")) if code == 1207 else None
        position = (found.start() + len(text) - len(text.lstrip("+-"))) if found else 0
        kind = "Integer" if code == 1207 else reason.split()[1].title()
        problems.append(
            Problem(
                row, code, f"{reason}, Value '{text[position : position + 1]}', Pos {position}, Type: {kind}", position
            )
        )
    return pc.if_else(bad, None, values), problems


def _integers(values: pa.Array, bits: int) -> Converted:
    values, problems = _matching(values, r"^[+-]?\d+$", 1207, "Invalid digit")
    most = 2 ** (bits - 1)
    digits = pc.utf8_ltrim(values, "+")
    try:
        numbers = pc.cast(digits, pa.int64())
        over = pc.or_(pc.greater(numbers, most - 1), pc.less(numbers, -most)) if bits < 64 else None
    except pa.ArrowInvalid:
        over = pa.array([None if text is None else not -most <= int(text) < most for text in values.to_pylist()])
    if over is not None and _any(over):
        problems += _problems(over, values, 1222, "Overflow for integer type")
        values = pc.if_else(over, None, values)
    return values, problems


def _json_problem(text: str) -> str | None:
    try:
        json.loads(text)
    except ValueError as error:
        return f"Invalid JSON for SUPER: {error}"
    return None


def _each(values: pa.Array, problem_of: Callable[[str], str | None]) -> Converted:
    problems = []
    for row, text in enumerate(values.to_pylist()):
        if text is not None and (reason := problem_of(text)) is not None:
            problems.append(Problem(row, 1224, reason))
    if not problems:
        return values, []
    bad = {problem.row for problem in problems}
    return pa.array(
        [None if row in bad else text for row, text in enumerate(values.to_pylist())], pa.string()
    ), problems


def _read(values: pa.Array, reader: Callable[[str], str]) -> Converted:
    """Values that only a reader of their own understands."""
    read: list[str | None] = []
    problems = []
    for row, text in enumerate(values.to_pylist()):
        try:
            read.append(None if text is None else reader(text))
        except ValueError as error:
            problems.append(Problem(row, 1200, f"Invalid value: {error}"))
            read.append(None)
    return pa.array(read, pa.string()), problems
