"""Records out of shapefiles: the shape, then the fields of its .dbf in their order (dg/spatial-copy-shapefile)."""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import shapefile

from ..errors import RedshiftError
from .copy_grammar import Copy
from .dbf_fields import DEFAULT_ENCODING, encoding_of, field_text
from .geometry_fit import MAX_BYTES, fit
from .load_errors import LoadReport, Problem, Simplified
from .projections import srid_of
from .shape_geometry import geometry_of
from .text_readers import BadRecord, Record

_CODE = struct.pack(">i", 9994)
"""What .shp and .shx files begin with."""
_HEADER, _ENTRY, _LEAST = 100, 8, 4  # bytes: of either file's header, of a place in the .shx, of a null shape
_INVALID, _TOO_LARGE = 1200, 1204
_UNREADABLE = (shapefile.ShapefileException, struct.error, ValueError, LookupError, UnicodeError)
_TEXT = "C"


class ShapefileReader:
    """One shapefile, whose parts lie in ``folder`` as shape.shp, shape.shx and so on."""

    def __init__(
        self, copy: Copy, folder: Path, url: str, columns: int, report: LoadReport, *, with_srid: bool
    ) -> None:
        self._copy = copy
        self._folder = folder
        self._url = url
        self._columns = columns
        self._report = report
        self._with_srid = with_srid

    def records(self) -> Iterator[Record]:
        """Raises BadRecord for files that cannot be read, RedshiftError where fields and columns differ in number."""
        try:
            if self._copy.compression:
                self._unpack()
            yield from self._records()
        except _UNREADABLE as error:
            raise BadRecord(0, _INVALID, f"Invalid shapefile: {error}") from None

    def _part(self, extension: str) -> Path:
        return self._folder / f"shape.{extension}"

    def _text(self, extension: str) -> str:
        """A small part's text; empty where there is no such part."""
        part = self._part(extension)
        return part.read_text(encoding="utf-8", errors="replace") if part.exists() else ""

    def _unpack(self) -> None:
        """Each part in its place, by way of the disk: the library has to jump about in them."""
        for part in sorted(self._folder.iterdir()):
            unpacked = part.with_name(f"{part.name}.unpacked")
            with pa.input_stream(str(part), compression="gzip") as packed, unpacked.open("wb") as out:
                shutil.copyfileobj(packed, out, 1 << 20)
            unpacked.replace(part)

    def _records(self) -> Iterator[Record]:
        for extension in ("shp", "shx"):
            with self._part(extension).open("rb") as file:
                if file.read(len(_CODE)) != _CODE:
                    raise ValueError(f"its .{extension} is not a file of that kind")
        told = self._text("cpg").strip()
        encoding = encoding_of(told) if told else DEFAULT_ENCODING
        srid = srid_of(self._text("prj")) if self._with_srid else 0
        with shapefile.ShpReader(self._part("shp")) as shapes, self._table(encoding) as table:
            kinds = self._field_kinds(table)
            places = (self._part("shx").stat().st_size - _HEADER) // _ENTRY
            if places != len(table):
                raise ValueError(f"its .shx has {places} shapes, its .dbf {len(table)} records")
            rows = table.iterRecords(deleted_as_None=True)
            for number, ((offset, size), row) in enumerate(zip(self._places(), rows, strict=True)):
                if row is not None:
                    fields = [field_text(text, kind) for text, kind in zip(row, kinds, strict=True)]
                    yield self._record(shapes, number, offset, size, srid, fields)

    def _table(self, encoding: str) -> shapefile.DbfReader:
        """Bytes that are not of the encoding become surrogates, for ACCEPTINVCHARS to find."""
        try:
            return shapefile.DbfReader(self._part("dbf"), encoding=encoding, encodingErrors="surrogateescape")
        except KeyError as error:
            raise ValueError(f"a field of its .dbf has a type that is not known here: {error}") from None

    def _places(self) -> Iterator[tuple[int, int]]:
        """Where each shape lies in the .shp, and how long it is, in bytes."""
        with self._part("shx").open("rb") as file:
            file.seek(_HEADER)
            while len(entry := file.read(_ENTRY)) == _ENTRY:
                words = struct.unpack(">2i", entry)
                yield 2 * words[0], 2 * words[1]

    def _field_kinds(self, table: shapefile.DbfReader) -> list[str]:
        """The fields' letters. The library is then told that all are text: its floats do not hold all digits."""
        kinds = [field.field_type for field in table.fields[1:]]
        if "M" in kinds:
            raise ValueError("a field of its .dbf is a memo, whose text lies in another file")
        if len(kinds) + 1 != self._columns:
            raise RedshiftError(
                "XX000",
                "Unmatched number of columns between table and shapefile. "
                f"Table columns: {self._columns}, Data columns: {len(kinds) + 1}, File name: {self._url}",
                hint="list the geometry's column and one for each field of the .dbf (dg/spatial-copy-shapefile)",
            )
        table.fields[1:] = [field._replace(field_type=_TEXT) for field in table.fields[1:]]
        return kinds

    def _record(
        self, shapes: shapefile.ShpReader, number: int, offset: int, size: int, srid: int, fields: list[str | None]
    ) -> Record:
        try:
            if offset < _HEADER or size < _LEAST:
                raise ValueError("its place in the .shx is none in the .shp")
            geometry = geometry_of(shapes.shape(number, offset, size), srid)
        except _UNREADABLE as error:
            told = f"{error} is not a type of shape" if isinstance(error, KeyError) else str(error)
            return Record(number + 1, [None, *fields], "", Problem(0, _INVALID, f"Invalid shape: {told}"))
        if geometry is None:
            return Record(number + 1, [None, *fields], "")
        geometry, simplification = fit(geometry, self._copy.simplify)
        if simplification is not None:
            self._report.simplified.append(Simplified(number, simplification))
        if geometry.size > MAX_BYTES:
            reason = f"Geometry size: {geometry.size} is larger than maximum supported size: {MAX_BYTES}"
            return Record(number + 1, [None, *fields], "", Problem(0, _TOO_LARGE, reason))
        return Record(number + 1, [geometry.ewkb().hex().upper(), *fields], "")
