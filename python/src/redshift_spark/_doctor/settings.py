"""What is to be examined: the connector's options, read once."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import Any, Mapping

from redshift_spark._doctor.jdbc_url import JdbcUrl, parse_url
from redshift_spark._doctor.redaction import Redactor
from redshift_spark._errors import RedshiftSparkError
from redshift_spark._option_set import as_texts
from redshift_spark._options import ReadOptions, WriteOptions

_OPTIONS = {*ReadOptions.__dataclass_fields__, *WriteOptions.__dataclass_fields__}
KNOWN = {ReadOptions.NAMES.get(name, name) for name in _OPTIONS} | {"dbtable", "query"}
# Properties of the URL that are no secrets; whatever else stands there may be one, so it is never printed.
_OPEN_PROPERTIES = {
    *("ssl", "sslmode", "sslrootcert", "user", "uid", "dbuser", "clusterid", "region", "serverlessworkgroup", "port"),
    *("isserverless", "groupfederation", "iamduration", "autocreate", "profile", "endpointurl", "stsendpointurl"),
}


@dataclass(frozen=True)
class Tempdir:
    bucket: str
    key: str
    """Of the folder, without slashes at its ends; empty for the bucket itself."""

    @property
    def s3(self) -> str:
        return "/".join(part for part in (f"s3://{self.bucket}", self.key) if part)


@dataclass(frozen=True)
class Settings:
    """``options`` are as Spark takes them; their printed form is left out, as it has secrets."""

    options: Mapping[str, str] = field(repr=False)
    url: JdbcUrl | None = field(repr=False)
    tempdir: Tempdir | None
    timeout_seconds: float
    s3_endpoint: str | None
    aws_endpoint: str | None

    def get(self, name: str) -> str | None:
        return self.options.get(name) or None

    def driver_property(self, name: str) -> str | None:
        """A property of the JDBC driver: of ``jdbc.<name>``, or of the URL."""
        given = {key[5:].lower(): value for key, value in self.options.items() if key.startswith("jdbc.")}
        return given.get(name.lower()) or (self.url.properties.get(name.lower()) if self.url else None) or None

    @property
    def by_data_api(self) -> bool:
        return self.get("data_api_database") is not None

    @property
    def cluster(self) -> str | None:
        return self.get("data_api_cluster") or (self.url.cluster if self.url else None)

    @property
    def workgroup(self) -> str | None:
        return self.get("data_api_workgroup") or (self.url.workgroup if self.url else None)

    @property
    def database(self) -> str | None:
        return self.get("data_api_database") or (self.url.database if self.url else None)

    @property
    def region(self) -> str | None:
        """Redshift's Region, where options say it."""
        return self.get("data_api_region") or (self.url.region if self.url else None) or self.get("aws_region")

    @property
    def checks_host_name(self) -> bool:
        return (self.driver_property("sslmode") or "").lower() == "verify-full"

    def endpoint(self, service: str) -> str | None:
        """Of an API of AWS, where it is not AWS's own."""
        own = {
            "s3": self.s3_endpoint,
            "redshift-data": self.get("data_api_endpoint"),
            "secretsmanager": self.get("secret.vpcendpointurl"),
            "sts": self.driver_property("stsendpointurl"),
            "redshift": self.driver_property("endpointurl"),
            "redshift-serverless": self.driver_property("endpointurl"),
        }.get(service)
        return own or (None if service in ("s3", "s3control") else self.aws_endpoint)


def read_settings(
    options: Mapping[str, Any], *, timeout_seconds: float, s3_endpoint: str | None, aws_endpoint: str | None
) -> Settings:
    """Raises RedshiftSparkError for an option that is not there, or a URL or tempdir that cannot be read."""
    given = as_texts(options, ReadOptions.NAMES)
    for name in given:
        if name not in KNOWN and not name.startswith("jdbc."):
            near = difflib.get_close_matches(name, KNOWN, 1)
            raise RedshiftSparkError(f"there is no option '{name}'" + (f"; is '{near[0]}' meant?" if near else ""))
    url = parse_url(given["url"]) if given.get("url") else None
    tempdir = _tempdir(given["tempdir"]) if given.get("tempdir") else None
    return Settings(given, url, tempdir, timeout_seconds, s3_endpoint, aws_endpoint)


def redactor_of(settings: Settings) -> Redactor:
    redactor = Redactor()
    for name, value in settings.options.items():
        if name in ReadOptions.SECRETS or (name.startswith("jdbc.") and name[5:].lower() not in _OPEN_PROPERTIES):
            redactor.add(value)
    for name, value in (settings.url.properties if settings.url else {}).items():
        if name not in _OPEN_PROPERTIES:
            redactor.add(value)
    return redactor


def _tempdir(text: str) -> Tempdir:
    found = re.fullmatch(r"s3[an]?://([^/]+)(?:/(.*))?", text.strip())
    if found is None:
        raise RedshiftSparkError("option 'tempdir' must look like s3a://bucket/path")
    return Tempdir(found.group(1), (found.group(2) or "").strip("/"))
