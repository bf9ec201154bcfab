"""A class of the gate's rules."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Class:
    """One class of rules: statements and their pages; the refused ones with their SQLSTATE."""

    name: str
    accepted: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str, str], ...] = field(default=())
