"""UNLOAD and COPY: grammar, files on S3, and their way through the client's own session."""

from __future__ import annotations

from .copy import run_copy
from .unload import run_unload

__all__ = ["run_copy", "run_unload"]
