"""The walk over a query: every function, type, literal, name and operator is checked and rewritten in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ..errors import RedshiftError
from . import calls, windows
from .clauses import check_clauses
from .functions import COMPUTE_ONLY, leader_only
from .lexer import Token, identifier_value
from .signatures import signature
from .tree import Group, Node, group_at, is_identifier, source, split_commas, word
from .types import not_yet, parse_type

_OPERATORS = frozenset("+ - * / % ^ |/ ||/ @ << >> & ~ !~ || = <> != < <= > >= ~~ !~~ ~~* !~~* ::".split())
"""Redshift's operators: dg/r_OPERATOR_SYMBOLS, dg/r_comparison_condition, dg/r_concat_op."""

_NOT_CALLS = frozenset(
    """
    ALL AND ANY AS BETWEEN BY CASE CROSS CUBE DISTINCT ELSE END ESCAPE EXCEPT EXISTS FROM FULL GROUP HAVING ILIKE IN
    INNER INTERSECT INTO IS JOIN LATERAL LEADING LEFT LIKE LIMIT MINUS NATURAL NOT NULLS OFFSET ON OR ORDER OUTER OVER
    PARTITION QUALIFY RECURSIVE RIGHT ROLLUP SELECT SET SETS SIMILAR SOME THEN TO TOP TRAILING UNION USING VALUES WHEN
    WHERE WITH WITHIN INSERT UPDATE DELETE EXPLAIN GROUPING_SETS ROWS EXCLUDE BOTH
    """.split()
)
_CALLS_DESPITE_KEYWORD = frozenset(("LEFT", "RIGHT"))
_ENDS_OPERAND = frozenset(("END", "NULL", "TRUE", "FALSE"))
_CLAUSE_STARTS = frozenset(
    "SELECT WHERE GROUP HAVING QUALIFY ORDER LIMIT OFFSET UNION EXCEPT INTERSECT MINUS SET VALUES ON USING WHEN".split()
)
_RELATION_BEFORE = frozenset("FROM JOIN UPDATE INTO USING TABLE".split())
_NO_ALIAS_WORDS = frozenset(
    """
    ON USING WHERE GROUP HAVING QUALIFY ORDER LIMIT OFFSET UNION EXCEPT INTERSECT MINUS JOIN INNER LEFT RIGHT FULL
    CROSS NATURAL SET WHEN PIVOT UNPIVOT FOR FETCH WINDOW TABLESAMPLE RETURNING
    """.split()
)
_PG_RESERVED_ONLY = frozenset(
    "array asymmetric collation concurrently current_catalog current_role fetch localtime returning session_user "
    "symmetric variadic window".split()
)
_CALL_SYNTAX = frozenset("FROM IN AS BOTH LEADING TRAILING SELECT".split())
"""Words that stand between arguments instead of a comma: SUBSTRING(a FROM b), TRIM(BOTH a FROM b), CAST(a AS t)."""
_SYSTEM_PREFIXES = ("pg_", "stv_", "information_schema")


@dataclass
class Used:
    """What a statement was seen to use."""

    functions: set[str] = field(default_factory=set)
    relations: set[str] = field(default_factory=set)

    @property
    def user_relations(self) -> set[str]:
        return {name for name in self.relations if not name.startswith(_SYSTEM_PREFIXES)}


@dataclass(frozen=True)
class Scope:
    """What the walk needs of its session."""

    backslash_escapes: bool
    case_sensitive: bool
    short: Callable[[str], str]
    last_query: int = -1
    last_copy: tuple[int, int] = (-1, 0)
    last_unload: tuple[int, int] = (-1, 0)


