"""Dates and times of data files: DATEFORMAT and TIMEFORMAT (dg/r_DATEFORMAT_and_TIMEFORMAT_strings)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from ..errors import RedshiftError
from .load_errors import Problem

_ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
_ISO_TIMESTAMP = r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?$"
_OFFSET = r"\s?(?:[+-]\d{2}(?::?\d{2})?|Z|UTC|GMT)$"
_EPOCH = dt.datetime(1970, 1, 1)

# Longer tokens first.
_TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "HH24": r"(?P<hour>\d{1,2})",
    "HH12": r"(?P<hour>\d{1,2})",
    "MONTH": r"(?P<name>[A-Za-z]+)",
    "MON": r"(?P<name>[A-Za-z]{3})",
    "YY": r"(?P<short>\d{2})",
    "MM": r"(?P<month>\d{1,2})",
    "DD": r"(?P<day>\d{1,2})",
    "HH": r"(?P<hour>\d{1,2})",
    "MI": r"(?P<minute>\d{1,2})",
    "SS": r"(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,6})\d*)?",
    "AM": r"(?P<half>[AaPp][Mm])",
    "PM": r"(?P<half>[AaPp][Mm])",
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_AUTO_DATES = [
    "YYYY-MM-DD", "YYYY/MM/DD", "YYYY.MM.DD", "YYYYMMDD", "MM/DD/YYYY", "MM-DD-YYYY", "MM.DD.YYYY", "DD-MON-YYYY",
    "DD MON YYYY", "MON-DD-YYYY", "MON DD YYYY", "MONTH DD, YYYY", "MONTH DD YYYY", "DD MONTH YYYY", "YYYY-MON-DD",
    "MM/DD/YY",
]  # fmt: skip
_AUTO_TIMES = ["HH24:MI:SS", "HH24:MI", "HH12:MI:SS AM", "HH12:MI AM", "HHMISS"]

Fields = dict[str, str | None]
Parse = Callable[[str], dt.datetime | None]


class DateTimeReader:
    """Reads the dates, or the timestamps, of one COPY; what it cannot read is a problem, or NULL by ACCEPTANYDATE."""

    def __init__(self, form: str | None, accept_any: bool) -> None:
        self._form = form
        self._accept_any = accept_any
        self._patterns: list[re.Pattern[str]] | None = None

    def dates(self, values: pa.Array) -> tuple[pa.Array, list[Problem]]:
        """ISO text of dates."""
        if self._form in (None, "auto") and _all_valid(values, _ISO_DATE, pa.date32()):
            return values, []
        return self._each(
            values, lambda text: _text_of(self._parse(text, _AUTO_DATES[:1]), False), 1205, "Invalid Date Format"
        )

    def timestamps(self, values: pa.Array, *, zoned: bool) -> tuple[pa.Array, list[Problem]]:
        """ISO text of timestamps; an offset is kept for the engine."""
        bare = pc.replace_substring_regex(values, _OFFSET, "") if zoned else values
        if self._form in (None, "auto") and _all_valid(bare, _ISO_TIMESTAMP, pa.timestamp("us")):
            return values, []

        def parse(text: str) -> str | None:
            offset = re.search(_OFFSET, text) if zoned or self._form == "auto" else None
            body = text[: offset.start()] if offset else text
            found = _text_of(self._parse(body, [f"{_AUTO_DATES[0]} HH24:MI:SS"]), True)
            return found + offset.group().strip() if found and offset and zoned else found

        return self._each(values, parse, 1206, "Invalid timestamp format or value")

    def _parse(self, text: str, default: list[str]) -> dt.datetime | None:
        if self._form in ("epochsecs", "epochmillisecs"):
            if not re.fullmatch(r"-?\d+(\.\d+)?", text):
                return None
            whole, _, fraction = text.partition(".")
            unit = 1_000_000 if self._form == "epochsecs" else 1000
            digits = 6 if unit == 1_000_000 else 3
            micros = int(whole) * unit + (int(fraction[:digits].ljust(digits, "0")) if fraction else 0)
            try:
                return _EPOCH + dt.timedelta(microseconds=micros)
            except OverflowError:
                return None
        if self._patterns is None:
            self._patterns = self._compiled(default)
        for pattern in self._patterns:
            found = pattern.fullmatch(text.strip())
            if found is not None and (value := _value(found.groupdict())) is not None:
                return value
        return None

    def _compiled(self, default: list[str]) -> list[re.Pattern[str]]:
        if self._form is None:
            return [_pattern(form) for form in default]
        if self._form != "auto":
            return [_pattern(self._form)]
        joined = [f"{day}{gap}{time}" for day in _AUTO_DATES for gap in (" ", "T") for time in _AUTO_TIMES]
        return [_pattern(form) for form in (*_AUTO_DATES, *joined)]

    def _each(
        self, values: pa.Array, parse: Callable[[str], str | None], code: int, reason: str
    ) -> tuple[pa.Array, list[Problem]]:
        coded = values.dictionary_encode()
        texts = coded.dictionary.to_pylist()
        parsed = pa.array([parse(text) for text in texts], pa.string())
        result = parsed.take(coded.indices)
        if self._accept_any:
            return result, []
        wrong = pc.and_(pc.is_null(result), pc.is_valid(values))
        rows = pc.indices_nonzero(wrong).to_pylist()
        return result, [Problem(row, code, f"{reason}, Value '{values[row].as_py()}'") for row in rows]


def _all_valid(values: pa.Array, pattern: str, kind: pa.DataType) -> bool:
    if not pc.all(pc.match_substring_regex(values, pattern), min_count=0).as_py():
        return False
    try:
        pc.cast(values, kind)
    except pa.ArrowInvalid:
        return False
    return True


def _pattern(form: str) -> re.Pattern[str]:
    out: list[str] = []
    at = 0
    while at < len(form):
        token = next((token for token in _TOKENS if form[at : at + len(token)].upper() == token), None)
        if token is not None and f"<{_TOKENS[token].split('<', 1)[1].split('>', 1)[0]}>" not in "".join(out):
            out.append(_TOKENS[token])
            at += len(token)
        elif form[at].isalpha() and form[at] != "T":
            raise RedshiftError(
                "22023", f"invalid date or time format: {form!r} (dg/r_DATEFORMAT_and_TIMEFORMAT_strings)"
            )
        else:
            out.append(re.escape(form[at]))
            at += 1
    return re.compile("".join(out))


def _value(found: Fields) -> dt.datetime | None:
    year = int(found.get("year") or 0)
    if found.get("short"):
        short = int(found["short"] or 0)
        year = 2000 + short if short < 70 else 1900 + short
    month = int(found.get("month") or 1)
    name = (found.get("name") or "")[:3].lower()
    if name:
        if name not in _MONTHS:
            return None
        month = _MONTHS.index(name) + 1
    hour = int(found.get("hour") or 0)
    half = (found.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    fraction = (found.get("fraction") or "").ljust(6, "0")
    try:
        return dt.datetime(
            year,
            month,
            int(found.get("day") or 1),
            hour,
            int(found.get("minute") or 0),
            int(found.get("second") or 0),
            int(fraction),
        )
    except ValueError:
        return None


def _text_of(value: dt.datetime | None, with_time: bool) -> str | None:
    if value is None:
        return None
    return value.isoformat(" ") if with_time else value.date().isoformat()
