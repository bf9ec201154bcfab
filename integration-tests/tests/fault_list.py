"""What can go wrong while a write runs: on the connection, on S3, in the tasks, with the credentials."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fault_ways import Spoil
from pyspark.sql import SparkSession

AFTER = "after"
BEFORE = "before"
EITHER = "either"
"""The write raises CommitOutcomeUnknownException: the table is exactly before or exactly after."""

CHANGE = '^(delete from|truncate|drop table|create table|lock) .*"faulty"'
"""The first statement of the transaction that touches the target, where there is one before COPY."""
MARKER = "^insert into .*redshift_spark_(ledger|epochs)_faulty"
COUNT = "pg_last_copy_count"
LOOK = "^select count.*redshift_spark_(ledger|epochs)_faulty"
APPENDS = ("append", "stream, append")
"""Ways whose first change is COPY."""

CONFLICT = "1023 Serializable isolation violation on table"


@contextmanager
def nothing(_redshift: Any) -> Iterator[None]:
    yield


def untouched(frame: Any) -> Any:
    return frame


def no_options(_redshift: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Fault:
    """What goes wrong, and how the write is to end: AFTER it survived, BEFORE it raised, or EITHER."""

    name: str
    ends: str
    arrange: Callable[[Any], AbstractContextManager[None]]
    spoil: Callable[[], Spoil] = field(default=lambda: untouched)
    options: Callable[[Any], dict[str, Any]] = no_options
    leaves: bool = False
    """Staged files stay, for the next application's sweep."""
    spares: tuple[str, ...] = ()
    """Ways to write that send nothing which it could hit."""

    @property
    def spoils(self) -> bool:
        return self.arrange is nothing


def at_once(inject: Callable[[Any], None]) -> Callable[[Any], AbstractContextManager[None]]:
    @contextmanager
    def arranged(redshift: Any) -> Iterator[None]:
        inject(redshift)
        yield

    return arranged


def lost(what: str, statement: str, when: Any, ends: str = AFTER) -> Fault:
    name = f"connection lost {when} {what}"
    arrange = at_once(lambda r: r.faults.drop_connection(statement, when=when))
    return Fault(name, ends, arrange, spares=APPENDS if statement == CHANGE else ())


def refused(name: str, statement: str, sqlstate: str, message: str, times: int | None, ends: str) -> Fault:
    arrange = at_once(lambda r: r.faults.fail(statement, sqlstate, message, times=times))
    return Fault(name, ends, arrange, spares=APPENDS if statement == CHANGE else ())


def s3(name: str, ends: str, inject: Callable[[Any], None], leaves: bool = False) -> Fault:
    return Fault(name, ends, at_once(lambda r: inject(r.faults.s3)), leaves=leaves)


def while_copy_runs(act: Callable[[Any], None]) -> Callable[[Any], AbstractContextManager[None]]:
    """Lets the first COPY wait, and acts meanwhile."""

    @contextmanager
    def arranged(redshift: Any) -> Iterator[None]:
        redshift.faults.delay("^copy", 400)
        done = threading.Event()

        def watch() -> None:
            while not done.is_set():
                if any(e.text.startswith("COPY") and e.end is None for e in redshift.statements()):
                    act(redshift)
                    return
                done.wait(0.02)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join(30)

    return arranged


def pause_for(seconds: float) -> Callable[[Any], None]:
    def act(redshift: Any) -> None:
        redshift.faults.pause()
        time.sleep(seconds)
        redshift.faults.resume()

    return act


@contextmanager
def paused_for_good(redshift: Any) -> Iterator[None]:
    try:
        with while_copy_runs(lambda r: r.faults.pause())(redshift):
            yield
    finally:
        redshift.faults.resume()


@contextmanager
def nobody_answers_after_commit(redshift: Any) -> Iterator[None]:
    redshift.faults.drop_connection("^commit", when="after")
    with while_copy_runs(lambda r: r.faults.refuse_connections(times=None))(redshift):
        yield


@contextmanager
def lost_and_refused(redshift: Any) -> Iterator[None]:
    redshift.faults.drop_connection("^copy", when="before")
    redshift.faults.refuse_connections("57P03", "the cluster is starting up")
    yield


def temporary_login(redshift: Any) -> dict[str, Any]:
    """A login by GetClusterCredentials."""
    properties = {
        "sslmode": "verify-full",
        "sslrootcert": redshift.tls_ca,
        "EndpointUrl": redshift.control_plane,
        "StsEndpointUrl": redshift.control_plane,
        "Region": redshift.region,
        "AccessKeyID": redshift.access_key,
        "SecretAccessKey": redshift.secret_key,
        "ClusterID": redshift.settings.cluster_identifier,
        "DbUser": redshift.user,
    }
    tail = "&".join(f"{name}={quote(value, safe='')}" for name, value in properties.items())
    return {"url": f"jdbc:redshift:iam://{redshift.host}:{redshift.port}/{redshift.database}?{tail}"}


@contextmanager
def password_ends(redshift: Any) -> Iterator[None]:
    """The session lives on; then its connection is lost, and the next one needs a new password."""
    redshift.faults.drop_connection("^copy", when="after")
    with while_copy_runs(lambda r: r.faults.expire_temporary_passwords())(redshift):
        yield


def fails_first() -> Spoil:
    """The first attempt at a row fails; the JVM's properties tell the attempts apart."""
    key = f"redshift.tests.{time.time_ns()}"
    first = f"reflect('java.lang.System', 'setProperty', '{key}', 'tried') = 'null'"
    return lambda frame: frame.selectExpr(f"if(id = 4 and {first}, raise_error('first'), id) id", "v")


