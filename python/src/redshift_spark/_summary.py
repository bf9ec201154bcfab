"""What a write did."""

from __future__ import annotations

import html
from dataclasses import dataclass


@dataclass(frozen=True)
class WriteSummary:
    """Readable as text and in a notebook.

    ``files`` and ``bytes`` were staged, ``rows`` loaded, ``rejected_rows`` left out as ``max_load_errors`` lets COPY.
    All are None on Spark Connect, whose client is not told, and 0 where the mode ``ignore`` left a table as it was.

    ``query_id`` is Redshift's number of the COPY, as in SYS_QUERY_HISTORY; None where it is not known.
    """

    table: str
    mode: str
    rows: int | None = None
    files: int | None = None
    bytes: int | None = None
    rejected_rows: int | None = None
    query_id: int | None = None

    def __str__(self) -> str:
        if self.rows is None:
            return f"Wrote to {self.table} (mode {self.mode})"
        staged = f"{self.files} files, {self.bytes} bytes"
        rejected = f"; {self.rejected_rows} rows were rejected" if self.rejected_rows else ""
        return f"Wrote {self.rows} rows to {self.table} (mode {self.mode}; {staged}{rejected})"

    def _repr_html_(self) -> str:
        known = [("table", self.table), ("mode", self.mode)]
        counts = (
            ("rows", self.rows),
            ("rejected rows", self.rejected_rows or None),
            ("files", self.files),
            ("bytes", self.bytes),
        )
        known += [(name, f"{count:,}") for name, count in counts if count is not None]
        known += [("query id", str(self.query_id))] if self.query_id is not None else []
        cells = "".join(f"<tr><th>{name}</th><td>{html.escape(value)}</td></tr>" for name, value in known)
        return f"<table><caption>Written to Redshift</caption>{cells}</table>"
