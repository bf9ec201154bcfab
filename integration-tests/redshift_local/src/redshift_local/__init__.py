"""A strict local stand-in for Amazon Redshift.

``start()`` gives a running one; ``python -m redshift_local serve --json`` runs one for other processes.
"""

from __future__ import annotations

from .api import ConnectionInfo, RedshiftLocal, start
from .errors import EngineNotFound, EngineStartFailed, RedshiftError, StandInError
from .faults import Faults
from .holds import Hold
from .settings import IamRole, StandInSettings
from .statements import StatementEntry
from .storage import S3Faults, S3Request

__all__ = [
    "ConnectionInfo",
    "EngineNotFound",
    "EngineStartFailed",
    "Faults",
    "Hold",
    "IamRole",
    "RedshiftError",
    "RedshiftLocal",
    "S3Faults",
    "S3Request",
    "StandInError",
    "StandInSettings",
    "StatementEntry",
    "start",
]
__version__ = "0.1.0"
