"""Date parts and their abbreviations (dg/r_Dateparts_for_datetime_functions)."""

from __future__ import annotations

from ..errors import RedshiftError

_NAMES = {
    "millennium": "millennium millennia mil mils",
    "century": "century centuries c cent cents",
    "decade": "decade decades dec decs",
    "epoch": "epoch",
    "year": "year years y yr yrs",
    "quarter": "quarter quarters qtr qtrs",
    "month": "month months mon mons",
    "week": "week weeks w",
    "dayofweek": "dayofweek dow dw weekday",
    "dayofyear": "dayofyear doy dy yearday",
    "day": "day days d",
    "hour": "hour hours h hr hrs",
    "minute": "minute minutes m min mins",
    "second": "second seconds s sec secs",
    "millisecond": "millisecond milliseconds ms msec msecs msecond mseconds millisec millisecs millisecon",
    "microsecond": "microsecond microseconds microsec microsecs microsecond usecond useconds us usec usecs",
    "timezone": "timezone",
    "timezone_hour": "timezone_hour",
    "timezone_minute": "timezone_minute",
}
_BY_NAME = {alias: part for part, aliases in _NAMES.items() for alias in aliases.split()}


def date_part(name: str) -> str:
    """The full name of a date part. Raises RedshiftError 22023."""
    part = _BY_NAME.get(name.lower())
    if part is None:
        raise RedshiftError("22023", f'"{name}" is not a date part', hint="see dg/r_Dateparts_for_datetime_functions")
    return part
