"""What an error in a check means to the user."""

from __future__ import annotations

from redshift_spark._doctor.aws import NoCredentials, NotAllowed
from redshift_spark._doctor.report import FAIL, SKIPPED, Check


def of_problem(name: str, problem: Exception) -> Check:
    if isinstance(problem, NotAllowed):
        return Check(
            name, SKIPPED, "not allowed to look", f"Grant {problem.action} to the identity that runs the doctor."
        )
    if isinstance(problem, NoCredentials):
        remedy = "Give AWS credentials that are valid: environment variables, aws_profile, or an instance role."
        return Check(name, SKIPPED, f"AWS could not be asked: {problem}", remedy)
    return Check(
        name,
        FAIL,
        f"{type(problem).__name__}: {server_message(problem)}",
        "See the message; the check itself was not made.",
    )


def server_message(problem: Exception) -> str:
    """redshift_connector gives the fields of the server's error as a dictionary; the detail says most."""
    fields = problem.args[0] if problem.args else ""
    if isinstance(fields, dict):
        return " ".join(str(fields[name]) for name in ("M", "D") if fields.get(name))
    return str(problem)
