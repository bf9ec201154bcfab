"""What a write did."""

from __future__ import annotations

import html
from dataclasses import dataclass


@dataclass(frozen=True)
class WriteSummary:
    """Readable as text and in a notebook.

    The numbers are those of the files that COPY loaded; None on Spark Connect, whose client is not told. All are 0
    where the mode ``ignore`` left a table as it was.
    """

    table: str
    mode: str
    rows: int | None = None
    files: int | None = None
    bytes: int | None = None

    def __str__(self) -> str:
        if self.rows is None:
            return f"Wrote to {self.table} (mode {self.mode})"
        return f"Wrote {self.rows} rows to {self.table} (mode {self.mode}; {self.files} files, {self.bytes} bytes)"

    def _repr_html_(self) -> str:
        known = [("table", self.table), ("mode", self.mode)]
        counts = (("rows", self.rows), ("files", self.files), ("bytes", self.bytes))
        known += [(name, f"{count:,}") for name, count in counts if count is not None]
        cells = "".join(f"<tr><th>{name}</th><td>{html.escape(value)}</td></tr>" for name, value in known)
        return f"<table><caption>Written to Redshift</caption>{cells}</table>"
