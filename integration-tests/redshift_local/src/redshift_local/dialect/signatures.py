"""The calls that the stand-in answers: how, with which arguments, with which result.

``data/signatures.tsv`` holds them; the syntax of the documented pages (``data/functions.tsv``) is their source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from ..errors import RedshiftError
from .facts import functions, rows
from .functions import no_such_function
from .types import not_yet

Answered = Literal["native", "rs", "rewritten", "catalog"]


@dataclass(frozen=True)
class Signature:
    """One function.

    ``answered``: by the engine's own function (native), by one of ours in schema ``rs``, by other text (rewritten),
    or by the engine for catalog queries of drivers (catalog). ``kinds`` are the classes of the arguments in order;
    ``fewest`` and ``most`` count them, ``most`` is None when the last may be repeated. ``result`` names the rule for
    the type of the result.
    """

    name: str
    answered: Answered
    kinds: tuple[str, ...]
    fewest: int
    most: int | None
    result: str

    def kind(self, at: int) -> str:
        return self.kinds[min(at, len(self.kinds) - 1)] if self.kinds else "any"

    def check_count(self, count: int) -> None:
        """Raises RedshiftError 42883 for a number of arguments that the documentation does not show."""
        if count < self.fewest or (self.most is not None and count > self.most):
            fact = functions().get(self.name)
            raise RedshiftError(
                "42883",
                f"function {self.name}() does not exist with {count} argument{'' if count == 1 else 's'}",
                hint=f"see {fact.page}" if fact else None,
            )

    @property
    def engine_name(self) -> str:
        return f'rs."{self.name}"' if self.answered == "rs" else self.name


def _parse(row: dict[str, str]) -> Signature:
    told = row["arguments"]
    repeated = "..." in told
    kinds = tuple(re.findall(r"[a-z]+", told))
    required = tuple(re.findall(r"[a-z]+", told.split("[")[0]))
    return Signature(
        name=row["function"],
        answered=cast(Answered, row["answered"]),
        kinds=kinds,
        fewest=len(required),
        most=None if repeated else len(kinds),
        result=row["result"],
    )


@cache
def signatures() -> dict[str, Signature]:
    return {row["function"]: _parse(row) for row in rows("signatures.tsv")}


def signature(name: str) -> Signature:
    """The signature of a function called ``name`` (lower case).

    Raises RedshiftError: 42883 for a function Redshift does not document, 0A000 for one the stand-in lacks.
    """
    found = signatures().get(name)
    if found is not None:
        return found
    fact = functions().get(name)
    if fact is not None:
        raise not_yet(f"the function {name.upper()}", fact.page)
    raise no_such_function(name)
