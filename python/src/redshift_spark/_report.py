"""What a frame sends to Redshift, and what Spark does itself."""

import html
import json
from dataclasses import dataclass, field
from typing import List


@dataclass(frozen=True)
class KeptNode:
    """A plan node that stayed in Spark."""

    node: str
    reason: str


@dataclass(frozen=True)
class PushdownReport:
    """``fully_pushed``: one statement, and nothing in Spark but at most the sort of its result that files lose,
    and the choice of its columns.

    ``remarks``: what the statements do for Spark's answer, and the option that would change it.
    """

    statements: List[str]
    fully_pushed: bool
    kept: List[KeptNode]
    remarks: List[str] = field(default_factory=list)

    @staticmethod
    def from_json(text: str) -> "PushdownReport":
        found = json.loads(text)
        kept = [KeptNode(**k) for k in found["kept"]]
        return PushdownReport(found["statements"], found["fully_pushed"], kept, found["remarks"])

    def __str__(self) -> str:
        lines = ["Fully pushed to Redshift" if self.fully_pushed else "Partly pushed to Redshift"]
        lines += [f"  SQL: {statement}" for statement in self.statements]
        lines += [f"  kept in Spark: {k.node}: {k.reason}" for k in self.kept]
        lines += [f"  note: {remark}" for remark in self.remarks]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [("SQL", statement) for statement in self.statements]
        rows += [(f"kept: {k.node}", k.reason) for k in self.kept]
        rows += [("note", remark) for remark in self.remarks]
        cells = "".join(f"<tr><th>{html.escape(a)}</th><td><code>{html.escape(b)}</code></td></tr>" for a, b in rows)
        title = "Fully pushed" if self.fully_pushed else "Partly pushed"
        return f"<table><caption>{title}</caption>{cells}</table>"
