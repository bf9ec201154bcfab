"""S3 for the stand-in: a SeaweedFS server behind a front that logs and breaks requests, buckets, and IAM roles."""

from __future__ import annotations

from .requests import S3Request
from .roles import CHAINED_ROLE, DEFAULT_ROLE, POWERLESS_ROLE, READ_ONLY_ROLE, Credentials, Role
from .s3_faults import S3Faults
from .storage import Storage

__all__ = [
    "CHAINED_ROLE",
    "DEFAULT_ROLE",
    "POWERLESS_ROLE",
    "READ_ONLY_ROLE",
    "Credentials",
    "Role",
    "S3Faults",
    "S3Request",
    "Storage",
]
