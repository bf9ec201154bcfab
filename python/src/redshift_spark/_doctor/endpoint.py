"""The address of the warehouse: from the URL, or asked from AWS by its name."""

from __future__ import annotations

from dataclasses import dataclass

from redshift_spark._doctor.aws import Aws
from redshift_spark._doctor.settings import Settings
from redshift_spark._doctor.warehouse import describe_cluster, describe_workgroup


@dataclass(frozen=True)
class Endpoint:
    host: str
    port: int


def endpoint_of(settings: Settings, aws: Aws) -> Endpoint | None:
    """None for the Data API. Raises NotAllowed, NoCredentials, and botocore's errors."""
    if settings.url is None:
        return None
    if settings.url.host is not None:
        return Endpoint(settings.url.host, settings.url.port)
    if settings.workgroup is not None:
        found = describe_workgroup(aws, settings.workgroup)["endpoint"]
        return Endpoint(str(found["address"]), int(found["port"]))
    found = describe_cluster(aws, str(settings.cluster))["Endpoint"]
    return Endpoint(str(found["Address"]), int(found["Port"]))
