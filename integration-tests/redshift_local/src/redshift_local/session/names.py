"""Identifiers of 64 to 127 bytes: the engine holds 63, Redshift 127 (dg/r_names)."""

from __future__ import annotations

import hashlib

_ENGINE_BYTES = 63
REDSHIFT_BYTES = 127


def cut(name: str, limit: int = REDSHIFT_BYTES) -> str:
    """The name's first ``limit`` bytes, ending at a character boundary."""
    raw = name.encode("utf-8")
    return name if len(raw) <= limit else raw[:limit].decode("utf-8", errors="ignore")


class LongNames:
    """Short stand-ins for long names, shared by all sessions of one stand-in."""

    def __init__(self) -> None:
        self._full: dict[str, str] = {}

    def short(self, name: str) -> str:
        name = cut(name)
        if len(name.encode("utf-8")) <= _ENGINE_BYTES:
            return name
        mark = "~" + hashlib.sha256(name.encode("utf-8")).hexdigest()[:14]
        short = cut(name, _ENGINE_BYTES - len(mark)) + mark
        self._full[short] = name
        return short

    def full(self, name: str) -> str:
        return self._full.get(name, name)
