"""A small tokenizer for UNLOAD and COPY, whose grammar no SQL library knows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..errors import RedshiftError

Kind = Literal["word", "string", "number", "name", "mark"]

_TOKEN = re.compile(
    r"""\s+|--[^\n]*|/\*.*?\*/
    |(?P<word>\#?[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_$\u0080-\U0010ffff]*)
    |(?P<number>[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>"(?:[^"]|"")+")
    |(?P<mark>[(),.;=])""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """``text`` is upper case for a word; ``written`` is as the statement has it."""

    kind: Kind
    text: str
    written: str


def tokenize(text: str, backslash_escapes: bool) -> list[Token]:
    """Raises RedshiftError 42601 where the text is not made of tokens."""
    found = []
    position = 0
    while position < len(text):
        if text[position] == "'":
            start = position
            value, position = _string(text, position, backslash_escapes)
            found.append(Token("string", value, text[start:position]))
            continue
        match = _TOKEN.match(text, position)
        if match is None:
            raise RedshiftError("42601", f'syntax error at or near "{text[position : position + 10]}"')
        kind = match.lastgroup
        if kind is not None:
            value = match.group()
            found.append(Token(kind, value.upper() if kind == "word" else value, value))  # type: ignore[arg-type]
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
            # Only the quote and the backslash itself are documented escapes; '\t', '\N' and '\0' have meanings of
            # their own to DELIMITER and NULL AS, so they stay.
            out.append(text[i + 1] if text[i + 1] in "'\\" else text[i : i + 2])
            i += 2
        else:
            out.append(c)
            i += 1
    raise RedshiftError("42601", "unterminated quoted string")


class Cursor:
    """Reads tokens one by one; every method raises RedshiftError 42601 on what it did not expect."""

    def __init__(self, tokens: list[Token]) -> None:
        while tokens and tokens[-1].kind == "mark" and tokens[-1].text == ";":
            tokens = tokens[:-1]
        self._tokens = tokens
        self._next = 0

    @property
    def ended(self) -> bool:
        return self._next >= len(self._tokens)

    def peek(self) -> Token | None:
        return None if self.ended else self._tokens[self._next]

    def error(self) -> RedshiftError:
        token = self.peek()
        return RedshiftError("42601", f'syntax error at or near "{token.written if token else "end of statement"}"')

    def take(self, kind: Kind | None = None) -> Token:
        token = self.peek()
        if token is None or (kind is not None and token.kind != kind):
            raise self.error()
        self._next += 1
        return token

    def word(self, *allowed: str) -> str:
        token = self.peek()
        if token is None or token.kind != "word" or (allowed and token.text not in allowed):
            raise self.error()
        self._next += 1
        return token.text

    def at(self, text: str) -> bool:
        token = self.peek()
        return token is not None and token.kind in ("word", "mark") and token.text == text

    def accept(self, text: str) -> bool:
        if self.at(text):
            self._next += 1
            return True
        return False

    def mark(self, text: str) -> None:
        if not self.accept(text):
            raise self.error()

    def string_after_as(self) -> str:
        self.accept("AS")
        return self.take("string").text

    def optional_string_after_as(self) -> str | None:
        """A string, with or without AS, when there is one."""
        if self.accept("AS"):
            return self.take("string").text
        token = self.peek()
        if token is None or token.kind != "string":
            return None
        return self.take("string").text

    def integer_after_as(self) -> int:
        self.accept("AS")
        text = self.take("number").text
        try:
            return int(text)
        except ValueError:
            raise RedshiftError("42601", f'syntax error at or near "{text}"') from None

    def name(self) -> str:
        """One identifier: folded to lower case, or what the quotes hold."""
        token = self.take()
        if token.kind == "word":
            return token.written.lower()
        if token.kind == "name":
            return token.text[1:-1].replace('""', '"')
        self._next -= 1
        raise self.error()

    def names(self) -> tuple[str, ...]:
        """Identifiers between commas up to the closing bracket, the opening one already read."""
        found = [self.name()]
        while self.accept(","):
            found.append(self.name())
        self.mark(")")
        return tuple(found)
