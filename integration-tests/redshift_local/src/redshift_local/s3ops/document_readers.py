"""Records out of JSON and Avro files, by name or by JSONPaths (dg/copy-usage_notes-copy-from-json)."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import fastavro

from ..engine.contract import TargetColumn
from ..errors import RedshiftError
from .copy_grammar import Copy
from .text_readers import BadRecord, Record, open_text
from .types import parse_type

_CHUNK = 1 << 20
_BLANK = re.compile(r"[ \t\r\n]*")
_MAX_OBJECT = 4 * 1024 * 1024
_PATH_PART = re.compile(r"\.([^.\[\]]+)|\[\s*'((?:[^'\\]|\\.)*)'\s*\]|\[\s*\"((?:[^\"\\]|\\.)*)\"\s*\]|\[\s*(\d+)\s*\]")
Path_ = tuple[str | int, ...]


class _Number(str):
    """A JSON number, digit by digit as the file has it."""


def json_paths(body: bytes, width: int) -> list[Path_]:
    """Raises RedshiftError for a file that is not ``{"jsonpaths": [...]}`` with a path a column."""
    try:
        texts = json.loads(body.decode("utf-8"))["jsonpaths"]
        paths = [_path(text) for text in texts]
    except (ValueError, KeyError, TypeError):
        raise RedshiftError("XX000", 'Invalid JSONPaths file: it must be {"jsonpaths": ["$[\'name\']", ...]}') from None
    if len(paths) != width:
        raise RedshiftError(
            "XX000", f"Number of jsonpaths and the number of columns should match. JSONPath size: {len(paths)}, "
            f"Number of columns in table or column list: {width}"
        )  # fmt: skip
    return paths


def _path(text: str) -> Path_:
    if not text.startswith("$"):
        raise ValueError(text)
    parts: list[str | int] = []
    at = 1
    while at < len(text):
        found = _PATH_PART.match(text, at)
        if found is None:
            raise ValueError(text)
        name = next((g for g in found.groups()[:3] if g is not None), None)
        parts.append(name if name is not None else int(found.group(4)))
        at = found.end()
    return tuple(parts)


def document_records(
    copy: Copy, path: Path, columns: Sequence[TargetColumn], paths: list[Path_] | None
) -> Iterator[Record]:
    """Raises BadRecord where the file cannot be read on."""
    documents = _avro(path) if copy.format == "AVRO" else _json(copy, path)
    fields_of = _reader(copy, columns, paths)
    for line, document, raw in documents:
        yield Record(line, fields_of(document), raw)


def _reader(
    copy: Copy, columns: Sequence[TargetColumn], paths: list[Path_] | None
) -> Callable[[Any], list[str | None]]:
    supers = [parse_type(column.redshift_type).name == "super" for column in columns]
    if copy.paths == "noshred":
        if supers != [True]:
            raise RedshiftError("XX000", "JSON 'noshred' loads one SUPER column (dg/ingest-super)")
        return lambda document: [_dump(document)]
    if paths is not None:
        return lambda document: [_text(_walk(document, path), s) for path, s in zip(paths, supers, strict=True)]
    names = [column.name for column in columns]
    if copy.paths == "auto ignorecase":
        names = [name.lower() for name in names]

        def folded(document: Any) -> list[str | None]:
            found = {key.lower(): value for key, value in document.items()}
            return [_text(found.get(name), s) for name, s in zip(names, supers, strict=True)]

        return folded
    return lambda document: [_text(document.get(name), s) for name, s in zip(names, supers, strict=True)]


def _walk(value: Any, path: Path_) -> Any:
    for part in path:
        if isinstance(part, int):
            value = value[part] if isinstance(value, list) and part < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def _text(value: Any, is_super: bool) -> str | None:
    """A scalar as its text, a list or an object as JSON; for SUPER everything is JSON."""
    if value is None:
        return None
    if is_super:
        return _dump(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return _dump(value)


def _dump(value: Any) -> str:
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{_dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_dump, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _json(copy: Copy, path: Path) -> Iterator[tuple[int, Any, str]]:
    """Concatenated objects; arrays at the top are read as their objects."""
    decode = json.JSONDecoder(parse_int=_Number, parse_float=_Number, parse_constant=_refuse).raw_decode
    whole = copy.paths == "noshred"
    line = 1
    with open_text(copy, path) as text:
        buffer, at, ended = "", 0, False
        while True:
            start = _BLANK.match(buffer, at).end()  # type: ignore[union-attr]
            try:
                document, end = decode(buffer, start) if start < len(buffer) else (None, -1)
            except ValueError as error:
                if ended or len(buffer) - start > _MAX_OBJECT:
                    raise BadRecord(line, 1224, f"Invalid JSON, or an object larger than 4 MB: {error}") from None
                end = -1
            # A number at the very end could go on in the next piece; objects and arrays cannot.
            if end < 0:
                if ended:
                    return
                more = text.read(_CHUNK)
                ended = not more
                line += buffer.count("\n", at, start)
                buffer, at = buffer[start:] + more, 0
                continue
            line += buffer.count("\n", at, end)
            for item in document if isinstance(document, list) and not whole else [document]:
                if not isinstance(item, dict) and not whole:
                    raise BadRecord(line, 1224, "Invalid JSON: an object is expected")
                yield line, item, buffer[start : min(end, start + 1024)]
            at = end


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)


def _avro(path: Path) -> Iterator[tuple[int, Any, str]]:
    with path.open("rb") as stream:
        try:
            reader = fastavro.reader(stream)
            schema = reader.writer_schema
            if not isinstance(schema, dict) or schema.get("type") != "record":
                raise BadRecord(0, 1223, "Invalid AVRO file: the root of the schema must be a record")
            for number, record in enumerate(reader, 1):
                assert isinstance(record, dict)
                yield number, {name: _plain(value) for name, value in record.items()}, ""
        except (ValueError, EOFError, TypeError, KeyError) as error:
            raise BadRecord(0, 1223, f"Invalid AVRO file: {error}") from None


def _plain(value: Any) -> Any:
    """The value without its logical type, of which COPY's pages know nothing (an assumption)."""
    if isinstance(value, dt.datetime):
        known = value if value.tzinfo else value.replace(tzinfo=dt.timezone.utc)
        return (known - _EPOCH) // dt.timedelta(microseconds=1)
    if isinstance(value, dt.date):
        return (value - _EPOCH.date()).days
    if isinstance(value, (bytes, Decimal)):
        raw = value if isinstance(value, bytes) else str(value).encode()
        return base64.b64encode(raw).decode()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
