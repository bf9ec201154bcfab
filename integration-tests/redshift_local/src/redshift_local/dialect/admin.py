"""Rights, locks, statistics."""

from __future__ import annotations

from ..errors import RedshiftError
from .external_names import refuse_external
from .outcome import Forward, Script, Translation
from .statement import Statement
from .tree import Node, group_at, split_commas, word
from .types import not_yet

_RIGHTS = frozenset(
    "SELECT INSERT UPDATE DELETE DROP REFERENCES ALTER TRUNCATE ALL USAGE CREATE TEMPORARY TEMP CONNECT".split()
)
_WITHOUT_EFFECT = frozenset(("DROP", "ALTER"))


def grant(statement: Statement) -> Translation:
    """GRANT rights ON [TABLE | SCHEMA | DATABASE | ALL TABLES IN SCHEMA] names TO users (dg/r_GRANT)."""
    verb = statement.word(0)
    to = "TO" if verb == "GRANT" else "FROM"
    nodes = statement.nodes
    on = next((at for at in range(len(nodes)) if word(nodes, at) == "ON"), None)
    if statement.word(1) == "ASSUMEROLE":
        return Script(("SELECT 1",), verb)
    if on is None:
        raise not_yet(f"{verb} of a role", "dg/r_GRANT")
    ends = [at for at in range(on, len(nodes)) if word(nodes, at) == to]
    if not ends:
        raise statement.error_at(len(nodes))
    rights = _rights(statement, 1, on)
    target = _target(statement, verb, on + 1, ends[-1])
    tail = nodes[ends[-1] + 1 :]
    option = ""
    if [word(tail, len(tail) - 3 + i) for i in range(3)] == ["WITH", "GRANT", "OPTION"]:
        option, tail = " WITH GRANT OPTION", tail[:-3]
    users = ", ".join(_grantee(statement, part) for part in split_commas(tail))
    if not rights:
        return Script(("SELECT 1",), verb)
    return Forward(f"{verb} {', '.join(rights)} ON {target} {to} {users}{option}")


def _rights(statement: Statement, start: int, end: int) -> list[str]:
    rights = []
    for part in split_commas(statement.nodes[start:end]):
        right = word(part, 0)
        if right == "EXECUTE":
            raise not_yet("rights on functions and procedures", "dg/r_GRANT")
        if right not in _RIGHTS:
            raise statement.error_at(start, "see dg/r_GRANT")
        columns = _columns(statement, part, right)
        if right not in _WITHOUT_EFFECT:
            rights.append(right + columns)
    return rights


def _columns(statement: Statement, part: tuple[Node, ...], right: str) -> str:
    """The columns behind SELECT and UPDATE; behind ALL the word PRIVILEGES may stand."""
    if len(part) == 1 or (right == "ALL" and len(part) == 2 and word(part, 1) == "PRIVILEGES"):
        return ""
    listed = group_at(part, 1)
    if right not in ("SELECT", "UPDATE") or len(part) != 2 or listed is None:
        raise RedshiftError("42601", f"syntax error behind {right}", hint="see dg/r_GRANT")
    inner = statement.part(part[1:]).parser()
    names = ", ".join(statement.queries.names.engine(token) for token in inner.names())
    inner.end()
    return f" ({names})"


def _target(statement: Statement, verb: str, start: int, end: int) -> str:
    nodes = statement.nodes
    if word(nodes, start) == "ALL" and word(nodes, start + 1) == "TABLES":
        return f"ALL TABLES IN SCHEMA {statement.name(start + 4)}"
    kind = word(nodes, start)
    if kind in ("FUNCTION", "PROCEDURE", "LANGUAGE", "DATASHARE", "MODEL"):
        raise not_yet(f"rights on a {kind}", "dg/r_GRANT")
    prefix = ""
    if kind in ("TABLE", "SCHEMA", "DATABASE"):
        prefix, start = kind + " ", start + 1
    names = []
    for part in split_commas(nodes[start:end]):
        inner = statement.part(part)
        name, width = inner.relation(0)
        inner.expect_end(width)
        refuse_external(statement.queries.names, inner.relation_parts(0)[0], verb)
        names.append(name)
    return prefix + ", ".join(names)


def _grantee(statement: Statement, part: tuple[Node, ...]) -> str:
    inner = statement.part(part)
    at = inner.skip(inner.skip(0, "GROUP"), "ROLE")
    if inner.word(at) == "PUBLIC":
        return "PUBLIC"
    name = inner.plain_name(at)
    return '"' + name.replace('"', '""') + '"'


def analyze(statement: Statement) -> Translation:
    """ANALYZE [VERBOSE] [t [(cols)]] (dg/r_ANALYZE)."""
    if statement.word(1) == "COMPRESSION":
        raise not_yet("ANALYZE COMPRESSION", "dg/r_ANALYZE_COMPRESSION")
    at = statement.skip(1, "VERBOSE")
    if at == len(statement.nodes):
        return Forward("ANALYZE")
    name, at = statement.local_relation(at)
    rest = statement.nodes[at:]
    if word(rest, 0) in ("PREDICATE", "ALL") and word(rest, 1) == "COLUMNS":
        rest = rest[2:]
    columns = ""
    if rest:
        inner = statement.part(rest).parser()
        columns = f" ({', '.join(statement.queries.names.engine(token) for token in inner.names())})"
        inner.end()
    return Forward(f"ANALYZE {name}{columns}")


_VACUUM_KINDS = frozenset(("FULL", "SORT", "REINDEX", "RECLUSTER"))


def vacuum(statement: Statement) -> Translation:
    """VACUUM [FULL | SORT ONLY | DELETE ONLY | REINDEX | RECLUSTER] [t [TO n PERCENT]] (dg/r_VACUUM_command)."""
    at = 1
    if statement.word(at) in ("SORT", "DELETE") and statement.word(at + 1) == "ONLY":
        at += 2
    elif statement.word(at) in _VACUUM_KINDS:
        at += 1
    target = ""
    if at < len(statement.nodes):
        target, at = statement.local_relation(at)
    if statement.word(at) == "TO":
        at += 3
    at = statement.skip(at, "BOOST")
    if at != len(statement.nodes):
        raise statement.error_at(at, "see dg/r_VACUUM_command")
    return Script((f"VACUUM {target}".rstrip(),), "VACUUM", outside_transaction=True)


def lock(statement: Statement) -> Translation:
    """LOCK [TABLE] t [, ...] (dg/r_LOCK)."""
    at = statement.skip(1, "TABLE")
    names, locks = [], []
    for part in split_commas(statement.nodes[at:]):
        inner = statement.part(part)
        name, width = inner.relation(0)
        inner.expect_end(width)
        names.append(name)
        locks.append(tuple(statement.queries.names.folded(token) for token in inner.relation_parts(0)[0])[-2:])
    if not names:
        raise RedshiftError("42601", "LOCK takes at least one table", hint="see dg/r_LOCK")
    return Forward(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE", locks=tuple(locks))
