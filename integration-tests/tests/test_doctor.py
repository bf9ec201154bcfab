"""The doctor against the stand-in: each check is seen to pass, and to fail, warn or be skipped. No Spark is started."""

from __future__ import annotations

import datetime
import ipaddress
import json
import logging
import socket
import ssl
import struct
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
import redshift_spark
from botocore.stub import Stubber
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from redshift_spark.__main__ import main
from redshift_spark._doctor import bucket
from redshift_spark._doctor.aws import Aws, NotAllowed
from redshift_spark._doctor.redaction import Redactor
from redshift_spark._doctor.settings import Settings, read_settings

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/"
BLOCKS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
Options = dict[str, Any]


@pytest.fixture(autouse=True)
def aws_keys(redshift: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", redshift.access_key)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", redshift.secret_key)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("REDSHIFT_SPARK_JARS", str(Path(__file__).parents[2] / "target" / "jars"))


@pytest.fixture
def common(redshift: Any) -> Options:
    return {
        "tempdir": redshift.tempdir,
        "aws_iam_role": redshift.iam_role,
        "s3_endpoint": redshift.s3_endpoint,
        "aws_endpoint": redshift.control_plane,
    }


@pytest.fixture
def cluster(redshift: Any, common: Options) -> Options:
    """The cluster, by a database user."""
    url = f"{redshift.jdbc_url}&ClusterID={redshift.settings.cluster_identifier}&Region={redshift.region}"
    return {**common, "url": url, "user": redshift.user, "password": redshift.password}


@pytest.fixture
def workgroup(redshift: Any, common: Options) -> Options:
    """The work group, by the Data API."""
    named = {"data_api_database": redshift.database, "data_api_workgroup": redshift.settings.workgroup}
    return {**common, **named, "data_api_region": redshift.region}


def doctor(options: Options, **more: Any) -> redshift_spark.DoctorReport:
    return redshift_spark.doctor(**{**options, **more})


def status(report: redshift_spark.DoctorReport, *names: str) -> list[str]:
    return [report[name].status for name in names]


@pytest.fixture
def protected(redshift: Any) -> Iterator[None]:
    """The bucket as AWS recommends it."""
    s3, name = redshift.aws_client("s3"), redshift.settings.bucket
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})
    expiry = {"ID": "staged", "Status": "Enabled", "Filter": {"Prefix": "tempdir/"}, "Expiration": {"Days": 3}}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [expiry]})
    yield
    s3.delete_bucket_encryption(Bucket=name)
    s3.delete_bucket_lifecycle(Bucket=name)


def test_a_cluster_in_good_order(redshift: Any, cluster: Options, protected: None) -> None:
    client, identifier = redshift.aws_client("redshift"), redshift.settings.cluster_identifier
    client.enable_logging(ClusterIdentifier=identifier, BucketName=redshift.settings.bucket)
    before = set(redshift.s3_objects())
    try:
        report = doctor(cluster)
    finally:
        client.disable_logging(ClusterIdentifier=identifier)
    others = {check.name: check.status for check in report.checks if check.status != "pass"}
    # The stand-in lets clients in without TLS, and its S3 has no public-access block. The jar may not be built here.
    assert others.pop("plain_refused") == "warn"
    assert others.pop("bucket_public_access") == "skipped"
    assert not others.keys() - {"jar", "java", "spark_version", "s3a"}
    assert report["database_user"].found == redshift.user
    assert set(redshift.s3_objects()) == before


def test_a_work_group_by_the_data_api(redshift: Any, workgroup: Options, protected: None) -> None:
    client, name = redshift.aws_client("redshift-serverless"), redshift.settings.workgroup
    client.update_namespace(namespaceName=name, logExports=["connectionlog", "userlog", "useractivitylog"])
    try:
        report = doctor(workgroup)
    finally:
        client.update_namespace(namespaceName=name, logExports=[])
    assert status(report, "reachability", "tls", "plain_refused") == ["skipped"] * 3
    good = ("aws_identity", "database_user", "unload", "copy", "staged_files", "iam_role", "iam_role_trust")
    assert status(report, *good) == ["pass"] * len(good)
    assert status(report, "publicly_accessible", "encrypted_at_rest", "audit_logging") == ["pass"] * 3
    assert redshift.s3_objects(redshift.settings.bucket) == []


