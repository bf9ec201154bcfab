"""What the stand-in has beside the warehouse's SQL: each with the test that shows it, ``file::test`` below ``tests``."""

from __future__ import annotations

_LOGINS, _DATA, _SIGNED = "control/test_logins.py::", "control/test_data_api.py::", "control/test_signatures.py::"
_MORE = "control/test_other_operations.py::"

OPERATIONS: dict[str, dict[str, str]] = {
    "redshift": {
        "GetClusterCredentials": _LOGINS + "test_credentials_of_a_database_user",
        "GetClusterCredentialsWithIAM": _LOGINS + "test_the_identity_as_user",
        "DescribeClusters": _LOGINS + "test_where_the_warehouse_is",
        "DescribeCustomDomainAssociations": _LOGINS + "test_where_the_warehouse_is",
        "DescribeLoggingStatus": _LOGINS + "test_where_the_warehouse_is",
        "EnableLogging": _MORE + "test_logging",
        "DisableLogging": _MORE + "test_logging",
        "ModifyCluster": _MORE + "test_a_cluster_that_is_changed",
    },
    "redshift-serverless": {
        "GetCredentials": _LOGINS + "test_the_identity_as_user",
        "GetWorkgroup": _LOGINS + "test_where_the_warehouse_is",
        "GetNamespace": _LOGINS + "test_where_the_warehouse_is",
        "UpdateWorkgroup": _MORE + "test_a_workgroup_that_is_changed",
        "UpdateNamespace": _MORE + "test_a_workgroup_that_is_changed",
        "ListWorkgroups": _LOGINS + "test_where_the_warehouse_is",
        "ListNamespaces": _MORE + "test_a_workgroup_that_is_changed",
    },
    "sts": {
        "GetCallerIdentity": _SIGNED + "test_the_owner_is_known",
        "AssumeRole": _SIGNED + "test_sessions_of_a_role",
        "AssumeRoleWithWebIdentity": _SIGNED + "test_web_identity",
    },
    "secretsmanager": {
        "CreateSecret": _LOGINS + "test_secrets",
        "PutSecretValue": _LOGINS + "test_secrets",
        "GetSecretValue": _LOGINS + "test_secrets",
        "DescribeSecret": _LOGINS + "test_secrets",
        "DeleteSecret": _MORE + "test_a_secret_that_is_deleted",
    },
    "redshift-data": {
        "ExecuteStatement": _DATA + "test_types_of_a_result",
        "BatchExecuteStatement": _DATA + "test_a_batch_is_one_transaction",
        "DescribeStatement": _DATA + "test_a_batch_is_one_transaction",
        "GetStatementResult": _DATA + "test_paging_gives_every_row_once",
        "GetStatementResultV2": _DATA + "test_csv_results",
        "CancelStatement": _DATA + "test_cancelling",
        "ListStatements": _DATA + "test_the_list_of_statements",
        "ListSessions": _DATA + "test_sessions_keep_their_state",
        "ListDatabases": _DATA + "test_what_a_database_holds",
        "ListSchemas": _DATA + "test_what_a_database_holds",
        "ListTables": _DATA + "test_what_a_database_holds",
        "DescribeTable": _DATA + "test_what_a_database_holds",
    },
    "iam": {
        "GetRole": _MORE + "test_who_may_assume_a_role",
        "UpdateAssumeRolePolicy": _MORE + "test_who_may_assume_a_role",
    },
}
"""The control plane's operations by service."""

_FAULTS, _WAITS, _FRONT, _STATEMENTS = (
    "test_faults.py::",
    "wire/test_waits.py::",
    "s3/test_front.py::",
    "s3/test_statement_faults.py::",
)

FAULTS: dict[str, tuple[str, str]] = {
    "drop_connection": (
        "the connection is lost before, during or after a statement",
        _FAULTS + "test_dropped_around_commit",
    ),
    "fail": ("a statement fails with an SQLSTATE", _FAULTS + "test_failing_once_and_then_no_more"),
    "delay": ("a statement waits", "wire/test_python_driver.py::test_a_slow_statement_does_not_hold_up_others"),
    "delay_ready": ("ReadyForQuery comes late", "jdbc/test_jdbc_driver.py::test_the_commit_race_can_be_shown"),
    "refuse_connections": ("connections are refused", _FAULTS + "test_refused_connections"),
    "refuse_login": ("logins are refused", _FAULTS + "test_refused_logins"),
    "pause_at": ("a statement brings a pause of the cluster", _FAULTS + "test_a_pause_that_a_statement_brings"),
    "expire_passwords_at": (
        "issued passwords end at a statement",
        _FAULTS + "test_passwords_that_expire_at_a_statement",
    ),
    "expire_aws_sessions_at": (
        "AWS sessions end at a statement",
        "s3/test_session_credentials.py::test_keys_that_end_at_a_statement",
    ),
    "fail_api": ("an operation of the control plane fails", _SIGNED + "test_throttling_on_demand"),
    "s3.fail": ("S3 answers 503 SlowDown, 500, 403 and others", _FRONT + "test_errors_on_demand"),
    "s3.truncate": ("a body of S3 ends early", _FRONT + "test_a_truncated_body"),
    "s3.drop": ("a request to S3 loses its connection", _FRONT + "test_a_dropped_request"),
    "s3.delay": ("S3 answers late", _FRONT + "test_latency"),
    "s3.kill_unload": ("UNLOAD is killed behind some files", _STATEMENTS + "test_an_unload_killed_half_way"),
    "s3.fail_copy": ("COPY fails behind some files", _STATEMENTS + "test_a_copy_that_fails_behind_some_files"),
}
"""By the name that the environment takes: what happens, and the test."""

AT_ONCE: dict[str, tuple[str, str]] = {
    "pause": ("the cluster is paused", _FAULTS + "test_a_paused_cluster"),
    "resume": ("and resumed", _FAULTS + "test_a_paused_cluster"),
    "expire_temporary_passwords": ("issued passwords end", _LOGINS + "test_expired_passwords"),
    "expire_aws_sessions": ("AWS sessions end", _SIGNED + "test_expired_sessions"),
    "hold": ("a statement waits until it is released", _WAITS + "test_a_held_statement_runs_when_it_is_released"),
    "s3.hold": ("a request to S3 waits until it is released", _FRONT + "test_a_held_request"),
}
"""What only a program does."""
