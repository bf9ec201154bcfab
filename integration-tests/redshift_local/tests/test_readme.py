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
