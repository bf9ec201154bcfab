"""A statement being translated: its nodes, its walker, and small readers that all kinds share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import RedshiftError
from .expressions import Walker
from .lexer import Token, identifier_value, string_value
from .tree import Group, Node, group_at, is_identifier, word, words


@dataclass(frozen=True)
class Statement:
    text: str
    nodes: tuple[Node, ...]
    walker: Walker

    def word(self, at: int) -> str:
        return word(self.nodes, at)

    def has(self, at: int, *expected: str) -> bool:
        return words(self.nodes, at, len(expected)) == expected

    def skip(self, at: int, *expected: str) -> int:
        """The position behind these words when they are there."""
        return at + len(expected) if self.has(at, *expected) else at

    def error_at(self, at: int, hint: str | None = None) -> RedshiftError:
        node = self.nodes[at] if at < len(self.nodes) else None
        if node is None:
            return RedshiftError("42601", "syntax error at end of input", hint=hint)
        text = node.text if isinstance(node, Token) else node.open.text
        return RedshiftError("42601", f'syntax error at or near "{text}"', hint=hint)

    def expect_end(self, at: int) -> None:
        if at != len(self.nodes):
            raise self.error_at(at)

    def group(self, at: int) -> Group:
        group = group_at(self.nodes, at)
        if group is None:
            raise self.error_at(at)
        return group

    def name(self, at: int) -> str:
        """An identifier as engine SQL."""
        node = self.nodes[at] if at < len(self.nodes) else None
        if not isinstance(node, Token) or not is_identifier(node):
            raise self.error_at(at)
        return self.walker.identifier(node)

    def plain_name(self, at: int) -> str:
        """An identifier's folded name, unquoted."""
        node = self.nodes[at] if at < len(self.nodes) else None
        if not isinstance(node, Token) or not is_identifier(node):
            raise self.error_at(at)
        name = identifier_value(node)
        return name if node.kind == "quoted" and self.walker.scope.case_sensitive else name.lower()

    def relation(self, at: int) -> tuple[str, int]:
        """A table name of one to three parts as engine SQL, and the position behind it."""
        parts = [self.name(at)]
        self._no_reserved(at)
        at += 1
        while at + 1 < len(self.nodes) and self._is_dot(at):
            parts.append(self.name(at + 1))
            at += 2
        if len(parts) > 3:
            raise self.error_at(at)
        # The engine has no cross-database names, but takes its own database's.
        return ".".join(parts), at

    def _is_dot(self, at: int) -> bool:
        node = self.nodes[at]
        return isinstance(node, Token) and node.is_punct(".")

    def _no_reserved(self, at: int) -> None:
        node = self.nodes[at]
        if isinstance(node, Token) and node.kind == "word":
            from .facts import reserved_words

            if node.upper in reserved_words():
                raise self.error_at(at, "reserved words: dg/r_pg_keywords")

    def string(self, at: int) -> str:
        node = self.nodes[at] if at < len(self.nodes) else None
        if not isinstance(node, Token) or node.kind != "string":
            raise self.error_at(at)
        return string_value(node.text, self.walker.scope.backslash_escapes)

    def render(self, nodes: Sequence[Node] | None = None) -> str:
        """Engine SQL of nodes (all by default), with the rules of the whole statement applied."""
        text = self.walker.render(self.nodes if nodes is None else nodes)
        self.walker.finish()
        return text.strip()
