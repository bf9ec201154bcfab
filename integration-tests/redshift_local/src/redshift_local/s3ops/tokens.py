"""A small tokenizer for UNLOAD and COPY, whose grammar no SQL library knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..errors import RedshiftError

Kind = Literal["word", "string", "number", "name", "mark"]

_TOKEN = re.compile(
    r"""\s+|--[^\n]*|/\*.*?\*/
    |(?P<word>[A-Za-z_][A-Za-z0-9_$]*)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<name>"(?:[^"]|"")+")
    |(?P<mark>[(),.;=])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    kind: Kind
    text: str


def tokenize(text: str, backslash_escapes: bool) -> list[Token]:
    """Raises RedshiftError 42601 where the text is not made of tokens."""
    found = []
    position = 0
    while position < len(text):
        if text[position] == "'":
            value, position = _string(text, position, backslash_escapes)
            found.append(Token("string", value))
            continue
        match = _TOKEN.match(text, position)
        if match is None:
            raise RedshiftError("42601", f'syntax error at or near "{text[position : position + 10]}"')
        if match.lastgroup is not None:
            value = match.group()
            found.append(Token(match.lastgroup, value.upper() if match.lastgroup == "word" else value))  # type: ignore[arg-type]
        position = match.end()
    return found


def _string(text: str, start: int, backslash_escapes: bool) -> tuple[str, int]:
    out: list[str] = []
    i = start + 1
    while i < len(text):
        c = text[i]
        if c == "'":
            if text[i + 1 : i + 2] != "'":
                return "".join(out), i + 1
            out.append("'")
            i += 2
        elif c == "\\" and backslash_escapes and i + 1 < len(text):
            out.append(text[i + 1])
            i += 2
        else:
            out.append(c)
            i += 1
    raise RedshiftError("42601", "unterminated quoted string")


class Cursor:
    """Reads tokens one by one; every method raises RedshiftError 42601 on what it did not expect."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = [token for token in tokens if token.text != ";" or token.kind == "string"]
        self._next = 0

    @property
    def ended(self) -> bool:
        return self._next >= len(self._tokens)

    def peek(self) -> Token | None:
        return None if self.ended else self._tokens[self._next]

    def take(self, kind: Kind | None = None) -> Token:
        token = self.peek()
        if token is None or (kind is not None and token.kind != kind):
            raise RedshiftError("42601", f'syntax error at or near "{token.text if token else "end of statement"}"')
        self._next += 1
        return token

    def word(self, *allowed: str) -> str:
        token = self.take("word")
        if allowed and token.text not in allowed:
            raise RedshiftError("42601", f'syntax error at or near "{token.text}"')
        return token.text

    def accept(self, text: str) -> bool:
        token = self.peek()
        if token is not None and token.kind in ("word", "mark") and token.text == text:
            self._next += 1
            return True
        return False

    def string_after_as(self) -> str:
        self.accept("AS")
        return self.take("string").text
