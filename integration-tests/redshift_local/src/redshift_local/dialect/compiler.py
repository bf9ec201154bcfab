"""From the syntax tree to engine SQL: what all parts of the compilation share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ..errors import RedshiftError
from .functions import COMPUTE_ONLY, leader_only, no_such_function
from .lexer import Token, identifier_value
from .scopes import Columns, Scope

_ENGINE_RESERVED = frozenset(
    "array asymmetric collation concurrently current_catalog current_role fetch localtime returning session_user "
    "symmetric variadic window".split()
)
"""Reserved words of the engine that are ordinary names in Redshift."""
_SYSTEM_PREFIXES = ("pg_", "stv_", "information_schema")
_CATALOG_PREFIXES = ("pg_", "svv_external_")
"""Of what drivers ask with functions of the catalog."""


@dataclass(frozen=True)
class LateView:
    """A late-binding view: its query is bound by its readers."""

    schema: str
    name: str
    text: str


ForeignName = tuple[str, str, str]
"""Database, schema and table, folded; the database is another than the session's, or the schema is external."""


@dataclass(frozen=True)
class ForeignTable:
    """A table that the engine does not hold, as it reaches its rows."""

    engine: str
    columns: Columns
    oid: int
    pseudo_columns: Columns = ()
    """Behind the others; a star does not mean them."""


@dataclass(frozen=True)
class Facts:
    """What a compilation needs to know of its session and of the catalog."""

    backslash_escapes: bool
    short: Callable[[str], str]
    lookup: Callable[[tuple[str, ...]], Columns | None]
    """The columns of a relation by its folded name; None when it is not known."""
    view_text: Callable[[tuple[str, ...]], str | None] = lambda _name: None
    """The query of a late-binding view."""
    late_views: Callable[[], tuple[LateView, ...]] = tuple
    """All late-binding views of the database."""
    database: str = ""
    """The session's database; empty when it is not known."""
    foreign: Callable[[ForeignName], ForeignTable | None] = lambda _name: None
    is_external: Callable[[tuple[str, ...]], bool] = lambda _name: False
    """Whether schema and table, folded, are those of an external table."""
    having_subqueries: bool = False
    """Whether scalar subqueries are taken in HAVING."""
    case_sensitive: bool = False
    case_sensitive_super: bool = False
    last_query: int = -1
    last_copy: tuple[int, int] = (-1, 0)
    last_unload: tuple[int, int] = (-1, 0)


@dataclass
class Used:
    """What a statement was seen to use."""

    functions: set[str] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)
    catalog_only: set[str] = field(default_factory=set)
    """Functions that only queries of the catalog may call."""
    of_catalog: set[str] = field(default_factory=set)
    """Functions of the leader node that no page lists."""
    foreign: set[ForeignName] = field(default_factory=set)

    @property
    def user_relations(self) -> set[str]:
        return {name for name in self.relations if not name.startswith(_SYSTEM_PREFIXES)}


@dataclass(frozen=True)
class Env:
    """Where an expression stands."""

    scope: Scope
    clause: str = "SELECT"
    in_aggregate: bool = False
    in_window: bool = False

    def within(self, clause: str) -> Env:
        return replace(self, clause=clause)


class Names:
    """Identifiers as Redshift folds them and as the engine writes them."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def folded(self, token: Token) -> str:
        """The name that an identifier means."""
        name = identifier_value(token)
        return name if token.kind == "quoted" and self.facts.case_sensitive else name.lower()

    def engine(self, token: Token) -> str:
        """An identifier as engine SQL: folded, cut to 127 bytes, quoted where the engine needs it."""
        name = self.folded(token)
        plain = token.kind == "word" and len(name.encode("utf-8")) <= 63 and name not in _ENGINE_RESERVED
        return token.text if plain and not name.startswith("#") else quote(self.facts.short(name))

    def label(self, name: str) -> str:
        return quote(self.facts.short(name))

    def literal(self, token: Token) -> str:
        return "E" + token.text if self.facts.backslash_escapes and "\\" in token.text else token.text


def quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def check_nodes_used(used: Used) -> None:
    """Raise what only the whole statement shows: functions on the wrong kind of node."""
    on_catalog = any(name.startswith(_CATALOG_PREFIXES) for name in used.relations)
    on_catalog = on_catalog and all(name.startswith(_CATALOG_PREFIXES) for name in used.user_relations)
    if used.catalog_only and not on_catalog:
        raise no_such_function(min(used.catalog_only))
    wrong = sorted(name for name in used.functions if leader_only(name)) if used.user_relations else []
    if any(not name.startswith("svv_") for name in used.user_relations):
        wrong += sorted(used.of_catalog)
    if wrong:
        raise RedshiftError(
            "0A000",
            "Specified types or functions (one per INFO message) not supported on Redshift tables.",
            detail=f'Function "{wrong[0]}" not supported.',
            hint="leader-node-only functions: dg/c_SQL_functions_leader_node_only",
        )
    needing = sorted(used.functions & COMPUTE_ONLY)
    if needing and not used.relations:
        raise RedshiftError(
            "0A000",
            "One or more of the used functions must be applied on at least one user created table.",
            detail=f"Functions used: {', '.join(needing)}",
            hint="compute-node-only functions: dg/c_SQL_functions_compute_node_only",
        )


def comma(texts: Sequence[str]) -> str:
    return ", ".join(texts)
