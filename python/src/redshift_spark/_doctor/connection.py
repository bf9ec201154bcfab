"""Reachability and TLS."""

from __future__ import annotations

import socket
import ssl
from contextlib import closing

from redshift_spark._doctor.endpoint import Endpoint
from redshift_spark._doctor.report import FAIL, PASS, SKIPPED, WARN, Check
from redshift_spark._doctor.settings import Settings
from redshift_spark._doctor.wire import TlsNotSpoken, refusal_of_plain, tls_handshake

_OPEN = "Open the port for this machine: security group of the warehouse, routes, and VPC endpoints."


def reachability(endpoint: Endpoint | None, timeout_seconds: float) -> list[Check]:
    if endpoint is None:
        return [Check("reachability", SKIPPED, "the Data API needs no connection")]
    where = f"{endpoint.host}:{endpoint.port}"
    try:
        with closing(socket.create_connection((endpoint.host, endpoint.port), timeout_seconds)):
            return [Check("reachability", PASS, f"{where} answers")]
    except socket.gaierror:
        return [
            Check("reachability", FAIL, f"there is no host {endpoint.host}", "Correct the host in 'url', or the DNS.")
        ]
    except socket.timeout:
        return [Check("reachability", FAIL, f"{where} does not answer", _OPEN)]
    except ConnectionRefusedError:
        remedy = "Check host and port of 'url', and that the warehouse is not paused."
        return [Check("reachability", FAIL, f"{where} refuses connections", remedy)]
    except OSError as problem:
        return [Check("reachability", FAIL, f"{where}: {problem}", _OPEN)]


def tls(settings: Settings, endpoint: Endpoint | None) -> list[Check]:
    if endpoint is None:
        return [Check("tls", SKIPPED, "the Data API is HTTPS")]
    unchecked = _switched_off(settings)
    mode = (settings.driver_property("sslmode") or "verify-ca").lower()
    authority = settings.driver_property("sslrootcert")
    try:
        version, cipher = tls_handshake(
            endpoint.host,
            endpoint.port,
            ca_file=authority,
            check_host_name=settings.checks_host_name,
            timeout_seconds=settings.timeout_seconds,
        )
    except TlsNotSpoken as problem:
        return [Check("tls", FAIL, str(problem), "Connect to Redshift itself; a proxy in between must pass TLS on.")]
    except ssl.SSLError as problem:
        return [
            Check("tls", FAIL, _certificate_problem(problem, endpoint.host), _certificate_remedy(problem, authority))
        ]
    except FileNotFoundError:
        return [Check("tls", FAIL, f"there is no file {authority}", "Correct 'sslrootcert'.")]
    if unchecked:
        remedy = f"Remove {unchecked} from 'url'; the server's certificate is good, so nothing needs it."
        return [Check("tls", FAIL, f"{version} would work, but {unchecked} switches it off", remedy)]
    return [Check("tls", PASS, f"{version}, {cipher}; the certificate is good for sslmode={mode}")]


def plain_refused(settings: Settings, endpoint: Endpoint | None) -> list[Check]:
    """Whether the warehouse itself insists on TLS (the parameter require_ssl)."""
    if endpoint is None or settings.database is None:
        return [Check("plain_refused", SKIPPED, "the Data API is HTTPS")]
    user = (
        settings.get("user")
        or settings.driver_property("user")
        or settings.driver_property("dbuser")
        or "redshift_spark_doctor"
    )
    timeout = settings.timeout_seconds
    message = refusal_of_plain(endpoint.host, endpoint.port, user, settings.database, timeout)
    if message is not None:
        return [Check("plain_refused", PASS, f"a connection without TLS is turned away: {message}")]
    remedy = (
        "Set the parameter require_ssl to true in the parameter group (Serverless: configuration of the work group)."
    )
    return [Check("plain_refused", WARN, "the warehouse lets clients connect without TLS", remedy)]


def _switched_off(settings: Settings) -> str | None:
    """The property that switches TLS, or the check of the certificate, off."""
    ssl_value, mode = (
        (settings.driver_property("ssl") or "").lower(),
        (settings.driver_property("sslmode") or "").lower(),
    )
    if ssl_value == "false":
        return "ssl=false"
    if mode in ("disable", "allow", "prefer", "require"):
        return f"sslmode={mode}"
    return "sslfactory" if "nonvalidating" in (settings.driver_property("sslfactory") or "").lower() else None


def _certificate_problem(problem: ssl.SSLError, host: str) -> str:
    reason = getattr(problem, "verify_message", "") or problem.reason or str(problem)
    return f"the certificate of {host} is not good: {reason}"


def _certificate_remedy(problem: ssl.SSLError, authority: str | None) -> str:
    text = str(problem).lower()
    if "hostname" in text or "ip address mismatch" in text:
        return "Use the host name that the certificate has, or sslmode=verify-ca for a name of your own."
    if "expired" in text or "not yet valid" in text:
        return "Renew the certificate of the server, and check this machine's clock."
    if authority:
        return f"Give the CA that signed the certificate: {authority} did not."
    return "Give the CA that signed the certificate by 'jdbc.sslrootcert'. Never switch the check off."
