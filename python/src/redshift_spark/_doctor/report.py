"""What the doctor found: one check a row, readable as text, in a notebook and by programs."""

from __future__ import annotations

import html
import json
from dataclasses import asdict, dataclass

PASS, WARN, FAIL, SKIPPED = "pass", "warn", "fail", "skipped"


@dataclass(frozen=True)
class Check:
    """``status`` is pass, warn, fail or skipped. ``remedy`` says exactly what to do; it is empty where all is well."""

    name: str
    status: str
    found: str
    remedy: str = ""


@dataclass(frozen=True)
class DoctorReport:
    """``ok``: no check failed. Warnings and skipped checks do not count."""

    checks: tuple[Check, ...]

    @property
    def ok(self) -> bool:
        return all(check.status != FAIL for check in self.checks)

    def __getitem__(self, name: str) -> Check:
        """The check of a name. Raises KeyError."""
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(name)

    def to_json(self) -> str:
        return json.dumps({"ok": self.ok, "checks": [asdict(check) for check in self.checks]}, indent=2)

    def __str__(self) -> str:
        width = max((len(check.name) for check in self.checks), default=0)
        lines = []
        for check in self.checks:
            lines.append(f"{check.status:<7}  {check.name:<{width}}  {check.found}")
            if check.remedy:
                lines.append(f"{'':<7}  {'':<{width}}  -> {check.remedy}")
        return "\n".join([*lines, self.summary()])

    def summary(self) -> str:
        counts = {status: sum(c.status == status for c in self.checks) for status in (PASS, WARN, FAIL, SKIPPED)}
        return ", ".join(f"{count} {status}" for status, count in counts.items() if count)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{title}</th>" for title in ("check", "status", "found", "remedy"))
        rows = "".join(
            "<tr>"
            + "".join(f"<td>{html.escape(text)}</td>" for text in (c.name, c.status, c.found, c.remedy))
            + "</tr>"
            for c in self.checks
        )
        return f"<table><caption>{self.summary()}</caption><tr>{head}</tr>{rows}</table>"
