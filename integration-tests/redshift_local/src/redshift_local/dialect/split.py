"""Several statements in one text, apart."""

from __future__ import annotations

from .lexer import tokenize


def split_statements(text: str, backslash_escapes: bool) -> list[str]:
    """The statements between top-level semicolons, without empty ones."""
    out: list[str] = []
    start = 0
    any_token = False
    for token in tokenize(text, backslash_escapes):
        if token.is_punct(";") or token.kind == "end":
            if any_token:
                out.append(text[start : token.at].strip())
            start, any_token = token.at + 1, False
        else:
            any_token = True
    return out