def test_a_warehouse_that_is_open(redshift: Any, cluster: Options, workgroup: Options) -> None:
    client, identifier = redshift.aws_client("redshift"), redshift.settings.cluster_identifier
    client.modify_cluster(ClusterIdentifier=identifier, PubliclyAccessible=True, Encrypted=False)
    try:
        report, serverless = doctor(cluster), doctor(workgroup)
    finally:
        client.modify_cluster(ClusterIdentifier=identifier, PubliclyAccessible=False, Encrypted=True)
    assert status(report, "publicly_accessible", "encrypted_at_rest", "audit_logging") == ["fail", "fail", "warn"]
    assert report["publicly_accessible"].remedy.endswith(f"{identifier} --no-publicly-accessible")
    assert report["encrypted_at_rest"].remedy.endswith(f"{identifier} --encrypted")
    assert "enable-logging" in report["audit_logging"].remedy
    assert status(serverless, "publicly_accessible", "audit_logging") == ["fail", "warn"]
    assert "--log-exports connectionlog userlog useractivitylog" in serverless["audit_logging"].remedy
    assert not report.ok and not serverless.ok


def test_a_bucket_that_is_not_protected(cluster: Options) -> None:
    report = doctor(cluster)
    assert status(report, "bucket_encryption", "bucket_lifecycle") == ["fail", "warn"]
    assert "put-bucket-encryption" in report["bucket_encryption"].remedy
    assert "prefix 'tempdir/'" in report["bucket_lifecycle"].remedy


def test_a_bucket_that_is_not_where_options_say(cluster: Options) -> None:
    report = doctor(cluster, tempdir_region="eu-west-1")
    assert (
        report["bucket_region"].status == "fail" and report["bucket_region"].remedy == "Set tempdir_region=us-east-1."
    )
    gone = doctor(cluster, tempdir="s3a://no-such-bucket-here/tmp")
    assert status(gone, "bucket_region", "unload", "copy") == ["fail", "fail", "skipped"]
    none = doctor({**cluster, "tempdir": None})
    names = ("unload", "copy", "staged_files", "bucket_region", "bucket_encryption", "bucket_lifecycle")
    assert status(none, *names) == ["skipped"] * len(names)


def test_roles(redshift: Any, cluster: Options, workgroup: Options) -> None:
    powerless = doctor(cluster, aws_iam_role=ROLE + "redshift-local-without-rights")
    assert status(powerless, "iam_role", "iam_role_trust", "unload", "copy") == ["pass", "pass", "fail", "skipped"]
    assert "s3:PutObject" in powerless["unload"].remedy

    chained = ROLE + "redshift-local-chained"
    for target in (cluster, workgroup):
        alone = doctor(target, aws_iam_role=chained)
        assert status(alone, "iam_role", "iam_role_trust", "unload") == ["fail"] * 3
        assert chained in alone["iam_role"].remedy and "redshift.amazonaws.com" in alone["iam_role_trust"].remedy
        assert "Attach" in alone["unload"].remedy
    assert redshift.iam_role in alone["iam_role"].remedy  # of Serverless, where the list is replaced as a whole
    chain = doctor(cluster, aws_iam_role=f"{redshift.iam_role},{chained}")
    assert status(chain, "iam_role", "iam_role_trust", "unload", "copy") == ["pass"] * 4

    default = doctor(cluster, aws_iam_role="default")
    assert status(default, "iam_role", "iam_role_trust", "unload") == ["pass", "skipped", "pass"]
    unknown = doctor(cluster, aws_iam_role=ROLE + "nobody")
    assert "there is no role" in unknown["iam_role_trust"].found
    without = doctor({**cluster, "aws_iam_role": None})
    assert status(without, "iam_role", "unload") == ["warn", "skipped"]


