"""The compatibility page, made from the tables of the tests: ``python -m tests.dialect.compatibility`` writes it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from redshift_local.assumptions import switches
from redshift_local.dialect.facts import rows
from redshift_local.dialect.translate import STATEMENTS

from .. import features, system_views
from ..s3 import copy_options, unload_options
from . import cases, test_functions, test_semantics, test_sources, test_types
from .audit import Standing, standing
from .differences import BY_OTHER_TESTS, DIFFERENCES
from .gate import GATE, NOT_YET

PAGE = Path(__file__).parents[2] / "docs" / "compatibility.md"
_HEAD = """# Compatibility

Made from the tables of the tests by `python -m tests.dialect.compatibility`; a test fails when this page is stale.
Pages are those of the Redshift documentation: `dg/` is the developer guide, `mgmt/` the management guide.

* **Documented**: tested statements that pass, answer as the page says, or are refused as the page says.
* **Assumed**: what the documentation leaves open, and how it is read here.
* **Not in the stand-in**: documented, and refused with SQLSTATE 0A000 and "is not in the stand-in yet".
"""


def _table(head: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    def line(cells: Iterable[object]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    titles = list(head)
    return "\n".join([line(titles), "|" + "---|" * len(titles), *(line(cells) for cells in lines)])


def _code(text: str) -> str:
    return f"`{text}`"


def _classes() -> str:
    lines = [
        (one.name, len(one.accepted), len(one.refused), _code(one.refused[0][0]), one.refused[0][1]) for one in GATE
    ]
    return _table(("class of rules", "pass", "refused", "a refused statement", "SQLSTATE"), lines)


def _pages() -> str:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for _, page in (*cases.ACCEPTED, *(case for one in GATE for case in one.accepted)):
        counts[page][0] += 1
    answers = [
        case[2] for table in (test_functions, test_semantics, test_sources, test_types) for case in table.ANSWERS
    ]
    answers += [case[2] for case in test_types.TYPES] + [one.page for one in DIFFERENCES]
    for page in answers:
        counts[page][1] += 1
    refused = (*cases.REFUSED, *test_functions.REFUSED, *test_semantics.ERRORS, *test_types.ERRORS)
    for case in (*refused, *(case for one in GATE for case in one.refused)):
        counts[case[2]][2] += 1
    lines = [(_code(page), *counts[page]) for page in sorted(counts) if page.startswith(("dg/", "mgmt/"))]
    return _table(("page", "pass", "answers", "refused"), lines)


def _functions() -> str:
    """By category the functions of each standing; what is absent is named."""
    by_category: dict[str, dict[Standing, list[str]]] = defaultdict(lambda: defaultdict(list))
    totals: dict[Standing, int] = defaultdict(int)
    for row in rows("functions.tsv"):
        one = standing(row)
        totals[one] += 1
        by_category[row["category"]][one].append(row["function"].upper())
    lines = []
    for category in sorted(by_category):
        found = by_category[category]
        absent = found[Standing.NOT_YET]
        lines.append(
            (category, *(len(found[one]) for one in Standing), ", ".join(sorted(absent)) if len(absent) < 40 else "all")
        )
    lines.append(("all", *(totals[one] for one in Standing), ""))
    page = "Each that is answered runs in a test with its documented arguments, and is refused with one too many, one too few and arguments of other types."
    return page + "\n\n" + _table(("functions", *(one.value for one in Standing), "which are not"), lines)


def _statements() -> str:
    missing = {statement.split()[0] for statement, _ in NOT_YET} & {"PREPARE", "EXECUTE", "DEALLOCATE"}
    there = ", ".join(sorted(name for name in STATEMENTS if name.isalpha() and name not in missing))
    return f"Handled, by first word: {there}, COPY, UNLOAD."


def _not_yet() -> str:
    absent = (*NOT_YET, *unload_options.NOT_YET, *copy_options.NOT_YET)
    return _table(("for example", "page"), [(_code(statement), _code(page)) for statement, page in absent])


def _differences() -> str:
    lines = [(one.name, _code(one.page), one.postgresql, _code(one.statement)) for one in DIFFERENCES]
    lines += [(name, _code(page), postgresql, f"test `{test}`") for name, page, postgresql, test in BY_OTHER_TESTS]
    return _table(("difference", "page", "PostgreSQL", "shown by"), lines)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[A-Z_0-9]+", text))


def _options(
    names: Sequence[str],
    accepted: Sequence[str],
    refused: Sequence[tuple[str, str]],
    absent: Sequence[str],
    elsewhere: Mapping[str, str],
) -> str:
    """One line for each option: how many statements with it pass and are refused, or that it is absent."""
    lines = []
    for name in names:
        passing = [text for text in accepted if name in _words(text)]
        failing = [(text, state) for text, state in refused if name in _words(text)]
        if name in elsewhere:
            shown = f"test `{elsewhere[name]}`"
        else:
            shown = _code(min(passing, key=len)) if passing else "not in the stand-in"
        no = "; ".join(f"{_code(text)} {state}" for text, state in sorted(failing, key=lambda one: len(one[0]))[:2])
        lines.append((_code(name), len(passing) + (name in elsewhere), len(failing), shown, no))
        assert passing or name in elsewhere or any(name in _words(text) for text in absent), name
    return _table(("option", "pass", "refused", "for example", "refused, for example"), lines)


def _unload() -> str:
    refused = [(f"{query} {options}".strip(), state) for query, options, state in unload_options.REFUSED]
    accepted = [options for options, _ in unload_options.ACCEPTED]
    keys = ", ".join(_code(value.partition("::")[2] or "boolean") for value in unload_options.PARTITION_KEYS)
    no_keys = ", ".join(_code(value.partition("::")[2] or value) for value in unload_options.NO_PARTITION_KEYS)
    table = _options(unload_options.OPTIONS, accepted, refused, [], {})
    return f"{table}\n\nPARTITION BY takes {keys}; not {no_keys}."


def _copy() -> str:
    absent = [statement for statement, _ in copy_options.NOT_YET]
    return _options(
        copy_options.OPTIONS,
        [*(options for options, _ in copy_options.ACCEPTED), *copy_options.SHAPEFILE],
        copy_options.REFUSED,
        absent,
        {name: f"s3/{test}" for name, test in copy_options.ELSEWHERE.items()},
    )


def _views() -> str:
    there = system_views.COLUMNS | system_views.HISTORY
    lines = [(_code(view.upper()), _code(columns)) for view, columns in sorted(there.items())]
    lines += [(_code(statement), _code(columns)) for statement, columns in system_views.SHOWN.items()]
    absent = ", ".join(view.upper() for view in sorted(system_views.ABSENT))
    return (
        "Each, and SHOW, has the columns that its page lists, in their order:\n\n"
        + _table(("view or statement", "columns"), lines)
        + "\n\nPG_CLASS, PG_ATTRIBUTE, PG_TYPE, PG_NAMESPACE, PG_CONSTRAINT, PG_INDEX, PG_ATTRDEF and PG_DEPEND are as drivers ask "
        "them (tests `jdbc/test_jdbc_metadata.py`, `wire/test_driver_metadata.py`), as are PG_STATS and information_schema.\n\n"
        f"Not in the stand-in: {absent}."
    )


def _control() -> str:
    lines = [
        (service, _code(operation), f"`{test}`")
        for service, found in features.OPERATIONS.items()
        for operation, test in found.items()
    ]
    rest = "Every other operation is refused: it is not in the stand-in (test `control/test_signatures.py::test_unknown_operations_say_so`)."
    return _table(("service", "operation", "test"), lines) + "\n\n" + rest


def _faults() -> str:
    lines = [(_code(name), what, "yes", f"`{test}`") for name, (what, test) in features.FAULTS.items()]
    lines += [(_code(name), what, "no", f"`{test}`") for name, (what, test) in features.AT_ONCE.items()]
    return _table(("fault", "what happens", "also by REDSHIFT_LOCAL_FAULTS", "test"), lines)


def _assumptions() -> str:
    told = (
        "What the documentation leaves open, and how it is read: [assumptions.md](assumptions.md). These have a switch, as a "
        "keyword of `start()`, in `start(assumptions=...)`, `serve --assume` and `REDSHIFT_LOCAL_ASSUMPTIONS`; the word "
        "`other` there takes the other reading of all."
    )
    lines = [(_code(name), question, reading, other) for name, question, reading, other in switches()]
    return told + "\n\n" + _table(("switch", "question", "reading", "other reading"), lines)


def text() -> str:
    """The page."""
    parts = (
        ("Documented: classes of rules", _classes()),
        ("Documented: differences from PostgreSQL", _differences()),
        ("Documented: statements by page", _pages()),
        ("Functions", _functions()),
        ("Statements", _statements()),
        ("UNLOAD", _unload()),
        ("COPY", _copy()),
        ("System views", _views()),
        ("Control plane", _control()),
        ("Faults", _faults()),
        ("Not in the stand-in", _not_yet()),
        ("Assumed", _assumptions()),
    )
    return _HEAD + "".join(f"\n## {title}\n\n{body}\n" for title, body in parts)


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
