"""The README's Python blocks run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

from redshift_local import RedshiftLocal

_README = Path(__file__).resolve().parents[1] / "README.md"


def _blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", _README.read_text(encoding="utf-8"), re.DOTALL)


def test_the_first_block_stands_alone() -> None:
    exec(compile(_blocks()[0], str(_README), "exec"), {})


def test_the_others_need_a_running_stand_in(engine_only: RedshiftLocal) -> None:
    others = _blocks()[1:]
    assert len(others) >= 2
    try:
        for block in others:
            exec(compile(block, str(_README), "exec"), {"redshift": engine_only})
    finally:
        engine_only.faults.clear()
        engine_only.faults.resume()


def test_the_table_of_operations_is_complete(engine_only: RedshiftLocal) -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", _README.read_text(encoding="utf-8"), re.MULTILINE)
    told = {service: {name.split()[0] for name in names.split(", ")} for service, names in rows if "Get" in names}
    control = engine_only._stack._control
    assert control is not None
    assert told == {service: set(operations) for service, operations in control.operations.items()}
