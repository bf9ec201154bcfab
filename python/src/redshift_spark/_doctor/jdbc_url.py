"""A Redshift JDBC URL taken apart, as the connector does it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Mapping
from urllib.parse import unquote_plus

from redshift_spark._errors import RedshiftSparkError

DEFAULT_PORT = 5439
_SHAPE = re.compile(
    r"jdbc:(redshift|redshift:iam|postgresql)://([^:/;?]+)(?::(?:(\d{1,5})|([a-z]{2}[a-z0-9-]+)))?/([^;?&]+)(?:[;?&](.*))?",
    re.DOTALL,
)
_HOST = re.compile(r"([^.]+)\.[^.]+\.([^.]+)\.redshift(-serverless)?\.amazonaws\.com(?:\.cn)?", re.IGNORECASE)


@dataclass(frozen=True)
class JdbcUrl:
    """``host`` is None for jdbc:redshift:iam://cluster:region/database, whose address AWS has to tell."""

    iam: bool
    host: str | None
    port: int
    database: str
    cluster: str | None
    workgroup: str | None
    region: str | None
    properties: Mapping[str, str] = field(repr=False)
    """By name in lower case: the driver does not tell upper from lower."""


def parse_url(url: str) -> JdbcUrl:
    """Raises RedshiftSparkError, without repeating the text, which may hold a password."""
    found = _SHAPE.fullmatch(url.strip())
    if found is None or (found.group(4) and found.group(1) != "redshift:iam"):
        raise RedshiftSparkError("option 'url' must look like jdbc:redshift://host:port/database[;property=value]")
    scheme, host, port, region, database, tail = found.groups()
    pairs = (pair.partition("=") for pair in re.split("[;&]", tail or "") if pair.strip())
    properties = {name.strip().lower(): unquote_plus(value) for name, _, value in pairs}
    cluster, workgroup = properties.get("clusterid"), properties.get("serverlessworkgroup")
    by_host = _HOST.fullmatch(host)
    if region and not cluster and not workgroup:
        serverless = properties.get("isserverless", "").lower() == "true"
        cluster, workgroup = (None, host) if serverless else (host, None)
    elif by_host and not cluster and not workgroup:
        cluster, workgroup = (None, by_host.group(1)) if by_host.group(3) else (by_host.group(1), None)
    return JdbcUrl(
        scheme == "redshift:iam",
        None if region else host,
        int(port or properties.get("port") or DEFAULT_PORT),
        database,
        cluster,
        workgroup,
        region or (by_host.group(2) if by_host else None) or properties.get("region"),
        properties,
    )
