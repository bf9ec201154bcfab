"""A statement being translated: its nodes, the compiler of its parts, and small readers that all kinds share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import RedshiftError
from .compiler import Env, check_nodes_used
from .external_names import refuse_external
from .facts import reserved_words
from .foreign_names import refuse_foreign
from .grammar.queries import Parser
from .lexer import Token, string_value
from .scopes import Columns, Scope, Source
from .selects import Compiled, Queries
from .tree import Group, Node, group_at, is_identifier, word, words


@dataclass(frozen=True)
class Statement:
    text: str
    nodes: tuple[Node, ...]
    queries: Queries

    def part(self, nodes: Sequence[Node]) -> Statement:
        """Some of the statement's nodes, to be read as a statement."""
        return Statement(self.text, tuple(nodes), self.queries)

    @property
    def backslash_escapes(self) -> bool:
        return self.queries.facts.backslash_escapes

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

    def _identifier(self, at: int) -> Token:
        node = self.nodes[at] if at < len(self.nodes) else None
        if not isinstance(node, Token) or not is_identifier(node):
            raise self.error_at(at)
        return node

    def name(self, at: int) -> str:
        """An identifier as engine SQL."""
        return self.queries.names.engine(self._identifier(at))

    def plain_name(self, at: int) -> str:
        """An identifier's folded name, unquoted."""
        return self.queries.names.folded(self._identifier(at))

    def relation(self, at: int) -> tuple[str, int]:
        """A table name of one to three parts as engine SQL, and the position behind it."""
        parts, at = self.relation_parts(at)
        # The engine has no cross-database names, but takes its own database's.
        refuse_foreign(self.queries.names, parts)
        return ".".join(self.queries.names.engine(part) for part in parts), at

    def local_relation(self, at: int) -> tuple[str, int]:
        """The name of a table that is not external, for statements that do more than read."""
        refuse_external(self.queries.names, self.relation_parts(at)[0], self.word(0))
        return self.relation(at)

    def column_name(self, at: int) -> tuple[str, int]:
        """A column with its table, and perhaps its schema, before it, as engine SQL; and the position behind it."""
        parts, at = self.relation_parts(at)
        return ".".join(self.queries.names.engine(part) for part in parts), at

    def relation_parts(self, at: int) -> tuple[list[Token], int]:
        parts = [self._identifier(at)]
        if parts[0].kind == "word" and parts[0].upper in reserved_words():
            raise self.error_at(at, "reserved words: dg/r_pg_keywords")
        at += 1
        while at + 1 < len(self.nodes) and self._is_dot(at):
            parts.append(self._identifier(at + 1))
            at += 2
        if len(parts) > 3:
            raise self.error_at(at)
        return parts, at

    def target(self, at: int) -> tuple[str, tuple[str, ...], Columns | None, int]:
        """A relation to be changed: engine SQL, folded name, columns, and the position behind it."""
        parts, behind = self.relation_parts(at)
        refuse_foreign(self.queries.names, parts)
        refuse_external(self.queries.names, parts, self.word(0))
        folded = tuple(self.queries.names.folded(part) for part in parts)[-2:]
        self.queries.used.relations.add(folded[-1])
        engine = ".".join(self.queries.names.engine(part) for part in parts)
        return engine, folded, self.queries.facts.lookup(folded), behind

    def _is_dot(self, at: int) -> bool:
        node = self.nodes[at]
        return isinstance(node, Token) and node.is_punct(".")

    def string(self, at: int) -> str:
        node = self.nodes[at] if at < len(self.nodes) else None
        if not isinstance(node, Token) or node.kind != "string":
            raise self.error_at(at)
        return string_value(node.text, self.backslash_escapes)

    # -- compiling
    def parser(self, at: int = 0) -> Parser:
        return Parser(self.nodes, self.backslash_escapes, at)

    def query(self, at: int = 0) -> Compiled:
        """The rest of the statement as a query for the engine."""
        parser = self.parser(at)
        compiled = self.queries.top(parser.whole_query())
        check_nodes_used(self.queries.used)
        return compiled

    def expression(self, clause: str, source: Source | None = None) -> str:
        """The whole statement as one expression of a clause, over the columns of ``source``."""
        parser = self.parser()
        expr = parser.expression()
        parser.end()
        scope = Scope(sources=[source] if source is not None else [])
        sql = self.queries.walk.one(expr, Env(scope, clause)).sql
        check_nodes_used(self.queries.used)
        return sql
