"""All checks, in the order in which a job would meet what they look at."""

from __future__ import annotations

from typing import Any, Callable, Mapping, Sequence

from redshift_spark._bridge import is_connect
from redshift_spark._doctor import bucket, connection, identity, rights, role, spark, warehouse
from redshift_spark._doctor.aws import Aws
from redshift_spark._doctor.endpoint import endpoint_of
from redshift_spark._doctor.report import SKIPPED, Check, DoctorReport
from redshift_spark._doctor.runner import Probe, run_probes
from redshift_spark._doctor.settings import KNOWN, Settings, Tempdir, read_settings, redactor_of
from redshift_spark._doctor.sql import sql_of
from redshift_spark._errors import RedshiftSparkError

_CONF = "spark.redshift."


def examine(
    options: Mapping[str, Any],
    session: Any,
    *,
    s3_endpoint: str | None,
    aws_endpoint: str | None,
    timeout_seconds: float,
) -> DoctorReport:
    _needs_boto3()
    given = {**(_defaults(session) if session is not None else {}), **options}
    settings = read_settings(given, timeout_seconds=timeout_seconds, s3_endpoint=s3_endpoint, aws_endpoint=aws_endpoint)
    if settings.url is None and not settings.by_data_api:
        raise RedshiftSparkError("give 'url', or data_api_database with data_api_cluster or data_api_workgroup")
    redactor = redactor_of(settings)
    aws = Aws(settings, redactor)
    probes = [
        *_of_connection(settings, aws),
        Probe(("aws_identity",), lambda: identity.aws_identity(aws)),
        Probe(("database_user",), lambda: identity.database_user(sql_of(settings, aws, redactor)), limits=2),
        Probe(rights.NAMES, lambda: rights.rights(settings, sql_of(settings, aws, redactor), aws), limits=4),
        Probe(("iam_role",), lambda: role.iam_role(settings, aws)),
        Probe(("iam_role_trust",), lambda: role.iam_role_trust(settings, aws)),
        *_of_bucket(settings, aws),
        Probe(warehouse.NAMES, lambda: warehouse.exposure(settings, aws)),
        Probe(("audit_logging",), lambda: warehouse.audit_logging(settings, aws)),
        Probe(("spark_version",), lambda: spark.spark_version(session)),
        Probe(("jar",), lambda: spark.jar(session)),
        Probe(("java",), lambda: spark.java(session)),
        Probe(("s3a",), lambda: spark.s3a(session)),
    ]
    return DoctorReport(run_probes(probes, timeout_seconds, redactor))


def _of_connection(settings: Settings, aws: Aws) -> Sequence[Probe]:
    def by_endpoint() -> list[Check]:
        return connection.reachability(endpoint_of(settings, aws), settings.timeout_seconds * 0.9)

    return (
        Probe(("reachability",), by_endpoint),
        Probe(("tls",), lambda: connection.tls(settings, endpoint_of(settings, aws))),
        Probe(("plain_refused",), lambda: connection.plain_refused(settings, endpoint_of(settings, aws))),
    )


def _of_bucket(settings: Settings, aws: Aws) -> Sequence[Probe]:
    tempdir = settings.tempdir
    checks: Sequence[Callable[[Settings, Aws, Tempdir], list[Check]]] = (
        bucket.bucket_region,
        bucket.bucket_encryption,
        bucket.bucket_public_access,
        bucket.bucket_lifecycle,
    )
    if tempdir is None:
        return [_skipped(check.__name__) for check in checks]
    folder = tempdir
    return [Probe((c.__name__,), lambda c=c: c(settings, aws, folder)) for c in checks]  # type: ignore[misc]


def _skipped(name: str) -> Probe:
    return Probe((name,), lambda: [Check(name, SKIPPED, "no tempdir is given", "Give tempdir.")])


def _defaults(session: Any) -> dict[str, str]:
    """The session's ``spark.redshift.*`` settings, without those of pushdown's rules and the package's own."""
    known = _all_settings(session)
    found = {str(key)[len(_CONF) :]: str(value) for key, value in known.items() if str(key).startswith(_CONF)}
    no_options = ("pushdown.", "python_package_version")
    return {key: value for key, value in found.items() if not key.startswith(no_options)}


def _all_settings(session: Any) -> Mapping[str, str]:
    if hasattr(session.conf, "getAll"):  # from Spark 4.0 on
        return dict(session.conf.getAll)
    if is_connect(session):
        # Here a client cannot ask for all of them, and SET hides what may be a secret.
        values = {_CONF + name: session.conf.get(_CONF + name, "") for name in KNOWN}
        return {key: value for key, value in values.items() if value}
    converters = session._jvm.scala.collection.JavaConverters
    return dict(converters.mapAsJavaMapConverter(session._jsparkSession.conf().getAll()).asJava())


def _needs_boto3() -> None:
    try:
        import boto3  # noqa: F401
    except ImportError:
        raise RedshiftSparkError("the doctor needs boto3: pip install 'redshift-spark[doctor]'") from None
