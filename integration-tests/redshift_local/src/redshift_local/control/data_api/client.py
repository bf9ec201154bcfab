"""A client of the gateway inside its own process: one statement at a time, rows handed on as they arrive."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...errors import RedshiftError
from ...wire import messages as m
from ...wire.channel import Channel, ChannelClosed

_int16 = struct.Struct("!h")


@dataclass(frozen=True)
class ResultColumn:
    """One column of a result, with the table column it comes from where there is one."""

    name: str
    type_oid: int
    type_size: int
    type_modifier: int
    schema: str
    table: str
    not_null: bool


Row = tuple[str | None, ...]
OnColumns = Callable[[list[ResultColumn]], None]
OnRow = Callable[[Row], None]


class WireClient:
    """Speaks the extended protocol, version 1, over a channel whose other end is a gateway session."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.session = 0

    async def start(self) -> None:
        """Wait until the session is ready. Raises RedshiftError when it is refused."""
        problem: RedshiftError | None = None
        while True:
            try:
                kind, body = await self._message()
            except ChannelClosed:
                raise problem or RedshiftError("08006", "the session ended at its start") from None
            if kind == b"E":
                problem = m.parse_error(body)
            elif kind == b"K":
                self.session = struct.unpack_from("!i", body, 0)[0]
            elif kind == b"Z":
                return

    async def run(self, sql: str, values: Sequence[str], on_columns: OnColumns, on_row: OnRow) -> str:
        """Run one statement with its parameters and return the command tag. Raises RedshiftError, also for what
        the callbacks raise, after the session is in order again."""
        bind = b"\0\0" + _int16.pack(0) + _int16.pack(len(values))
        for value in values:
            raw = value.encode("utf-8")
            bind += struct.pack("!i", len(raw)) + raw
        bind += _int16.pack(0)
        execute = m.frame(b"E", b"\0" + struct.pack("!i", 0))
        self._channel.write(m.parse("", sql) + m.frame(b"B", bind) + m.frame(b"D", b"P\0") + execute + m.SYNC)
        problem: RedshiftError | None = None
        tag = ""
        while True:
            kind, body = await self._message_of(problem)
            if kind == b"E":
                problem = m.parse_error(body)
            elif kind == b"T":
                on_columns(_columns(body))
            elif kind == b"D" and problem is None:
                try:
                    on_row(m.parse_data_row(body))
                except RedshiftError as refused:
                    problem = refused
            elif kind == b"C":
                tag = m.read_cstring(body, 0)[0]
            elif kind == b"Z":
                if problem is not None:
                    raise problem
                return tag

    async def fetch(self, sql: str, values: Sequence[str] = ()) -> list[Row]:
        rows: list[Row] = []
        await self.run(sql, values, lambda _columns: None, rows.append)
        return rows

    def close(self) -> None:
        self._channel.write(m.TERMINATE)
        self._channel.close()

    @property
    def ended(self) -> bool:
        return self._channel.ended

    async def _message_of(self, problem: RedshiftError | None) -> tuple[bytes, bytes]:
        try:
            return await self._message()
        except ChannelClosed:
            raise problem or RedshiftError("08006", "the connection to the warehouse was lost") from None

    async def _message(self) -> tuple[bytes, bytes]:
        head = await self._channel.exactly(5)
        return head[:1], await self._channel.exactly(struct.unpack_from("!i", head, 1)[0] - 4)


def _columns(body: bytes) -> list[ResultColumn]:
    """The extended RowDescription of protocol 1."""
    columns = []
    at = 2
    for _ in range(_int16.unpack_from(body, 0)[0]):
        name, at = m.read_cstring(body, at)
        _, _, oid, size, modifier, _ = struct.unpack_from("!IhIhih", body, at)
        schema, at = m.read_cstring(body, at + 18)
        table, at = m.read_cstring(body, at)
        _, at = m.read_cstring(body, at)
        _, at = m.read_cstring(body, at)
        flags = _int16.unpack_from(body, at)[0]
        at += 2
        columns.append(ResultColumn(name, oid, size, modifier, schema, table, bool(flags & 1)))
    return columns
