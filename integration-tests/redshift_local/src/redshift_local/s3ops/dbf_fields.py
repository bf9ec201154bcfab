"""Values of a .dbf file as text that COPY converts; files of that kind have all of them as text, padded."""

from __future__ import annotations

import codecs

DEFAULT_ENCODING = "utf-8"
_NO_DATES = {"", "00000000"}
_TRUE, _FALSE = "YyTt1", "NnFf0"


def field_text(text: str, kind: str) -> str | None:
    """The text of a field without its padding, by the type's letter (C, N, F, D, L); None is NULL.

    A date becomes ISO's form, a logical value true or false. Numbers keep all their digits.
    """
    if kind == "C":
        return text.rstrip(" \0")
    text = text.strip(" \0")
    if kind == "D":
        if text in _NO_DATES:
            return None
        return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text
    if kind == "L":
        return "true" if text and text in _TRUE else "false" if text and text in _FALSE else None
    return text if text.strip("*") else None


def encoding_of(told: str) -> str:
    """Python's name of what a .cpg file tells, a name or a number of a code page. ValueError for what is neither."""
    name = told.strip().split(" ")[-1]
    for tried in (name, f"cp{name}"):
        try:
            return codecs.lookup(tried).name
        except LookupError:
            continue
    raise ValueError(f"its .cpg names {told.strip()!r}, which is not an encoding")
