"""UNLOAD, COPY and external tables: grammar, files on S3, and their way through the client's own session."""

from __future__ import annotations

from .copy import run_copy
from .external_tables import external_rows
from .unload import run_unload

__all__ = ["external_rows", "run_copy", "run_unload"]