class Walker:
    """Rewrites the nodes of one statement; ``used`` grows as it goes."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.used = Used()
        self._aliases = 0

    # -- names and literals
    def identifier(self, token: Token) -> str:
        """An identifier as engine SQL: folded as Redshift folds it, cut to 127 bytes."""
        name = identifier_value(token)
        if token.kind == "word":
            lowered = name.lower()
            plain = len(name.encode("utf-8")) <= 63 and lowered not in _PG_RESERVED_ONLY
            if plain and not name.startswith("#"):
                return name
            return _quote(self.scope.short(lowered))
        if not self.scope.case_sensitive:
            name = name.lower()
        return _quote(self.scope.short(name))

    def literal(self, token: Token) -> str:
        if self.scope.backslash_escapes and "\\" in token.text:
            return "E" + token.text
        return token.text

    # -- the walk
    def query(self, nodes: Sequence[Node]) -> str:
        """Engine SQL for a whole query or expression; check ``finish`` afterwards for the statement's rules."""
        return self.render(nodes)

    def render(self, nodes: Sequence[Node]) -> str:
        check_clauses(nodes)
        out: list[str] = []
        tail = ""
        clause = ""
        at = 0
        while at < len(nodes):
            node = nodes[at]
            if isinstance(node, Group):
                out.append(self._group(node, nodes, at, clause))
                at += 1
                continue
            keyword = node.upper
            if keyword in _CLAUSE_STARTS or keyword == "FROM":
                if keyword == "SELECT":
                    out.append(node.gap + node.text)
                    at, top = self._top(nodes, at + 1)
                    tail = top or tail
                    clause = keyword
                    continue
                if keyword in ("UNION", "EXCEPT", "INTERSECT", "MINUS") and tail:
                    out.append(tail)
                    tail = ""
                if keyword != "ON" and keyword != "USING":
                    clause = keyword
            piece, at = self._token(node, nodes, at, clause)
            out.append(piece)
        return "".join(out) + tail

    def _group(self, group: Group, nodes: Sequence[Node], at: int, clause: str) -> str:
        if not group.round:
            raise not_yet("navigation with brackets", "dg/query-super")
        text = f"{group.open.gap}({self.render(group.items)}{group.close.gap})"
        before = word(nodes, at - 1)
        after_comma = at > 0 and isinstance(nodes[at - 1], Token) and nodes[at - 1].is_punct(",")  # type: ignore[union-attr]
        in_from = before in ("FROM", "JOIN") or (clause == "FROM" and after_comma)
        if (in_from and word(group.items, 0) in ("SELECT", "WITH")) or (in_from and group_at(group.items, 0)):
            following = nodes[at + 1] if at + 1 < len(nodes) else None
            aliased = is_identifier(following) and word(nodes, at + 1) not in _NO_ALIAS_WORDS
            if not aliased and word(group.items, 0) in ("SELECT", "WITH"):
                # PostgreSQL before 16 wants an alias where Redshift does not.
                self._aliases += 1
                text += f' AS "?subquery_{self._aliases}"'
        return text

    def _top(self, nodes: Sequence[Node], at: int) -> tuple[int, str]:
        """``TOP n`` behind SELECT becomes a LIMIT at the end of this query."""
        if word(nodes, at) in ("DISTINCT", "ALL") and word(nodes, at + 1) == "TOP":
            raise RedshiftError(
                "42601", 'syntax error at or near "top"', hint="TOP stands before DISTINCT: dg/r_SELECT_list"
            )
        if word(nodes, at) != "TOP":
            return at, ""
        count = nodes[at + 1] if at + 1 < len(nodes) else None
        if isinstance(count, Token) and count.kind == "number":
            return at + 2, f" LIMIT {count.text}"
        if isinstance(count, Group) and len(count.items) == 1:
            return at + 2, f" LIMIT {self.render(count.items)}"
        return at, ""

    def _token(self, token: Token, nodes: Sequence[Node], at: int, clause: str) -> tuple[str, int]:
        if token.kind == "string":
            return token.gap + self.literal(token), at + 1
        if token.kind == "quoted":
            self._note_relation(token, nodes, at, clause)
            return token.gap + self.identifier(token), at + 1
        if token.kind == "op":
            return self._operator(token, nodes, at)
        if token.kind == "dollar":
            raise RedshiftError("42601", "dollar quoting is documented for functions and procedures only")
        if token.kind == "word":
            return self._word(token, nodes, at, clause)
        return token.gap + token.text, at + 1

    def _operator(self, token: Token, nodes: Sequence[Node], at: int) -> tuple[str, int]:
        if token.text not in _OPERATORS:
            raise RedshiftError(
                "42883", f"operator does not exist: {token.text}", hint="Redshift's operators: dg/r_OPERATOR_SYMBOLS"
            )
        if token.text == "::":
            parsed = parse_type(nodes, at + 1, in_ddl=False)
            return f"{token.gap}::{parsed.engine}", at + 1 + parsed.width
        return token.gap + token.text, at + 1

    def _word(self, token: Token, nodes: Sequence[Node], at: int, clause: str) -> tuple[str, int]:
        keyword = token.upper
        if self._is_call(token, nodes, at):
            return self._call(token, nodes, at)
        qualified = at > 0 and isinstance(nodes[at - 1], Token) and nodes[at - 1].is_punct(".")  # type: ignore[union-attr]
        if qualified:
            return token.gap + self.identifier(token), at + 1
        simple = calls.WORDS.get(keyword)
        if simple is not None and not self._is_alias(nodes, at):
            self.used.functions.add(keyword.lower())
            return token.gap + simple, at + 1
        if keyword == "APPROXIMATE" and isinstance(nodes[at + 1] if at + 1 < len(nodes) else None, Token):
            return self._approximate(token, nodes, at)
        if keyword == "MINUS":
            return token.gap + "EXCEPT", at + 1
        if keyword == "INTERVAL" and at + 1 < len(nodes):
            return token.gap + token.text, at + 1
        self._note_relation(token, nodes, at, clause)
        return token.gap + (token.text if keyword in _KEYWORDS else self.identifier(token)), at + 1

    @staticmethod
    def _is_alias(nodes: Sequence[Node], at: int) -> bool:
        return word(nodes, at - 1) == "AS"

    def _approximate(self, token: Token, nodes: Sequence[Node], at: int) -> tuple[str, int]:
        """APPROXIMATE COUNT(DISTINCT e) is answered exactly; exact is within the documented error."""
        if word(nodes, at + 1) == "COUNT":
            self.used.functions.add("approximate")
            text, following = self._token(nodes[at + 1], nodes, at + 1, "")  # type: ignore[arg-type]
            return token.gap + text.lstrip(), following
        raise not_yet("APPROXIMATE PERCENTILE_DISC", "dg/r_APPROXIMATE_PERCENTILE_DISC")

    # -- calls
    def _is_call(self, token: Token, nodes: Sequence[Node], at: int) -> bool:
        if group_at(nodes, at + 1) is None:
            return False
        keyword = token.upper
        if keyword in _NOT_CALLS and keyword not in _CALLS_DESPITE_KEYWORD:
            return False
        before = nodes[at - 1] if at > 0 else None
        if keyword in _CALLS_DESPITE_KEYWORD and (before is None or word(nodes, at + 1) == "JOIN"):
            return False
        if isinstance(before, Group) or word(nodes, at - 1) == "AS":
            return False  # an alias with a column list
        if isinstance(before, Token):
            if before.kind in ("quoted", "string", "number", "param"):
                return False
            if before.kind == "word" and before.upper not in _KEYWORDS:
                return False
            if before.upper in _ENDS_OPERAND:
                return False
            if before.upper in ("INTO", "TABLE", "UPDATE"):
                return False
        # "name (columns) AS (" is a common table expression
        return not (word(nodes, at + 2) == "AS" and group_at(nodes, at + 3) is not None)

    def _call(self, token: Token, nodes: Sequence[Node], at: int) -> tuple[str, int]:
        name = token.text.lower()
        group = group_at(nodes, at + 1)
        assert group is not None
        self.used.functions.add(name)
        called = signature(name)
        if _dotted(nodes, at) and word(nodes, at - 2) != "PG_CATALOG":
            raise RedshiftError("42883", f"function {source(nodes[at - 2 : at + 1])}() does not exist")
        tail = windows.read_tail(name, group, nodes, at + 2)
        items = windows.without_nulls_treatment(group)
        if not any(word(items, i) in _CALL_SYNTAX for i in range(len(items))):
            called.check_count(len(split_commas(items)))
        if called.answered == "rewritten" or tail.ignore_nulls:
            text = calls.rewrite(self, name, items, tail)
        else:
            engine_name = name if _dotted(nodes, at) else called.engine_name
            text = f"{engine_name}({self.render(items)}{group.close.gap})"
            if tail.window is not None:
                text += f" OVER ({self.render(tail.window.items)})"
        following = tail.end
        return token.gap + text, following

    # -- relations
    def _note_relation(self, token: Token, nodes: Sequence[Node], at: int, clause: str) -> None:
        before = nodes[at - 1] if at > 0 else None
        if not isinstance(before, Token):
            return
        is_relation = before.upper in _RELATION_BEFORE or (clause == "FROM" and before.is_punct(","))
        if is_relation and token.upper not in _KEYWORDS:
            name = identifier_value(token).lower()
            self.used.relations.add(name)

    # -- rules of the whole statement
    def finish(self) -> None:
        """Raise what only the whole statement shows: functions on the wrong kind of node."""
        tables = self.used.user_relations
        wrong = sorted(name for name in self.used.functions if leader_only(name))
        if wrong and tables:
            raise RedshiftError(
                "0A000",
                "Specified types or functions (one per INFO message) not supported on Redshift tables.",
                detail=f'Function "{wrong[0]}" not supported.',
                hint="leader-node-only functions: dg/c_SQL_functions_leader_node_only",
            )
        needing = sorted(self.used.functions & COMPUTE_ONLY)
        if needing and not self.used.relations:
            raise RedshiftError(
                "0A000",
                "One or more of the used functions must be applied on at least one user created table.",
                detail=f"Functions used: {', '.join(needing)}",
                hint="compute-node-only functions: dg/c_SQL_functions_compute_node_only",
            )


