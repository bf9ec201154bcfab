"""Records of text, JSON, Avro and shapefiles as batches for the engine; what cannot be loaded is left out and noted."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ..engine.contract import TargetColumn
from .conversions import Converter
from .copy_grammar import Copy
from .invalid_utf8 import invalid_bytes, replaced
from .load_errors import LoadReport, Problem, Replacement, load_error
from .text_readers import BadRecord, Record
from .types import TypeName, parse_type

_BLOCK_ROWS = 20_000
_BLOCK_CHARACTERS = 16 * 1024 * 1024
_BAD_UTF8 = "String contains invalid or unsupported UTF8 codepoints. Bad UTF8 hex sequence"


class TextBlocks:
    """Blocks of one file."""

    def __init__(self, copy: Copy, columns: Sequence[TargetColumn], report: LoadReport, url: str) -> None:
        self._copy = copy
        self._columns = columns
        self._kinds = [parse_type(column.redshift_type) for column in columns]
        self._report = report
        self._url = url
        self._converter = Converter(copy)

    def blocks(self, records: Iterator[Record]) -> Iterator[pa.RecordBatch]:
        """Raises RedshiftError when more goes wrong than MAXERROR allows."""
        guarded = self._guarded(records)
        while block := self._next(guarded):
            yield self._batch([record for record in block if self._is_sound(record)])

    def _next(self, records: Iterator[Record]) -> list[Record]:
        """Shapes, each of up to 2 MB of text, are counted by their characters, too."""
        if self._copy.format != "SHAPEFILE":
            return list(itertools.islice(records, _BLOCK_ROWS))
        block = []
        characters = 0
        for record in itertools.islice(records, _BLOCK_ROWS):
            block.append(record)
            characters += len(record.fields[0] or "")
            if characters > _BLOCK_CHARACTERS:
                break
        return block

    def _guarded(self, records: Iterator[Record]) -> Iterator[Record]:
        try:
            yield from records
        except BadRecord as bad:
            self._note(None, Record(bad.line, [], ""), None, Problem(0, bad.code, bad.reason))
            raise self._report.failure() from None
        except (OSError, pa.ArrowInvalid) as error:
            self._note(None, Record(0, [], ""), None, Problem(0, 1200, f"Cannot read the file: {error}"))
            raise self._report.failure() from None

    def _is_sound(self, record: Record) -> bool:
        if record.problem is None:
            return self._has_all_fields(record)
        self._note(self._columns[0], record, self._kinds[0], record.problem)
        return False

    def _has_all_fields(self, record: Record) -> bool:
        missing = len(self._columns) - len(record.fields)
        if missing == 0:
            return True
        if missing > 0 and self._copy.fill_record:
            record.fields.extend(self._filling(position) for position in range(len(record.fields), len(self._columns)))
            return True
        if missing > 0:
            empty = record.fields in ([""], [])
            problem = Problem(0, 1211, "Line is empty") if empty else Problem(0, 1214, "Delimiter not found")
        else:
            problem = Problem(0, 1202, "Extra column(s) found")
        self._note(None, record, None, problem)
        return False

    def _filling(self, position: int) -> str | None:
        """FILLRECORD gives VARCHAR an empty string, unless EMPTYASNULL, and all other types NULL."""
        return "" if self._kinds[position].name == "character varying" and not self._copy.empty_as_null else None

    def _batch(self, records: list[Record]) -> pa.RecordBatch:
        arrays = []
        wrong: dict[int, tuple[int, Problem]] = {}
        replacements: dict[int, str] = {}
        for position, texts in enumerate(zip(*(record.fields for record in records), strict=True)):
            column, kind = self._columns[position], self._kinds[position]
            values, bad_bytes, replaced_rows = self._decoded(list(texts), kind)
            for row in replaced_rows:
                replacements.setdefault(row, column.name)
            values, problems = self._converter.convert(values, kind)
            problems = [*bad_bytes, *problems]
            if column.not_null and values.null_count:
                known = {problem.row for problem in problems}
                missing = pc.indices_nonzero(pc.is_null(values)).to_pylist()
                problems += [
                    Problem(row, 1213, "Missing data for not-null field") for row in missing if row not in known
                ]
            for problem in problems:
                wrong.setdefault(problem.row, (position, problem))
            arrays.append(values)
        for row in sorted(wrong):
            position, problem = wrong[row]
            self._note(
                self._columns[position], records[row], self._kinds[position], problem, records[row].fields[position]
            )
        for row in sorted(replacements):
            record = records[row]
            self._report.replaced(Replacement(self._url, record.line, replacements[row], self._raw(record)))
        names = [str(position) for position in range(len(self._columns))]
        if not records:
            return pa.record_batch([pa.array([], pa.string()) for _ in names], names=names)
        batch = pa.record_batch(arrays, names=names)
        return batch.filter(pa.array([row not in wrong for row in range(len(records))])) if wrong else batch

    def _decoded(self, texts: list[str | None], kind: TypeName) -> tuple[pa.Array, list[Problem], list[int]]:
        """Strings of valid UTF-8, the problems, and the rows in which bytes were replaced.

        ACCEPTINVCHARS replaces in VARCHAR columns only.
        """
        try:
            return pa.array(texts, pa.string()), [], []
        except UnicodeEncodeError:
            pass
        problems, rows = [], []
        replacement = self._copy.replace_invalid_with if kind.name == "character varying" else None
        for row, text in enumerate(texts):
            if text is None or not (bad := invalid_bytes(text)):
                continue
            if replacement is None:
                problems.append(Problem(row, 1220, f"{_BAD_UTF8}: {bad}"))
                texts[row] = None
            else:
                rows.append(row)
                texts[row] = replaced(text, replacement)
        return pa.array(texts, pa.string()), problems, rows

    def _note(
        self,
        column: TargetColumn | None,
        record: Record,
        kind: TypeName | None,
        problem: Problem,
        value: str | None = None,
    ) -> None:
        shown = (self._raw(record), _valid(value or ""))
        self._report.add(load_error(self._url, record.line, column.name if column else "", kind, problem, shown))

    def _raw(self, record: Record) -> str:
        return _valid(record.raw or self._copy.delimiter.join(field or "" for field in record.fields))


def _valid(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")[:1024]
