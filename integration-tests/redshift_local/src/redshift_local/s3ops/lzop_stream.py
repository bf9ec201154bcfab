"""Files of the lzop tool, a block at a time (dg/copy-parameters-file-compression: "the LZOP format")."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from lzallright import LZOCompressor

_MAGIC = b"\x89LZO\x00\r\n\x1a\n"
_LEVELS_SINCE = 0x0940
"""The version of the header that brought levels, and times of 64 bits."""
_FILTER, _EXTRA_FIELD = 0x800, 0x40
_SUMS_OF_DATA = (0x1, 0x100)
_SUMS_OF_PACKED = (0x2, 0x200)
_ADLER32_OF_DATA = 0x1


class LzopStream(io.RawIOBase):
    """The unpacked bytes. Raises OSError for what is no such file, or is cut off or spoilt."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._rest = memoryview(b"")
        try:
            self._flags = self._header()
        except OSError:
            self._file.close()
            raise

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            block = self._block()
            if block is None:
                return 0
            self._rest = memoryview(block)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def close(self) -> None:
        self._file.close()
        super().close()

    def _header(self) -> int:
        """Its flags."""
        if self._bytes(len(_MAGIC)) != _MAGIC:
            raise OSError("it is not a file of lzop")
        version, _ = self._numbers("HH")
        if version >= _LEVELS_SINCE:
            self._numbers("HBB")
        else:
            self._numbers("B")
        (flags,) = self._numbers("I")
        if flags & _FILTER:
            raise OSError("lzop's filters are not known here")
        self._numbers("III" if version >= _LEVELS_SINCE else "II")
        (length,) = self._numbers("B")
        self._bytes(length)
        self._numbers("I")
        if flags & _EXTRA_FIELD:
            (length,) = self._numbers("I")
            self._bytes(length + 4)
        return int(flags)

    def _block(self) -> bytes | None:
        (size,) = self._numbers("I")
        if size == 0:
            return None
        (packed_size,) = self._numbers("I")
        sums = {flag: self._numbers("I")[0] for flag in _SUMS_OF_DATA if self._flags & flag}
        if packed_size < size:
            for flag in _SUMS_OF_PACKED:
                if self._flags & flag:
                    self._numbers("I")
        packed = self._bytes(packed_size)
        data = packed if packed_size == size else self._unpacked(packed, size)
        if len(data) != size or sums.get(_ADLER32_OF_DATA, zlib.adler32(data)) != zlib.adler32(data):
            raise OSError("a block of the LZOP file is spoilt")
        return data

    @staticmethod
    def _unpacked(packed: bytes, size: int) -> bytes:
        try:
            return bytes(LZOCompressor.decompress(packed, size))
        except Exception as error:
            raise OSError(f"a block of the LZOP file is spoilt: {error}") from error

    def _numbers(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(f">{form}", self._bytes(struct.calcsize(f">{form}")))

    def _bytes(self, size: int) -> bytes:
        found = self._file.read(size)
        if len(found) < size:
            raise OSError("the LZOP file is cut off")
        return found
