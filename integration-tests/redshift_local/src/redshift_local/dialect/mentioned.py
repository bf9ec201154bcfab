"""The relations that a statement may name, seen before it is parsed, so that their columns can be asked for at once.

Too many names do no harm (a common table expression, a path into a SUPER value); one that is not seen here costs
another round of translation.
"""

from __future__ import annotations

from collections.abc import Sequence

from .compiler import Names
from .lexer import Token
from .tree import Group, Node, word

_BEGIN = frozenset(("FROM", "JOIN", "USING", "UPDATE", "INTO", "DELETE", "TABLE"))
_END = frozenset("SELECT WHERE GROUP HAVING QUALIFY ORDER LIMIT OFFSET UNION EXCEPT MINUS INTERSECT SET VALUES".split())


def mentioned(nodes: Sequence[Node], names: Names) -> set[tuple[str, ...]]:
    """Folded names, each of one part or of schema and table."""
    found: set[tuple[str, ...]] = set()
    _collect(nodes, names, found)
    return found


def _collect(nodes: Sequence[Node], names: Names, found: set[tuple[str, ...]]) -> None:
    listing = False
    for at, node in enumerate(nodes):
        if isinstance(node, Group):
            _collect(node.items, names, found)
            continue
        keyword = node.upper
        if keyword in _BEGIN:
            listing = True
        elif keyword in _END:
            listing = False
        elif not (listing and node.is_punct(",")):
            continue
        if listing:
            name = _name(nodes, at + 1, names)
            if name:
                found.add(name)


def _name(nodes: Sequence[Node], at: int, names: Names) -> tuple[str, ...]:
    if word(nodes, at) in ("FROM", "INTO", "ONLY"):
        at += 1
    parts: list[str] = []
    while at < len(nodes):
        node = nodes[at]
        if not isinstance(node, Token) or node.kind not in ("word", "quoted"):
            break
        parts.append(names.folded(node))
        following = nodes[at + 1] if at + 1 < len(nodes) else None
        if not (isinstance(following, Token) and following.is_punct(".")):
            break
        at += 2
    return tuple(parts[-2:])
