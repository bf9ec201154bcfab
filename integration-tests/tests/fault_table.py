"""The table of what was seen, as ``docs/guarantees.md`` holds it: a row for each fault, a column for each way to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

START, END = "<!-- seen: -->\n", "<!-- :seen -->"
Place = tuple[str, str]


@dataclass(frozen=True)
class Table:
    rows: list[str]
    columns: list[str]
    cells: Mapping[Place, str]

    @property
    def places(self) -> list[Place]:
        return [(row, column) for row in self.rows for column in self.columns]

    @classmethod
    def read(cls, page: str) -> Table:
        """Of a page that holds one, perhaps without a line. Raises ValueError where it has no place for one."""
        lines = [split(line) for line in page[page.index(START) + len(START) : page.index(END)].splitlines()]
        if not lines:
            return cls([], [], {})
        columns, body = lines[0][1:], lines[2:]
        cells = {(line[0], column): cell for line in body for column, cell in zip(columns, line[1:], strict=True)}
        return cls([line[0] for line in body], columns, cells)

    def updated(self, rows: Sequence[str], columns: Sequence[str], seen: Mapping[Place, str]) -> Table:
        """With these rows and columns; what was not seen now stays."""
        return Table(list(rows), list(columns), {**self.cells, **seen})

    def into(self, page: str) -> str:
        """The page with this table in place of its own."""
        lines = [["", *self.columns], ["---"] * (len(self.columns) + 1)]
        lines += [[row, *(self.cells.get((row, column), "") for column in self.columns)] for row in self.rows]
        text = "".join(f"| {' | '.join(line)} |\n" for line in lines)
        return page[: page.index(START) + len(START)] + text + page[page.index(END) :]


def split(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
