"""Bytes that are no UTF-8, held as surrogates (``errors="surrogateescape"``) until it is known what to do with them."""

from __future__ import annotations


def _is_byte(character: str) -> bool:
    return "\udc80" <= character <= "\udcff"


def invalid_bytes(text: str) -> str:
    """The first bytes that are no UTF-8, in hexadecimal; empty when there are none."""
    found = [character for character in text if _is_byte(character)]
    return " ".join(f"{ord(character) - 0xDC00:x}" for character in found[:4])


def replaced(text: str, replacement: str) -> str:
    """The text with ``replacement`` for each such byte (dg/copy-parameters-data-conversion, ACCEPTINVCHARS)."""
    return "".join(replacement if _is_byte(character) else character for character in text)
