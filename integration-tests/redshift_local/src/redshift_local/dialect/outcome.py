"""What the dialect makes of one Redshift statement."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Forward:
    """Engine SQL that takes the statement's place; parameters stay where they are."""

    sql: str
    setting: tuple[str, str] | None = None
    """A Redshift-only session setting that this statement sets: name and value."""
    bare: str = ""
    """The same query with SUPER and VARBYTE as the engine holds them; empty when that is ``sql``."""
    writes: str = ""
    """The table, as engine SQL, whose lock the statement needs before it looks."""
    locks: tuple[tuple[str, ...], ...] = ()
    """The folded names that LOCK names: none may be a view."""


@dataclass(frozen=True)
class Script:
    """Several engine statements that together are one Redshift statement without a result."""

    statements: tuple[str, ...]
    tag: str
    commits: bool = False
    """Redshift commits the transaction this statement runs in (TRUNCATE)."""
    outside_transaction: bool = False
    """The engine runs it only outside a transaction block, and so does Redshift."""
    passwords: tuple[tuple[str, str | None], ...] = field(default=(), repr=False)
    """Users whose password changes when the statement succeeds; None removes the user."""


@dataclass(frozen=True)
class ExplainPlan:
    """EXPLAIN: the engine's plan is shown in Redshift's words."""

    sql: str


@dataclass(frozen=True)
class S3Command:
    """UNLOAD or COPY: run by ``redshift_local.s3ops`` on the client's session."""

    verb: str
    text: str


def engine_sql(translation: Forward | Script | ExplainPlan | S3Command) -> str:
    """All engine SQL of a translation, to be searched for a name."""
    if isinstance(translation, S3Command):
        return ""
    return "\n".join(translation.statements) if isinstance(translation, Script) else translation.sql


Translation = Forward | Script | ExplainPlan | S3Command
