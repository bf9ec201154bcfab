"""One Redshift statement into engine SQL: the dispatch by kind of statement. Unknown kinds are refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from ..engine.backend import quote_literal
from ..errors import RedshiftError
from . import admin, ddl, dml, queries, sessions, show, views
from .clauses import check_clauses
from .compiler import Facts, ForeignName, ForeignTable, LateView, Names
from .lexer import tokenize
from .mentioned import mentioned
from .outcome import Forward, S3Command, Script, Translation
from .pages import with_page
from .scopes import Columns
from .selects import Queries
from .statement import Statement
from .tree import Node, nest, word
from .types import not_yet

_DEEPEST = 20_000
"""Python frames for one translation: generated SQL nests far deeper than Python's own limit allows."""
_MAX_STATEMENT_BYTES = 16 * 1024 * 1024
_LONGEST_NAME = 127
"""In bytes (dg/r_names)."""


@dataclass(frozen=True)
class SessionFacts:
    """What a translation needs to know of its session."""

    case_sensitive: bool = False
    case_sensitive_super: bool = False
    database: str = ""
    last_query: int = -1
    last_copy: tuple[int, int] = (-1, 0)
    last_unload: tuple[int, int] = (-1, 0)


@contextmanager
def _deep_recursion() -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _DEEPEST))
    try:
        yield
    except RecursionError:
        raise RedshiftError("54001", "the statement is nested too deeply for the stand-in") from None
    finally:
        sys.setrecursionlimit(before)


