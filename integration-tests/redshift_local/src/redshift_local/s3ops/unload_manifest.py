"""The manifest of an UNLOAD (dg/r_UNLOAD, dg/loading-data-files-using-manifest)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..engine.contract import ColumnInfo
from .types import parse_type
from .unload_files import WrittenFile
from .unload_grammar import Unload


def manifest(unload: Unload, columns: Sequence[ColumnInfo], files: Sequence[WrittenFile]) -> bytes:
    """JSON text: the files with their lengths; with VERBOSE also row counts, schema, totals and author."""
    entries: list[dict[str, Any]] = []
    for file in files:
        meta = {"content_length": file.size}
        if unload.verbose:
            meta["record_count"] = file.rows
        entries.append({"url": f"s3://{unload.bucket}/{file.key}", "meta": meta})
    body: dict[str, Any] = {"entries": entries}
    if unload.verbose:
        body["schema"] = {"elements": [_element(column) for column in columns]}
        body["meta"] = {
            "content_length": sum(file.size for file in files),
            "record_count": sum(file.rows for file in files),
        }
        body["author"] = {"name": "Amazon Redshift", "version": "1.0.0"}
    return json.dumps(body, indent=2, ensure_ascii=False).encode("utf-8")


def _element(column: ColumnInfo) -> dict[str, Any]:
    kind = parse_type(column.redshift_type)
    base: dict[str, Any] = {"base": kind.name}
    if kind.is_string:
        base["max_length"] = kind.length
    elif kind.name == "numeric" and kind.sizes:
        base["precision"], base["scale"] = (*kind.sizes, 0)[:2]
    return {"name": column.name, "type": base}
