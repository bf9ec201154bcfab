"""The stand-in itself: start to first answer, and a large SELECT through its gateway beside psycopg2 on the engine.

python bench_gateway.py [--rows 2000000] [--runs 3]     (uses psycopg2, java and the driver's jar where they are there)
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import ssl
import statistics
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from redshift_local.engine.cluster import SUPERUSER
from redshift_local.wire import messages as m

import redshift_local

HERE = Path(__file__).resolve().parent
QUERY = "SELECT id, name, price, sold FROM bench_gateway"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000)
    parser.add_argument("--runs", type=int, default=3)
    chosen = parser.parse_args()
    first_answer("with S3", storage=True)
    first_answer("without S3", storage=False)
    with redshift_local.start(storage=False) as local:
        engine = local._stack.cluster.socket_path  # type: ignore[union-attr]  # the engine is nobody's business otherwise
        make_table(local, chosen.rows)
        measures: list[tuple[str, Callable[[], float] | None]] = [
            ("psycopg2 straight to the engine", psycopg2_straight(local, engine)),
            ("bytes straight from the engine", lambda: raw(connect_engine(engine, local.database))),
            ("bytes through the gateway", lambda: raw(connect_gateway(local, tls=False))),
            ("bytes through the gateway, TLS", lambda: raw(connect_gateway(local, tls=True))),
        ]
        seconds = {}
        for name, measure in measures:
            if measure is None:
                print(f"{name:35} not there")
                continue
            seconds[name] = statistics.median(measure() for _ in range(chosen.runs))
            print(f"{name:35} {seconds[name]:6.2f} s   {chosen.rows / seconds[name]:12,.0f} rows/s")
        for name, url in (("JDBC, TLS", local.jdbc_url), ("JDBC", local.jdbc_url.split("?")[0] + "?ssl=false")):
            found = jdbc(local, url, chosen.runs)
            if found is not None:
                print(f"{name + ' through the gateway':35} {found:6.2f} s   {chosen.rows / found:12,.0f} rows/s")


def first_answer(name: str, *, storage: bool) -> None:
    began = time.perf_counter()
    with redshift_local.start(storage=storage) as local, local.connect() as connection:
        connection.cursor().execute("SELECT 1")
        print(f"{'start to first answer, ' + name:35} {time.perf_counter() - began:6.2f} s")


def make_table(local: Any, rows: int) -> None:
    with local.connect() as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("CREATE TABLE bench_gateway (id BIGINT, name VARCHAR(40), price DECIMAL(12,2), sold TIMESTAMP)")
        cursor.execute(
            "INSERT INTO bench_gateway WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
            "SELECT a.i * 2000 + b.i, 'name of row ' || b.i, (b.i * 1.37)::decimal(12,2), "
            "DATEADD(second, a.i * 1000 + b.i, '2024-01-01'::timestamp) "
            f"FROM n a, n b WHERE a.i <= {rows // 2000}"
        )
        cursor.execute("VACUUM bench_gateway")


def psycopg2_straight(local: Any, engine: str) -> Callable[[], float] | None:
    try:
        import psycopg2
    except ImportError:
        return None

    def run() -> float:
        folder = str(Path(engine).parent)
        connection = psycopg2.connect(host=folder, user=SUPERUSER, dbname=local.database)
        cursor = connection.cursor()
        began = time.perf_counter()
        cursor.execute(QUERY)
        cursor.fetchall()
        seconds = time.perf_counter() - began
        connection.close()
        return seconds

    return run


def connect_engine(path: str, database: str) -> socket.socket:
    channel = socket.socket(socket.AF_UNIX)
    channel.connect(path)
    channel.sendall(m.startup({"user": SUPERUSER, "database": database}))
    until_ready(channel)
    return channel


def connect_gateway(local: Any, *, tls: bool) -> socket.socket:
    import hashlib
    import secrets

    channel: socket.socket = socket.create_connection((local.host, local.port))
    if tls:
        channel.sendall(struct.pack("!ii", 8, m.SSL_REQUEST))
        assert channel.recv(1) == b"S"
        channel = ssl.create_default_context(cafile=local.tls_ca).wrap_socket(channel, server_hostname=local.host)
    channel.sendall(m.startup({"user": local.user, "database": local.database}))
    challenge = channel.recv(4096)
    salt_length = struct.unpack_from("!i", challenge, 13)[0]
    salt = challenge[17 : 17 + salt_length]
    nonce = challenge[21 + salt_length :]
    own = secrets.token_bytes(16)
    digest = hashlib.sha256(hashlib.sha256(local.password.encode() + salt).digest() + nonce + own).digest()
    answer = struct.pack("!i", len(digest)) + digest + struct.pack("!i", len(own)) + own
    channel.sendall(m.frame(b"d", answer))
    until_ready(channel)
    return channel


def until_ready(channel: socket.socket) -> int:
    """Read until a ReadyForQuery ends what has arrived; returns the bytes read."""
    buffer = bytearray(1 << 18)
    total, tail = 0, b""
    while not (tail[-6:-1] == b"Z\0\0\0\5" and tail[-1:] in b"ITE"):
        count = channel.recv_into(buffer)
        assert count, "the connection ended"
        total += count
        tail = (tail + bytes(buffer[max(0, count - 6) : count]))[-6:]
    return total


def raw(channel: socket.socket) -> float:
    began = time.perf_counter()
    channel.sendall(m.query(QUERY))
    until_ready(channel)
    seconds = time.perf_counter() - began
    channel.close()
    return seconds


def jdbc(local: Any, url: str, runs: int) -> float | None:
    jar = next(iter((HERE.parent.parent / "target" / "jars").glob("redshift-jdbc42-*.jar")), None)
    if jar is None or shutil.which("java") is None:
        return None
    command = ["java", "-Xmx2g", "-cp", str(jar), str(HERE / "FetchRows.java"), url, local.user, str(runs), QUERY]
    done = subprocess.run(
        command, env={**os.environ, "PROBE_PASSWORD": local.password}, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return statistics.median(float(line.split()[1]) for line in done.stdout.splitlines())


if __name__ == "__main__":
    main()
