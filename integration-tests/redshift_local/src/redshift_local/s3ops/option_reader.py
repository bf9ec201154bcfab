"""What the option lists of UNLOAD and COPY have in common: any order, each option once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from ..errors import RedshiftError
from .tokens import Cursor


class OptionReader(ABC):
    """Reads options up to the statement's end into ``found``."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._given: set[str] = set()
        self.found: dict[str, Any] = {}

    def read(self) -> None:
        while not self._cursor.ended:
            self._option()

    @abstractmethod
    def _option(self) -> None:
        """Read one option."""

    def _once(self, word: str) -> None:
        if word in self._given:
            raise RedshiftError("42601", f"conflicting or redundant options: {word} is given twice")
        self._given.add(word)
