"""Records of text, JSON and Avro files into batches for the engine, with what cannot be loaded left out and noted."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from ..engine.contract import TargetColumn
from .conversions import Converter
from .copy_grammar import Copy
from .load_errors import ErrorBudget, Problem, load_error
from .text_readers import BadRecord, Record
from .types import TypeName, parse_type

_BLOCK_ROWS = 20_000


class TextBlocks:
    """Blocks of one file."""

    def __init__(self, copy: Copy, columns: Sequence[TargetColumn], budget: ErrorBudget, url: str) -> None:
        self._copy = copy
        self._columns = columns
        self._kinds = [parse_type(column.redshift_type) for column in columns]
        self._budget = budget
        self._url = url
        self._converter = Converter(copy)

    def blocks(self, records: Iterator[Record]) -> Iterator[pa.RecordBatch]:
        """Raises RedshiftError when more goes wrong than MAXERROR allows."""
        guarded = self._guarded(records)
        while block := list(itertools.islice(guarded, _BLOCK_ROWS)):
            yield self._batch([record for record in block if self._has_all_fields(record)])

    def _guarded(self, records: Iterator[Record]) -> Iterator[Record]:
        try:
            yield from records
        except BadRecord as bad:
            self._note(None, Record(bad.line, [], ""), None, Problem(0, bad.code, bad.reason))
            raise self._budget.failure() from None
        except (OSError, pa.ArrowInvalid) as error:
            self._note(None, Record(0, [], ""), None, Problem(0, 1200, f"Cannot read the file: {error}"))
            raise self._budget.failure() from None

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
        for position, texts in enumerate(zip(*(record.fields for record in records), strict=True)):
            column, kind = self._columns[position], self._kinds[position]
            values, bad_bytes = self._decoded(list(texts), kind)
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
        names = [str(position) for position in range(len(self._columns))]
        if not records:
            return pa.record_batch([pa.array([], pa.string()) for _ in names], names=names)
        batch = pa.record_batch(arrays, names=names)
        return batch.filter(pa.array([row not in wrong for row in range(len(records))])) if wrong else batch

    def _decoded(self, texts: list[str | None], kind: TypeName) -> tuple[pa.Array, list[Problem]]:
        """Strings of valid UTF-8; bytes that were not are replaced (ACCEPTINVCHARS, VARCHAR only) or are a problem."""
        try:
            return pa.array(texts, pa.string()), []
        except UnicodeEncodeError:
            pass
        problems = []
        replacement = self._copy.replace_invalid_with if kind.name == "character varying" else None
        for row, text in enumerate(texts):
            if text is None or not (bad := [i for i, c in enumerate(text) if "\udc80" <= c <= "\udcff"]):
                continue
            if replacement is None:
                codes = " ".join(f"{ord(text[i]) - 0xDC00:x}" for i in bad[:4])
                problems.append(
                    Problem(
                        row,
                        1220,
                        f"String contains invalid or unsupported UTF8 codepoints. Bad UTF8 hex sequence: {codes}",
                        bad[0],
                    )
                )
                texts[row] = None
            else:
                texts[row] = "".join(replacement if "\udc80" <= c <= "\udcff" else c for c in text)
        return pa.array(texts, pa.string()), problems

    def _note(
        self,
        column: TargetColumn | None,
        record: Record,
        kind: TypeName | None,
        problem: Problem,
        value: str | None = None,
    ) -> None:
        raw = record.raw or self._copy.delimiter.join(field or "" for field in record.fields)
        shown = (_valid(raw), _valid(value or ""))
        self._budget.add(load_error(self._url, record.line, column.name if column else "", kind, problem, shown))


def _valid(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")[:1024]
