"""The Data API's documented limits (mgmt/data-api, "Considerations")."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DataApiLimits:
    """Sizes in bytes, times in seconds."""

    sql_bytes: int = 200 * 1024
    row_bytes: int = 64 * 1024
    result_bytes: int = 500 * 1024 * 1024
    """Of the compressed result."""
    page_bytes: int = 1024 * 1024
    active_statements: int = 500
    sessions: int = 500
    kept_seconds: int = 24 * 3600
    client_token_seconds: int = 8 * 3600