def test_a_role_whose_trust_was_changed(redshift: Any, cluster: Options) -> None:
    iam = redshift.aws_client("iam")
    before = iam.get_role(RoleName="redshift-local")["Role"]["AssumeRolePolicyDocument"]
    other = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    iam.update_assume_role_policy(RoleName="redshift-local", PolicyDocument=json.dumps({"Statement": [other]}))
    try:
        check = doctor(cluster)["iam_role_trust"]
    finally:
        iam.update_assume_role_policy(RoleName="redshift-local", PolicyDocument=json.dumps(before))
    assert check.status == "fail" and "sts:AssumeRole" in check.remedy


def test_a_copy_that_fails_leaves_nothing(redshift: Any, cluster: Options, workgroup: Options) -> None:
    for target in (cluster, workgroup):
        redshift.faults.fail("^copy redshift_spark_doctor", "XX000", "S3ServiceException:Access Denied,Status 403")
        report = doctor(target)
        assert status(report, "unload", "copy", "staged_files") == ["pass", "fail", "pass"]
        assert "s3:GetObject" in report["copy"].remedy
    assert redshift.s3_objects(redshift.settings.bucket) == []


def test_no_right_to_temporary_tables(redshift: Any, cluster: Options) -> None:
    redshift.faults.fail("^create temp table", "42501", "permission denied to create temporary tables")
    check = doctor(cluster)["copy"]
    assert check.status == "fail" and "GRANT TEMP ON DATABASE" in check.remedy


def test_forwarded_keys(redshift: Any, cluster: Options) -> None:
    """The keys of the identity that runs the doctor; as text in the statement, and nowhere else."""
    report = doctor({**cluster, "aws_iam_role": None, "forward_spark_s3_credentials": True})
    assert status(report, "unload", "copy") == ["pass", "pass"], report
    assert redshift.secret_key not in str(report)


def test_what_it_may_not_look_at(redshift: Any, cluster: Options) -> None:
    """Every refusal of AWS is a skipped check that names the right; the others go on."""
    operations = ("redshift:DescribeClusters", "redshift:DescribeLoggingStatus", "iam:GetRole")
    for operation in operations:
        redshift.faults.fail_api(operation, "AccessDenied", "is not authorized to perform: " + operation, times=None)
    try:
        report = doctor(cluster)
    finally:
        redshift.faults.clear()
    skipped = ("iam_role", "publicly_accessible", "encrypted_at_rest", "audit_logging", "iam_role_trust")
    assert status(report, *skipped) == ["skipped"] * 5
    assert {report[name].remedy.split()[1] for name in skipped} == set(operations)
    assert status(report, "unload", "copy", "tls") == ["pass"] * 3


def test_no_aws_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cluster: Options) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    # Without keys nothing staged can be removed again; so nothing is staged here.
    report = doctor({**cluster, "aws_iam_role": None})
    assert status(report, "aws_identity", "database_user", "publicly_accessible") == ["warn", "pass", "skipped"]
    assert "credentials" in report["bucket_encryption"].remedy


