"""S3 for the stand-in: a SeaweedFS server, its buckets, and the IAM roles that UNLOAD and COPY run with."""

from __future__ import annotations

from .roles import Credentials, Role
from .storage import Storage

__all__ = ["Credentials", "Role", "Storage"]
