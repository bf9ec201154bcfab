"""What the operations of the control plane work on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..session.services import Services
from ..settings import StandInSettings
from ..wire.auth import Login
from ..wire.channel import Channel
from .keyring import ACCOUNT, Identity, Keyring
from .warehouse_state import WarehouseRoles, WarehouseState


class Connector(Protocol):
    """Opens warehouse sessions inside this process."""

    async def connect(self, login: Login, database: str, parameters: dict[str, str]) -> Channel: ...

    @property
    def is_paused(self) -> bool: ...

    async def cancel_session(self, number: int) -> None: ...


@dataclass(frozen=True)
class ControlContext:
    """The parts of the stand-in that the control plane needs. ``port`` is the warehouse's."""

    services: Services
    connector: Connector
    keyring: Keyring
    host: str
    port: int
    roles: WarehouseRoles
    state: WarehouseState = field(default_factory=WarehouseState)

    @property
    def settings(self) -> StandInSettings:
        return self.services.settings

    def arn(self, service: str, resource: str) -> str:
        return f"arn:aws:{service}:{self.settings.region}:{ACCOUNT}:{resource}"


@dataclass(frozen=True)
class Call:
    """One request: who asks, and for what. ``identity`` is None for the operations that take no signature."""

    identity: Identity | None
    parameters: dict[str, Any]

    @property
    def caller(self) -> Identity:
        assert self.identity is not None
        return self.identity

    def get(self, name: str, default: Any = None) -> Any:
        return self.parameters.get(name, default)


Operation = Callable[[Call], Awaitable[dict[str, Any]]]
Operations = dict[str, Operation]