def test_logins(redshift: Any, cluster: Options, common: Options) -> None:
    secret = json.dumps({"username": redshift.user, "password": redshift.password})
    name = f"doctor-{uuid.uuid4()}"
    redshift.aws_client("secretsmanager").create_secret(Name=name, SecretString=secret)
    url = cluster["url"].replace("jdbc:redshift:", "jdbc:redshift:iam:")
    by_name = (
        f"jdbc:redshift:iam://{redshift.settings.workgroup}:{redshift.region}/{redshift.database}?isServerless=true"
    )
    trust = {"jdbc": {"sslrootcert": redshift.tls_ca}}
    for options, user in (
        ({"url": cluster["url"], "secret_id": name}, redshift.user),
        ({"url": f"{url}&DbUser={redshift.user}"}, redshift.user),
        ({"url": url}, "IAM:owner"),
        ({"url": by_name, **trust}, "IAM:owner"),
    ):
        report = doctor(common, **options)
        assert (report["database_user"].status, report["database_user"].found) == ("pass", user), report
    wrong = doctor(cluster, password="not-the-password")
    assert wrong["database_user"].status == "fail" and "not-the-password" not in str(wrong)
    assert wrong["unload"].status == "fail"


def test_reachability(redshift: Any, cluster: Options) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        refused = doctor(cluster, url=f"jdbc:redshift://127.0.0.1:{port}/dev")
    assert refused["reachability"].status == "fail" and "refuses" in refused["reachability"].found
    assert refused["database_user"].status == "fail" and refused["bucket_region"].status != "fail"
    unknown = doctor(cluster, url="jdbc:redshift://no-such-host.invalid:5439/dev")
    assert "there is no host" in unknown["reachability"].found


