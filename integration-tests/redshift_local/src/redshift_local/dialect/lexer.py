"""Redshift SQL into tokens that remember their exact source text.

An own lexer, because the rewriting splices source text: it needs exact offsets, one token for each word (no merged
keywords such as GROUP BY), and both readings of a backslash in string literals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ..errors import RedshiftError

Kind = Literal["word", "quoted", "string", "number", "param", "op", "punct", "dollar", "end"]

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[A-Za-z_\u0080-\U0010ffff][A-Za-z0-9_$\u0080-\U0010ffff]*")
_NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_PARAM = re.compile(r"\$\d+")
_DOLLAR = re.compile(r"\$([A-Za-z_]\w*)?\$")
_OPERATOR = re.compile(r"::|[+\-*/<>=~!@#%^&|`?]+")
_TEMP_NAME_AFTER = frozenset(
    "TABLE EXISTS FROM INTO JOIN UPDATE TRUNCATE ANALYZE COPY USING LIKE TO ONLY ON SELECT WHERE AND OR BY".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its kind, its source text, and the blanks and comments before it."""

    kind: Kind
    text: str
    gap: str
    at: int

    @property
    def upper(self) -> str:
        """The word in capitals; empty for all but words, so that keywords never match quoted names."""
        return self.text.upper() if self.kind == "word" else ""

    def is_punct(self, text: str) -> bool:
        return self.kind == "punct" and self.text == text


def _syntax(text: str, at: int, what: str) -> RedshiftError:
    return RedshiftError("42601", f'{what} at or near "{text[at : at + 20]}"')


def _skip_gap(text: str, at: int) -> int:
    while at < len(text):
        if text[at].isspace():
            at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        elif text.startswith("--", at):
            end = text.find("\n", at)
            at = len(text) if end < 0 else end + 1
        elif text.startswith("/*", at):
            depth, start = 1, at
            at += 2
            while depth:
                opened, closed = text.find("/*", at), text.find("*/", at)
                if closed < 0:
                    raise _syntax(text, start, "unterminated comment")
                if 0 <= opened < closed:
                    depth, at = depth + 1, opened + 2
                else:
                    depth, at = depth - 1, closed + 2
        else:
            break
    return at


def _string_end(text: str, at: int, backslash_escapes: bool) -> int:
    """The position behind the literal that starts at ``at``."""
    start = at
    at += 1
    size = len(text)
    while at < size:
        char = text[at]
        if char == "\\" and backslash_escapes:
            at += 2
        elif char == "'":
            if at + 1 < size and text[at + 1] == "'":
                at += 2
            else:
                return at + 1
        else:
            at += 1
    raise _syntax(text, start, "unterminated quoted string")


def _quoted_end(text: str, at: int) -> int:
    start = at
    while True:
        at = text.find('"', at + 1)
        if at < 0:
            raise _syntax(text, start, "unterminated quoted identifier")
        if text.startswith('"', at + 1):
            at += 1
            continue
        if at == start + 1:
            raise RedshiftError("42601", 'zero-length delimited identifier at or near """"')
        return at + 1


def _operator_end(text: str, at: int) -> int:
    found = _OPERATOR.match(text, at)
    assert found is not None
    if found.group() == "::":
        return found.end()
    operator = found.group()
    for comment in ("--", "/*"):
        cut = operator.find(comment, 1)
        if cut > 0:
            operator = operator[:cut]
    # As PostgreSQL reads it: "a=-1" is "a = -1" unless the operator holds one of these characters.
    while len(operator) > 1 and operator[-1] in "+-" and not set(operator) & set("~!@#%^&|`?"):
        operator = operator[:-1]
    return at + len(operator)


def tokenize(text: str, backslash_escapes: bool) -> list[Token]:
    """All tokens; the last has kind "end". Raises RedshiftError 42601 for text that is no SQL."""
    tokens: list[Token] = []
    at = 0
    while True:
        start = _skip_gap(text, at)
        gap = text[at:start]
        if start >= len(text):
            tokens.append(Token("end", "", gap, start))
            return tokens
        kind, end = _one(text, start, backslash_escapes, tokens[-1] if tokens else None)
        tokens.append(Token(kind, text[start:end], gap, start))
        at = end


def _one(text: str, at: int, backslash_escapes: bool, before: Token | None) -> tuple[Kind, int]:
    char = text[at]
    if char == "'":
        return "string", _string_end(text, at, backslash_escapes)
    if char == '"':
        return "quoted", _quoted_end(text, at)
    if char == "$":
        param = _PARAM.match(text, at)
        if param:
            return "param", param.end()
        dollar = _DOLLAR.match(text, at)
        if dollar:
            close = text.find(dollar.group(), dollar.end())
            if close < 0:
                raise _syntax(text, at, "unterminated dollar-quoted string")
            return "dollar", close + len(dollar.group())
        raise _syntax(text, at, "syntax error")
    if char == "#" and _is_temp_name(text, at, before):
        return "word", _WORD.match(text, at + 1).end()  # type: ignore[union-attr]
    if char.isdigit() or (char == "." and text[at + 1 : at + 2].isdigit()):
        number = _NUMBER.match(text, at)
        if number:
            return "number", number.end()
    word = _WORD.match(text, at)
    if word:
        return "word", word.end()
    if char in "()[],;.{}:" and not text.startswith("::", at):
        return "punct", at + 1
    if _OPERATOR.match(text, at):
        return "op", _operator_end(text, at)
    raise _syntax(text, at, "syntax error")


def _is_temp_name(text: str, at: int, before: Token | None) -> bool:
    if not _WORD.match(text, at + 1):
        return False
    if before is None:  # a name alone
        return True
    return before.upper in _TEMP_NAME_AFTER or before.text in (",", "(", "=", "<", ">")


def string_value(literal: str, backslash_escapes: bool) -> str:
    """What a string literal's source text means."""
    body = literal[1:-1].replace("''", "'") if "\\" not in literal or not backslash_escapes else None
    if body is not None:
        return body
    out: list[str] = []
    raw, at = literal[1:-1], 0
    simple = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
    while at < len(raw):
        char = raw[at]
        if char == "\\" and at + 1 < len(raw):
            octal = re.compile(r"[0-7]{1,3}").match(raw, at + 1)
            if octal:
                out.append(chr(int(octal.group(), 8)))
                at = octal.end()
            else:
                out.append(simple.get(raw[at + 1], raw[at + 1]))
                at += 2
        elif raw.startswith("''", at):
            out.append("'")
            at += 2
        else:
            out.append(char)
            at += 1
    return "".join(out)


def identifier_value(token: Token) -> str:
    """An identifier token's name, before any folding."""
    return token.text[1:-1].replace('""', '"') if token.kind == "quoted" else token.text
