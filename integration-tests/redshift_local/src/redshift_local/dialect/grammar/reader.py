"""Reading the nodes of a statement, one level of brackets after the other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from ...errors import RedshiftError
from .. import ast
from ..facts import reserved_words
from ..lexer import Token
from ..tree import Group, Node, group_at, word, words

if TYPE_CHECKING:
    from .queries import Parser


class Reader(ABC):
    """Where a parser stands, and the small steps from there; the grammar is in the classes above this one."""

    def __init__(self, nodes: Sequence[Node], backslash_escapes: bool, at: int = 0) -> None:
        self.nodes = nodes
        self.backslash_escapes = backslash_escapes
        self.at = at

    # -- reading
    @property
    def node(self) -> Node | None:
        return self.nodes[self.at] if self.at < len(self.nodes) else None

    @property
    def word(self) -> str:
        return word(self.nodes, self.at)

    def inside(self, group: Group) -> Parser:
        """A parser of its own for what is in brackets."""
        return self.over(group.items)

    def over(self, nodes: Sequence[Node]) -> Parser:
        """A parser of its own for these nodes."""
        return cast("Parser", type(self)(nodes, self.backslash_escapes))

    # -- what the whole grammar adds
    @abstractmethod
    def expression(self) -> ast.Expr: ...

    @abstractmethod
    def expressions(self) -> list[ast.Expr]: ...

    @abstractmethod
    def _other(self) -> ast.Expr:
        """What stands between comparisons."""

    def error(self, page: str = "dg/r_SELECT_synopsis") -> RedshiftError:
        node = self.node
        if node is None:
            return RedshiftError("42601", "syntax error at end of input", hint=f"see {page}")
        text = node.text if isinstance(node, Token) else node.open.text
        return RedshiftError("42601", f'syntax error at or near "{text}"', hint=f"see {page}")

    def accept(self, *expected: str) -> bool:
        if words(self.nodes, self.at, len(expected)) == expected:
            self.at += len(expected)
            return True
        return False

    def expect(self, *expected: str) -> None:
        if not self.accept(*expected):
            raise self.error()

    def accept_punct(self, text: str) -> bool:
        node = self.node
        if isinstance(node, Token) and node.is_punct(text):
            self.at += 1
            return True
        return False

    def operator(self) -> str:
        node = self.node
        return node.text if isinstance(node, Token) and node.kind == "op" else ""

    def group(self) -> Group:
        group = group_at(self.nodes, self.at)
        if group is None:
            raise self.error()
        self.at += 1
        return group

    def end(self) -> None:
        if self.at != len(self.nodes):
            raise self.error()

    def identifier(self, *, label: bool = False) -> Token:
        """A name; a label (behind AS) may be a reserved word."""
        node = self.node
        if isinstance(node, Token) and (
            node.kind == "quoted" or (node.kind == "word" and (label or node.upper not in reserved_words()))
        ):
            self.at += 1
            return node
        raise self.error("dg/r_names")

    def names(self) -> list[Token]:
        """Names in brackets."""
        inner = self.inside(self.group())
        out = [inner.identifier()]
        while inner.accept_punct(","):
            out.append(inner.identifier())
        inner.end()
        return out

    def qualified(self) -> list[Token]:
        """A name of one to three parts."""
        parts = [self.identifier()]
        while len(parts) < 3 and self.accept_punct("."):
            parts.append(self.identifier(label=True))
        return parts
