"""Tokens nested by their brackets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..errors import RedshiftError
from .lexer import Token, tokenize

_CLOSERS = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Group:
    """A bracketed part: its brackets and what is between them."""

    open: Token
    items: tuple[Node, ...]
    close: Token

    @property
    def round(self) -> bool:
        return self.open.text == "("


Node = Token | Group


def nest(tokens: Sequence[Token]) -> tuple[Node, ...]:
    """The tree of a token list, without its end token. Raises RedshiftError for brackets that do not match."""
    stack: list[tuple[Token | None, list[Node]]] = [(None, [])]
    for token in tokens:
        if token.kind == "end":
            break
        if token.kind == "punct" and token.text in _CLOSERS:
            stack.append((token, []))
        elif token.kind == "punct" and token.text in (")", "]"):
            opened, items = stack.pop()
            if opened is None or _CLOSERS[opened.text] != token.text:
                raise RedshiftError("42601", f'syntax error at or near "{token.text}"')
            stack[-1][1].append(Group(opened, tuple(items), token))
        else:
            stack[-1][1].append(token)
    if len(stack) > 1:
        raise RedshiftError("42601", "syntax error at end of input")
    return tuple(stack[0][1])


def nest_text(text: str, backslash_escapes: bool) -> tuple[Node, ...]:
    """The tree of a statement's text."""
    return nest(tokenize(text, backslash_escapes))


def word(nodes: Sequence[Node], index: int) -> str:
    """The keyword at ``index`` in capitals; empty when there is something else or nothing."""
    if 0 <= index < len(nodes):
        node = nodes[index]
        if isinstance(node, Token):
            return node.upper
    return ""


def words(nodes: Sequence[Node], index: int, count: int) -> tuple[str, ...]:
    return tuple(word(nodes, index + offset) for offset in range(count))


def group_at(nodes: Sequence[Node], index: int) -> Group | None:
    if 0 <= index < len(nodes):
        node = nodes[index]
        if isinstance(node, Group) and node.round:
            return node
    return None


def is_identifier(node: Node | None) -> bool:
    return isinstance(node, Token) and node.kind in ("word", "quoted")


def split_commas(nodes: Sequence[Node]) -> list[tuple[Node, ...]]:
    """The parts between top-level commas; no parts for nothing."""
    if not nodes:
        return []
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if isinstance(node, Token) and node.is_punct(","):
            parts.append([])
        else:
            parts[-1].append(node)
    return [tuple(part) for part in parts]


def source(nodes: Sequence[Node]) -> str:
    """The source text of nodes, without the gap before the first."""
    out: list[str] = []
    for token in flat(nodes):
        out += [token.gap, token.text]
    return "".join(out[1:])


def flat(nodes: Sequence[Node]) -> Iterator[Token]:
    for node in nodes:
        if isinstance(node, Group):
            yield node.open
            yield from flat(node.items)
            yield node.close
        else:
            yield node