def fails_always() -> Spoil:
    return lambda frame: frame.selectExpr("if(id = 4, raise_error('always'), id) id", "v")


LOSSES = [
    lost(what, statement, when)
    for what, statement in (
        ("the look into the ledger", LOOK),
        ("BEGIN", "^begin"),
        ("the target's first change", CHANGE),
        ("COPY", "^copy"),
        ("the row count", COUNT),
        ("the marker row", MARKER),
        ("COMMIT", "^commit"),
    )
    for when in ("before", "during", "after")
]
REFUSALS = [
    *(
        refused(f"{what} refused once: serializable conflict", statement, "XX000", CONFLICT, 1, AFTER)
        for what, statement in (
            ("first change", CHANGE),
            ("COPY", "^copy"),
            ("marker row", MARKER),
            ("COMMIT", "^commit"),
        )
    ),
    refused("COPY meets a deadlock twice", "^copy", "40P01", "deadlock detected", 2, AFTER),
    refused("COMMIT: the cluster shuts down", "^commit", "57P01", "terminating connection", 1, AFTER),
    *(
        refused(f"{what} refused for good", statement, state, message, None, BEFORE)
        for what, statement, state, message in (
            ("first change", CHANGE, "42501", "permission denied"),
            ("COPY", "^copy", "XX000", "no such format"),
            ("marker row", MARKER, "42501", "permission denied"),
            ("COMMIT", "^commit", "XX000", "disk full"),
        )
    ),
    refused("COPY runs into its timeout", "^copy", "57014", "Query cancelled on user's request", None, BEFORE),
]
CONNECTIONS = [
    Fault("connection lost, new ones refused once", AFTER, lost_and_refused),
    Fault("nobody answers after COMMIT", EITHER, nobody_answers_after_commit),
    Fault(
        "cluster paused during COPY, and resumed",
        AFTER,
        while_copy_runs(pause_for(0.5)),
        options=lambda _: {"copydelay": 1000},
    ),
    Fault("cluster paused during COPY, for good", BEFORE, paused_for_good),
    Fault("temporary password ends during COPY", AFTER, password_ends, options=temporary_login),
]
STAGING = [
    s3("S3 busy (503) while staging", AFTER, lambda s: s.fail("part-", "SlowDown", method="PUT", times=2)),
    s3("S3 error (500) while staging", AFTER, lambda s: s.fail("part-", "InternalError", method="PUT", times=2)),
    s3("S3 refuses (403) while staging", BEFORE, lambda s: s.fail("part-", "AccessDenied", method="PUT", times=None)),
    s3("S3 keys end while staging", BEFORE, lambda s: s.fail("part-", "ExpiredToken", method="PUT", times=None)),
    s3("S3 cuts an upload", AFTER, lambda s: s.drop("part-", "before", method="PUT")),
    s3("S3 cuts the answer to an upload", AFTER, lambda s: s.drop("part-", "after", method="PUT")),
    s3("S3 slow while staging", AFTER, lambda s: s.delay("part-", 200, method="PUT", times=2)),
    s3("S3 busy (503) at the manifest", AFTER, lambda s: s.fail("manifest", "SlowDown", method="PUT", times=2)),
    s3("S3 refuses (403) the manifest", BEFORE, lambda s: s.fail("manifest", "AccessDenied", method="PUT", times=None)),
    s3("clean-up busy (503)", AFTER, lambda s: s.fail("", "SlowDown", operation="DeleteObjects", times=3)),
    s3(
        "clean-up refused (403)",
        AFTER,
        lambda s: s.fail("", "AccessDenied", operation="DeleteObjects", times=None),
        True,
    ),
]
LOADING = [
    s3("COPY fails behind the first file", BEFORE, lambda s: s.fail_copy(how="error")),
    s3("connection lost behind COPY's first file", AFTER, lambda s: s.fail_copy(how="drop")),
    s3("COPY finds S3 busy (503)", AFTER, lambda s: s.fail("part-", "SlowDown", origin="warehouse", times=2)),
    s3(
        "COPY is refused a file (403)",
        BEFORE,
        lambda s: s.fail("part-", "AccessDenied", origin="warehouse", times=None),
    ),
    s3("COPY's role session ends", BEFORE, lambda s: s.fail("part-", "ExpiredToken", origin="warehouse", times=None)),
    s3("COPY reads a truncated file", AFTER, lambda s: s.truncate("part-", 100, origin="warehouse")),
    s3(
        "COPY reads no manifest (403)",
        BEFORE,
        lambda s: s.fail("manifest", "AccessDenied", origin="warehouse", times=None),
    ),
]


def no_local_disk(redshift: Any) -> dict[str, Any]:
    """A folder in a bucket for which Spark finds no local disk that would hold a block, as when all are full."""
    spark = SparkSession.getActiveSession()
    assert spark is not None
    if FULL not in [b["Name"] for b in redshift.aws_client("s3").list_buckets()["Buckets"]]:
        redshift.aws_client("s3").create_bucket(Bucket=FULL)
    hadoop: Any = spark.sparkContext._jsc.hadoopConfiguration()
    hadoop.set(f"fs.s3a.bucket.{FULL}.buffer.dir", "/dev/full")
    return {"tempdir": f"s3a://{FULL}/tmp"}


FULL = "no-local-disk"
TASKS = [
    Fault("no local disk for uploads", BEFORE, nothing, options=no_local_disk),
    Fault("a task fails once", AFTER, nothing, spoil=fails_first),
    Fault("a task fails for good", BEFORE, nothing, spoil=fails_always),
]
FAULTS = [*LOSSES, *REFUSALS, *CONNECTIONS, *STAGING, *LOADING, *TASKS]
