"""What faults do before a statement of one session runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ..errors import ConnectionDropped, RedshiftError
from ..faults import DelayStatement, DropConnection, FailStatement, Fault, Faults, HoldStatement, PullLever
from ..holds import Hold
from ..wire.channel import Channel

_TICK_SECONDS = 0.01


class Strikes:
    """The waits that faults impose can be cancelled, as what the engine runs can."""

    def __init__(self, client: Channel, faults: Faults) -> None:
        self._client = client
        self._faults = faults
        self._waits = False
        self._cancelled = False

    def cancel(self) -> bool:
        """End a wait: its statement is refused. False where nothing waits."""
        self._cancelled = self._cancelled or self._waits
        return self._waits

    async def before(self, hit: list[Fault]) -> None:
        """Raises ConnectionDropped, or the RedshiftError to answer with."""
        for fault in hit:
            if isinstance(fault, DelayStatement):
                await self._delay(fault.milliseconds / 1000)
            if isinstance(fault, HoldStatement):
                await self._keep(fault.hold)
            if isinstance(fault, PullLever):
                await asyncio.to_thread(self._faults.pull, fault)  # a pause ends this session, too
        if DropConnection("before") in hit:
            raise ConnectionDropped
        for fault in hit:
            if isinstance(fault, FailStatement):
                raise RedshiftError(fault.sqlstate, fault.message)

    async def _keep(self, hold: Hold) -> None:
        hold.reached.set()
        # A client that leaves holds nothing up: what becomes of its statement is as open as ever.
        await self._wait_until(lambda: hold.released.is_set() or self._client.ended)

    async def _delay(self, seconds: float) -> None:
        now = asyncio.get_running_loop().time
        end = now() + seconds
        await self._wait_until(lambda: now() >= end)

    async def _wait_until(self, over: Callable[[], bool]) -> None:
        self._waits, self._cancelled = True, False
        try:
            while not over() and not self._cancelled:
                await asyncio.sleep(_TICK_SECONDS)
        finally:
            self._waits = False
        if self._cancelled:
            raise RedshiftError("57014", "Query cancelled on user's request")
