"""Named parameters: ``:name`` in a statement becomes a parameter of the wire protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ...dialect.lexer import tokenize
from ...errors import RedshiftError
from ..errors import validation


@dataclass(frozen=True)
class BoundStatement:
    """A statement with ``$n`` in place of its names, the values in that order, and the names it used."""

    sql: str
    values: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()


def read_parameters(given: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The parameters of a request. Raises AwsError for one that is empty or given twice."""
    parameters: dict[str, str] = {}
    for parameter in given:
        name, value = parameter["name"], parameter["value"]
        if name in parameters:
            raise validation(f"Parameter {name} is given twice.")
        if value == "":
            raise validation(f"Parameter {name} is an empty string; parameters cannot be NULL or empty.")
        parameters[name] = value
    return parameters


def bind(sql: str, parameters: Mapping[str, str], *, backslash_escapes: bool) -> BoundStatement:
    """Raises AwsError for a name without a value. Text that is no SQL is left to the warehouse to refuse."""
    if not parameters and ":" not in sql:
        return BoundStatement(sql)
    try:
        tokens = tokenize(sql, backslash_escapes)
    except RedshiftError:
        return BoundStatement(sql)
    order: dict[str, int] = {}
    out: list[str] = []
    skip = False
    for token, following in pairwise(tokens):
        if skip:
            skip = False
            continue
        # A slice of an array, a[1:b], is no Redshift syntax, so a colon before a name is always a parameter.
        if token.is_punct(":") and following.kind == "word" and not following.gap:
            if following.text not in parameters:
                raise validation(f"Parameter {following.text} has no value.")
            number = order.setdefault(following.text, len(order) + 1)
            out.append(f"{token.gap}${number}")
            skip = True
        else:
            out.append(token.gap + token.text)
    out.append(tokens[-1].gap)
    return BoundStatement("".join(out), tuple(parameters[name] for name in order), frozenset(order))