def _dotted(nodes: Sequence[Node], at: int) -> bool:
    before = nodes[at - 1] if at > 0 else None
    return isinstance(before, Token) and before.is_punct(".")


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


_KEYWORDS = frozenset(
    """
    ALL AND ANY AS ASC BETWEEN BOTH BY CASE CAST CROSS CUBE CURRENT DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS
    EXCLUDE FALSE FIRST FOLLOWING FOR FROM FULL GROUP GROUPING HAVING ILIKE IN INNER INTERSECT INTERVAL INTO IS JOIN
    LAST LEADING LEFT LIKE LIMIT MINUS NATURAL NOT NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION PRECEDING
    RECURSIVE RIGHT ROLLUP ROWS SELECT SET SETS SIMILAR SOME THEN TO TRAILING TRUE UNBOUNDED UNION UNKNOWN USING VALUES
    WHEN WHERE WITH WITHIN ROW INSERT UPDATE DELETE DEFAULT AT TIME ZONE MATCHED MERGE TABLE ISNULL NOTNULL COLLATE
    DATE TIMESTAMP TIMESTAMPTZ TIME TIMETZ YEAR MONTH DAY HOUR MINUTE SECOND
    """.split()
)
"""Words that are syntax: written through unchanged, and possible before a function call."""