class Catalog:
    """The relations that a translation asks for; those it did not find are in ``missing``."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, ...], Columns | None] = {}
        self._views: dict[tuple[str, ...], str] = {}
        self._external: set[tuple[str, ...]] = set()
        self._late_views: tuple[LateView, ...] | None = None
        self._foreign: dict[ForeignName, ForeignTable | RedshiftError | None] = {}
        self.missing: set[tuple[str, ...]] = set()
        self.missing_foreign: set[ForeignName] = set()
        self.lacks_late_views = False

    @property
    def is_complete(self) -> bool:
        return not self.missing and not self.missing_foreign and not self.lacks_late_views

    def columns(self, name: tuple[str, ...]) -> Columns | None:
        if name not in self._columns:
            self.missing.add(name)
        return self._columns.get(name)

    def view_text(self, name: tuple[str, ...]) -> str | None:
        return self._views.get(name)

    def is_external(self, name: tuple[str, ...]) -> bool:
        self.columns(name)  # which asks for what is not known
        return name in self._external

    def foreign(self, name: ForeignName) -> ForeignTable | None:
        if name not in self._foreign:
            self.missing_foreign.add(name)
        known = self._foreign.get(name)
        if isinstance(known, RedshiftError):
            raise known
        return known

    def learn_foreign(self, name: ForeignName, table: ForeignTable | RedshiftError | None) -> None:
        """What is known of a table that the engine does not hold; None when nothing can be asked now.

        An error is raised when the table is asked for: a path into a SUPER value may look like its name at first.
        """
        self._foreign[name] = table
        self.missing_foreign.discard(name)

    def late_views(self) -> tuple[LateView, ...]:
        self.lacks_late_views = self._late_views is None
        return self._late_views or ()

    def learn_late_views(self, views: tuple[LateView, ...]) -> None:
        self._late_views = views
        self.lacks_late_views = False

    def learn_external(self, name: tuple[str, ...]) -> None:
        self._external.add(name)

    def learn(self, name: tuple[str, ...], columns: Columns | None, view_text: str | None = None) -> None:
        """What the engine knows of a relation; None for one that does not exist."""
        self._columns[name] = columns
        if view_text is not None:
            self._views[name] = view_text
        self.missing.discard(name)


_Handler = Callable[[Statement], Translation]

STATEMENTS: dict[str, _Handler] = {
    "SELECT": queries.select,
    "WITH": queries.select,
    "(": queries.select,
    "INSERT": dml.insert,
    "UPDATE": dml.update,
    "DELETE": dml.delete,
    "MERGE": dml.merge,
    "EXPLAIN": queries.explain,
    "DECLARE": queries.declare,
    "FETCH": queries.fetch,
    "CLOSE": queries.close,
    "PREPARE": queries.prepare,
    "EXECUTE": queries.execute,
    "DEALLOCATE": queries.deallocate,
    "CREATE": ddl.create,
    "DROP": ddl.drop,
    "ALTER": ddl.alter,
    "REFRESH": views.refresh,
    "TRUNCATE": ddl.truncate,
    "COMMENT": ddl.comment,
    "GRANT": admin.grant,
    "REVOKE": admin.grant,
    "ANALYZE": admin.analyze,
    "VACUUM": admin.vacuum,
    "LOCK": admin.lock,
    "BEGIN": sessions.begin,
    "START": sessions.begin,
    "COMMIT": sessions.end,
    "END": sessions.end,
    "ROLLBACK": sessions.rollback,
    "ABORT": sessions.rollback,
    "SET": sessions.set_,
    "RESET": sessions.reset,
    "SHOW": show.show,
}
_ABSENT = {
    "CALL": "dg/r_CALL_procedure",
    "CANCEL": "dg/r_CANCEL",
    "ATTACH": "dg/r_ATTACH_RLS_POLICY",
    "DETACH": "dg/r_DETACH_RLS_POLICY",
    "USE": "dg/r_USE_command",
    "DESC": "dg/r_DESC_DATASHARE",
}
_REFUSED = {
    "SAVEPOINT": "SAVEPOINT is not supported",
    "RELEASE": "RELEASE SAVEPOINT is not supported",
    "VALUES": "VALUES as a table is not supported",
    "NOTIFY": "NOTIFY is not supported",
    "LISTEN": "LISTEN is not supported",
    "UNLISTEN": "UNLISTEN is not supported",
    "CLUSTER": "CLUSTER is not supported",
    "REINDEX": "REINDEX is not supported",
    "CHECKPOINT": "CHECKPOINT is not supported",
    "LOAD": "LOAD is not supported",
    "DO": "DO is not supported",
}


class Dialect:
    """The dialect of one stand-in."""

    def __init__(
        self, backslash_escapes: bool, short_name: Callable[[str], str], having_subqueries: bool = False
    ) -> None:
        self._backslash_escapes = backslash_escapes
        self._short_name = short_name
        self._having_subqueries = having_subqueries

    def read(self, text: str) -> tuple[Node, ...]:
        """A statement's nodes. Raises RedshiftError for what no statement of Redshift can hold."""
        if len(text.encode("utf-8")) > _MAX_STATEMENT_BYTES:
            raise RedshiftError("54000", "Statement is too large: the limit is 16 MB", hint="see dg/r_SELECT_synopsis")
        tokens = tokenize(text, self._backslash_escapes)
        while len(tokens) > 1 and tokens[-2].is_punct(";"):
            del tokens[-2]
        if any(token.is_punct(";") for token in tokens):
            raise RedshiftError("42601", "cannot insert multiple commands into a prepared statement")
        nodes = nest(tokens)
        with _deep_recursion():
            check_clauses(nodes)
        return nodes

    def mentioned(self, nodes: tuple[Node, ...], facts: SessionFacts) -> set[tuple[str, ...]]:
        """The folded names of relations that a statement may name and whose columns matter."""
        if word(nodes, 0) == "LOCK":
            return set()  # a look at the catalog would take the snapshot that is to be taken after the lock
        with _deep_recursion():
            return mentioned(nodes, Names(self._facts(facts, Catalog())))

    def writes(self, nodes: tuple[Node, ...], facts: SessionFacts) -> str:
        """The table that an UPDATE, DELETE or MERGE changes, as engine SQL; empty for other statements.

        These look before they write, so they take their table's lock first (dg/c_write_readwrite).
        """
        places = {"UPDATE": 1, "DELETE": 2 if word(nodes, 1) == "FROM" else 1, "MERGE": 2}
        at = places.get(word(nodes, 0))
        if at is None:
            return ""
        try:
            return Statement("", nodes, Queries(self._facts(facts, Catalog()))).relation(at)[0]
        except RedshiftError:
            return ""  # what is wrong with the statement is told when it is translated

    def translate(self, text: str, nodes: tuple[Node, ...], facts: SessionFacts, catalog: Catalog) -> Translation:
        """What a statement becomes. Raises RedshiftError for everything that Redshift, or the stand-in, refuses."""
        long_names: dict[str, str] = {}

        def short(name: str) -> str:
            shortened = self._short_name(name)
            full = name.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", errors="ignore")
            if shortened != full:
                long_names[shortened] = full
            return shortened

        with _deep_recursion():
            known = replace(self._facts(facts, catalog), short=short)
            try:
                translation = self._translate(Statement(text, nodes, Queries(known)))
            except RedshiftError as error:
                raise with_page(error, nodes) from None
        if isinstance(translation, Script) and long_names and not translation.outside_transaction:
            learn = f"SELECT rs_catalog.learn_names({quote_literal(json.dumps(long_names))})"
            return replace(translation, statements=(learn, *translation.statements))
        return translation

    @staticmethod
    def _translate(statement: Statement) -> Translation:
        if not statement.nodes:
            return Forward("")
        first = word(statement.nodes, 0) or "("
        if first in ("UNLOAD", "COPY"):
            return S3Command(first, statement.text)
        handler = STATEMENTS.get(first)
        if handler is not None:
            return handler(statement)
        if first in _REFUSED:
            raise RedshiftError("0A000", _REFUSED[first], hint="see dg/c_unsupported-postgresql-features")
        if first in _ABSENT:
            raise not_yet(first, _ABSENT[first])
        raise RedshiftError("42601", f'syntax error at or near "{first.lower()}"', hint="see dg/c_SQL_commands")

    def relation(self, name: str, facts: SessionFacts) -> str:
        """A table name as engine SQL."""
        statement = Statement(name, self.read(name), Queries(self._facts(facts, Catalog())))
        engine, width = statement.relation(0)
        if width != len(statement.nodes):
            raise RedshiftError("42601", f"syntax error: {name} is not a table name")
        return engine

    def folded(self, name: str, facts: SessionFacts) -> tuple[str, ...]:
        """The folded parts of a table name."""
        statement = Statement(name, self.read(name), Queries(self._facts(facts, Catalog())))
        return tuple(statement.queries.names.folded(part) for part in statement.relation_parts(0)[0])

    def _facts(self, facts: SessionFacts, catalog: Catalog) -> Facts:
        return Facts(
            backslash_escapes=self._backslash_escapes,
            short=self._short_name,
            lookup=catalog.columns,
            view_text=catalog.view_text,
            late_views=catalog.late_views,
            database=facts.database,
            foreign=catalog.foreign,
            is_external=catalog.is_external,
            having_subqueries=self._having_subqueries,
            case_sensitive=facts.case_sensitive,
            case_sensitive_super=facts.case_sensitive_super,
            last_query=facts.last_query,
            last_copy=facts.last_copy,
            last_unload=facts.last_unload,
        )
