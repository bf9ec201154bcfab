"""The tables of features are those of the code, and name tests that exist."""

from __future__ import annotations

from pathlib import Path

from redshift_local import RedshiftLocal
from redshift_local.faults import _LOADABLE

from .features import AT_ONCE, FAULTS, OPERATIONS

_HERE = Path(__file__).parent


def test_every_operation_of_the_control_plane_is_listed(engine_only: RedshiftLocal) -> None:
    control = engine_only._stack._control
    assert control is not None
    assert {service: set(found) for service, found in control.operations.items()} == {
        service: set(found) for service, found in OPERATIONS.items()
    }


def test_every_fault_is_listed() -> None:
    assert set(FAULTS) == set(_LOADABLE)


def test_the_tests_are_there() -> None:
    named = [test for found in OPERATIONS.values() for test in found.values()]
    named += [test for table in (FAULTS, AT_ONCE) for _, test in table.values()]
    for where in named:
        file, _, test = where.partition("::")
        assert f"def {test}(" in (_HERE / file).read_text(encoding="utf-8"), where
