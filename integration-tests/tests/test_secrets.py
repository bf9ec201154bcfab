"""No secret is in any log line, plan, UI page, event log or exception, whatever way is taken and whatever fails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

HERE = Path(__file__).resolve().parent


def test_no_secret_is_shown(redshift: Any, tmp_path: Path) -> None:
    secrets = {
        "password": redshift.password,
        "wrong password": "Wrong-password-77",
        "wrong key": "wrong-secret-key-0123456789abcdefghijkl",
        "session token": "session-token-0123456789",
        "in the URL": "Url-password-55",
        "in a statement": "Statement-password-33",
    }
    events = tmp_path / "events"
    events.mkdir()
    base = f"jdbc:redshift://{redshift.host}:{redshift.port}/{redshift.database}"
    tls = f"sslmode=verify-full&sslrootcert={quote(redshift.tls_ca)}"
    iam = (
        f"jdbc:redshift:iam://{redshift.host}:{redshift.port}/{redshift.database}?{tls}"
        f"&ClusterID={redshift.settings.cluster_identifier}&DbUser={redshift.user}&Region={redshift.region}"
        f"&EndpointUrl={quote(redshift.control_plane, safe='')}&AccessKeyID={redshift.access_key}"
    )
    keys = {
        "temporary_aws_access_key_id": "ASIAWRONGKEY12345678",
        "temporary_aws_secret_access_key": secrets["wrong key"],
        "temporary_aws_session_token": secrets["session token"],
    }
    ways = {
        "password": {},
        "forwarded keys": {"forward_spark_s3_credentials": "true"},
        "wrong password": {"user": redshift.user, "password": secrets["wrong password"]},
        "password in the URL": {"url": f"{base}?{tls}&user=nobody&password={secrets['in the URL']}"},
        "malformed URL": {"url": f"jdbc:redshift:/{redshift.host}?password={secrets['in the URL']}"},
        "driver property": {"jdbc.sslpassword": secrets["in the URL"]},
        "IAM": {"url": f"{iam}&SecretAccessKey={quote(redshift.secret_key, safe='')}"},
        "wrong IAM key": {"url": f"{iam}&SecretAccessKey={secrets['wrong key']}"},
        "wrong S3 keys": keys,
        "unknown option": {"passwordd": secrets["wrong password"]},
    }
    plan = {
        "conf": {
            **redshift.spark_conf(),
            "spark.eventLog.enabled": "true",
            "spark.eventLog.dir": events.as_uri(),
            "spark.driver.memory": "1g",
            "spark.sql.shuffle.partitions": "2",
            "spark.driver.host": "127.0.0.1",
        },
        "ways": ways,
        "statement": f"create user u password '{secrets['in a statement']}' no such option",
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "secrets_job.py")],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        timeout=240,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "REDSHIFT_SPARK_JARS": str(HERE.parents[1] / "target" / "jars"),
        },
        check=False,
    )
    shown = {"stdout": done.stdout, "stderr": done.stderr}
    shown |= {file.name: file.read_text() for file in events.rglob("*") if file.is_file()}
    line = next((line for line in done.stdout.splitlines() if line.startswith("OUTCOMES ")), None)
    assert line is not None, done.stderr[-3000:]
    outcomes = json.loads(line.removeprefix("OUTCOMES "))
    assert [name for name, text in outcomes.items() if text.startswith("ok")] == [
        "write",
        "password",
        "password written",
        "forwarded keys",
        "forwarded keys written",
        "driver property",
        "driver property written",
        "IAM",
        "IAM written",
        "query",
    ], outcomes
    secrets["key of S3 and AWS"] = redshift.secret_key
    for name, secret in secrets.items():
        for form in {secret, quote(secret, safe="")}:
            for place, text in shown.items():
                at = text.find(form)
                assert at < 0, f"{name} is shown in {place}: {text[max(0, at - 400) : at].strip()} <<<"
    # The shared statements are shown: the search is not vacuous.
    assert "UNLOAD" in done.stdout + done.stderr or "RedshiftScan" in done.stdout