# -- TLS
@contextmanager
def server(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on loopback that gives every client the same answer; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                with client:
                    try:
                        client.recv(1024)
                        answer(client)
                    except OSError:
                        pass

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def with_certificate(folder: Path, *, name: str, days: int) -> tuple[Callable[[socket.socket], None], str]:
    """An answer by TLS with a certificate of its own CA, and that CA's file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.timezone.utc)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=30))
    builder = builder.not_valid_after(now + datetime.timedelta(days=days))
    alternative: x509.GeneralName = x509.DNSName(name)
    if name[0].isdigit():
        alternative = x509.IPAddress(ipaddress.ip_address(name))
    builder = builder.add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = builder.sign(key, hashes.SHA256())
    file = folder / f"{name}{days}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)

    def answer(client: socket.socket) -> None:
        client.sendall(b"S")
        context.wrap_socket(client, server_side=True).close()

    return answer, str(file)


def tls_of(common: Options, port: int, **properties: str) -> redshift_spark.Check:
    options = {**common, "tempdir": None, "user": "u", "password": "never-sent", "timeout_seconds": 5}
    return doctor(options, url=f"jdbc:redshift://127.0.0.1:{port}/dev", jdbc=properties)["tls"]


def test_certificates(redshift: Any, common: Options, tmp_path: Path) -> None:
    good, good_ca = with_certificate(tmp_path, name="127.0.0.1", days=30)
    with server(good) as port:
        assert tls_of(common, port, sslrootcert=good_ca, sslmode="verify-full").status == "pass"
        untrusted = tls_of(common, port)
        assert untrusted.status == "fail" and "self" in untrusted.found and "sslrootcert" in untrusted.remedy
        wrong_ca = tls_of(common, port, sslrootcert=redshift.tls_ca)
        assert wrong_ca.status == "fail" and redshift.tls_ca in wrong_ca.remedy
        switched_off = tls_of(common, port, sslrootcert=good_ca, ssl="false")
        assert switched_off.status == "fail" and "ssl=false" in switched_off.remedy
        assert tls_of(common, port, sslrootcert=str(tmp_path / "none.pem")).found.startswith("there is no file")
    other, other_ca = with_certificate(tmp_path, name="other.example", days=30)
    with server(other) as port:
        assert tls_of(common, port, sslrootcert=other_ca).status == "pass"  # verify-ca looks at no names
        name = tls_of(common, port, sslrootcert=other_ca, sslmode="verify-full")
        assert name.status == "fail" and "mismatch" in name.found and "verify-ca" in name.remedy
    old, old_ca = with_certificate(tmp_path, name="127.0.0.1", days=-1)
    with server(old) as port:
        expired = tls_of(common, port, sslrootcert=old_ca)
        assert expired.status == "fail" and "expired" in expired.found and "Renew" in expired.remedy
    with server(lambda client: client.sendall(b"N")) as port:
        assert tls_of(common, port).found == "the server has no TLS"


def test_plain_connections_turned_away(common: Options) -> None:
    fields = b'SFATAL\0C28000\0Mno pg_hba.conf entry for host "::1", SSL off\0\0'
    refusal = b"E" + struct.pack("!I", 4 + len(fields)) + fields
    with server(lambda client: client.sendall(refusal)) as port:
        options = {**common, "tempdir": None, "timeout_seconds": 5}
        check = doctor(options, url=f"jdbc:redshift://127.0.0.1:{port}/dev", user="u", password="p")["plain_refused"]
    assert check.status == "pass" and "SSL off" in check.found


def test_a_server_that_never_answers(common: Options) -> None:
    never = threading.Event()
    with server(lambda _client: never.wait(30) and None) as port:
        options = {**common, "tempdir": None, "timeout_seconds": 1}
        report = doctor(options, url=f"jdbc:redshift://127.0.0.1:{port}/dev", user="u", password="p")
        never.set()
    assert status(report, "tls", "plain_refused") == ["fail", "fail"]
    assert report["iam_role"].status == "skipped"  # the checks behind it were made


# -- the public-access block, which SeaweedFS does not have: botocore checks the requests and gives the answers
class StubbedAws(Aws):
    def __init__(self, settings: Settings, stubs: dict[str, list[tuple[str, Any]]]) -> None:
        super().__init__(settings, Redactor())
        self._stubbed = {}
        for service, answers in stubs.items():
            client = boto3.client(service, region_name="us-east-1")
            stub = Stubber(client)
            for operation, answer in answers:
                if isinstance(answer, str):
                    stub.add_client_error(operation, answer)
                else:
                    stub.add_response(operation, answer)
            stub.activate()
            self._stubbed[service] = client

    def client(self, service: str, region: str | None = None) -> Any:
        return self._stubbed[service]


def block(*names: str) -> dict[str, Any]:
    return {"PublicAccessBlockConfiguration": {name: name in names for name in BLOCKS}}


def public_access(own: Any, account: Any = "AccessDenied") -> redshift_spark.Check:
    settings = read_settings({"tempdir": "s3a://b/tmp"}, timeout_seconds=5, s3_endpoint=None, aws_endpoint=None)
    assert settings.tempdir is not None
    who = {"Account": ACCOUNT, "Arn": "arn:aws:iam::123456789012:user/u", "UserId": "AIDA12345678901234"}
    stubs = {
        "s3": [("get_public_access_block", own)],
        "sts": [("get_caller_identity", who)],
        "s3control": [("get_public_access_block", account)],
    }
    return bucket.bucket_public_access(settings, StubbedAws(settings, stubs), settings.tempdir)[0]


def test_public_access_block() -> None:
    missing = "NoSuchPublicAccessBlockConfiguration"
    assert public_access(block(*BLOCKS)).status == "pass"
    assert public_access(missing).status == "fail"
    part = public_access(block("BlockPublicAcls"))
    assert part.status == "fail" and "BlockPublicPolicy" in part.found and "put-public-access-block" in part.remedy
    assert public_access(missing, block(*BLOCKS)).status == "pass"
    assert public_access(block("BlockPublicAcls"), block("BlockPublicPolicy")).status == "fail"
    assert public_access("NotImplemented").status == "skipped"
    with pytest.raises(NotAllowed, match="s3:GetBucketPublicAccessBlock"):
        public_access("AccessDenied")


# -- secrets, and the command line
def test_no_secret_is_said(redshift: Any, cluster: Options, common: Options, caplog: Any, capfd: Any) -> None:
    """Logs are those of this package, whole, and of others from INFO on."""
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger="redshift_spark")
    hidden, token = "Hidden'Pw-1234", "token/with+signs=="
    keys = {
        "temporary_aws_access_key_id": "AKIAHIDDENHIDDEN1234",
        "temporary_aws_secret_access_key": "hidden/secret+key",
        "temporary_aws_session_token": token,
    }
    iam = cluster["url"].replace("jdbc:redshift:", "jdbc:redshift:iam:")
    reports = [
        doctor(cluster),
        doctor(cluster, password=hidden),
        doctor(
            {**common, **keys, "aws_iam_role": None}, url=cluster["url"] + f"&user={redshift.user}&password={hidden}"
        ),
        doctor({**common, "url": iam, "aws_iam_role": None}, forward_spark_s3_credentials=True),
        doctor({**common, "url": iam + "&AccessKeyID=AKIAHIDDEN&SecretAccessKey=hidden-access-key"}),
    ]
    redshift.faults.fail("unload", "XX000", f"cannot parse {redshift.secret_key} and {redshift.password}")
    reports.append(doctor({**cluster, "aws_iam_role": None}, forward_spark_s3_credentials=True))
    assert "***" in reports[-1]["unload"].found
    for report in reports:
        print(report, repr(report), report.to_json(), report._repr_html_())
    said = capfd.readouterr()
    everything = said.out + said.err + caplog.text
    secrets = [redshift.password, redshift.secret_key, hidden, "hidden-access-key", *keys.values()]
    assert "Hidden" not in everything and not [secret for secret in secrets if secret in everything]


def test_the_command(redshift: Any, cluster: Options, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("REDSHIFT_SPARK_PASSWORD", redshift.password)
    monkeypatch.setenv("COLUMNS", "200")
    arguments = ["doctor", "--url", cluster["url"], "--user", redshift.user, "--tempdir", cluster["tempdir"]]
    arguments += ["--option", f"aws_iam_role={redshift.iam_role}", "--s3-endpoint", redshift.s3_endpoint]
    arguments += ["--aws-endpoint", redshift.control_plane]
    assert main([*arguments, "--json"]) == 1  # the bucket is not encrypted
    found = json.loads(capsys.readouterr().out)
    statuses = {check["name"]: check["status"] for check in found["checks"]}
    assert not found["ok"] and statuses["unload"] == "pass" and statuses["bucket_encryption"] == "fail"
    assert main(arguments) == 1
    table = capsys.readouterr().out
    assert "bucket_encryption" in table and "put-bucket-encryption" in table


def test_the_command_when_all_is_well(
    redshift: Any, cluster: Options, monkeypatch: pytest.MonkeyPatch, protected: None, tmp_path: Path
) -> None:
    for name in ("redshift-spark-3.3_2.12-0.1.0.jar", "redshift-jdbc42-2.2.2.jar"):
        (tmp_path / name).touch()
    monkeypatch.setenv("REDSHIFT_SPARK_JARS", str(tmp_path))
    monkeypatch.setenv("REDSHIFT_SPARK_PASSWORD", redshift.password)
    arguments = ["doctor", "--url", cluster["url"], "--user", redshift.user, "--tempdir", cluster["tempdir"]]
    arguments += ["--aws_iam_role", redshift.iam_role, "--s3-endpoint", redshift.s3_endpoint]
    assert main([*arguments, "--aws-endpoint", redshift.control_plane]) == 0


def test_options_that_cannot_be_read(capsys: Any) -> None:
    with pytest.raises(redshift_spark.RedshiftSparkError, match="'tempdir' meant"):
        redshift_spark.doctor(url="jdbc:redshift://h/d", tempdr="s3a://b/t")
    with pytest.raises(redshift_spark.RedshiftSparkError, match="give 'url'"):
        redshift_spark.doctor()
    assert main(["doctor", "--url", "jdbc:redshift//broken;password=hidden"]) == 1
    assert "hidden" not in capsys.readouterr().err
