"""What the demo shows: steps as they run, then readable tables."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from redshift_local.statements import StatementEntry
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.syntax import Syntax
from rich.table import Table

from demo.claims import Claim
from demo.job import JobResult


class Screen:
    """Writes to a terminal, or as plain lines to a file."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """A step that may take long: a running clock on a terminal, and its time when it has ended."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        started = time.monotonic()
        with Progress(*columns, console=self._console, transient=True, disable=not self._console.is_terminal) as bar:
            bar.add_task(name)
            try:
                yield
            except BaseException:
                self._console.print(f"[red]x[/] {name}")
                raise
        self._console.print(f"[green]ok[/] {name} [dim]{time.monotonic() - started:.1f} s[/]")

    def result(self, result: JobResult, ran: Sequence[StatementEntry]) -> None:
        self._console.print(_steps(result))
        for entry in ran:
            self._console.print(f"\n[bold]What Redshift ran[/] [dim]({entry.rows} rows)[/]")
            self._console.print(Syntax(laid_out(entry.text), "sql", word_wrap=True, background_color="default"))
        self._console.print("\n[bold]Pushed into it:[/] " + " > ".join(pushed_nodes(result.plan)))
        self._console.print("[bold]Kept in Spark:[/] " + ("; ".join(result.kept) or "nothing") + "\n")
        self._console.print(_rows(result))

    def claims(self, claims: Sequence[Claim]) -> None:
        table = Table("claim", "", title="Claims", title_justify="left")
        for claim in claims:
            table.add_row(claim.text, "[green]holds[/]" if claim.broken is None else f"[red]broken: {claim.broken}[/]")
        self._console.print(table)

    def note(self, text: str) -> None:
        self._console.print(text)

    def error(self, text: str) -> None:
        self._console.print(f"[red]Error:[/] {text}", markup=True, soft_wrap=True)


def pushed_nodes(plan: str) -> list[str]:
    """The plan nodes that the scan says it holds, innermost first."""
    found = re.search(r"pushed: \[([^\]]*)\]", plan)
    return found.group(1).split(", ") if found and found.group(1) else []


def laid_out(sql: str) -> str:
    """The statement as it was, with line breaks before its clauses."""
    return re.sub(
        r" (?=(FROM|WHERE|GROUP BY|INNER JOIN|LEFT JOIN|ORDER BY|LIMIT|TO 's3|IAM_ROLE|FORMAT)\b)", "\n  ", sql
    )


def _steps(result: JobResult) -> Table:
    table = Table("step", title="Steps", title_justify="left")
    table.add_column("rows", justify="right")
    table.add_column("seconds", justify="right")
    for step in result.steps:
        table.add_row(step.name, "" if step.rows is None else f"{step.rows:,}", f"{step.seconds:.1f}")
    return table


def _rows(result: JobResult) -> Table:
    table = Table("airline", title="Flights of June to August 2013, over an hour late", title_justify="left")
    for heading in ("flights", "mean delay, min", "worst, min", "miles"):
        table.add_column(heading, justify="right")
    for airline, flights, mean, worst, miles in sorted(result.rows, key=lambda row: -row[1]):
        table.add_row(airline, *map(_shown, (flights, mean, worst, miles)))
    return table


def _shown(value: Any) -> str:
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
