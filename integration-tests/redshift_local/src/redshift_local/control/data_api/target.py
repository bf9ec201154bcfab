"""Which warehouse a request means, and as which database user it wants to run."""

from __future__ import annotations

from dataclasses import dataclass

from ...wire.auth import Login
from ..context import Call, ControlContext
from ..errors import not_found, validation
from ..keyring import Identity
from ..secrets_api import SecretsApi


@dataclass(frozen=True)
class Target:
    """A warehouse, a database in it, and how the caller logs in."""

    database: str
    cluster: str | None
    workgroup: str | None
    secret_arn: str | None
    db_user: str | None
    identity: Identity


def read_target(call: Call, context: ControlContext, *, database_member: str = "Database") -> Target:
    """Raises AwsError for a warehouse that is not there and for combinations that the API refuses."""
    settings = context.settings
    cluster, workgroup = call.get("ClusterIdentifier"), call.get("WorkgroupName")
    if cluster is None and workgroup is None:
        raise validation("ClusterIdentifier or WorkgroupName is needed.")
    if cluster is not None and workgroup is not None:
        raise validation("Give ClusterIdentifier or WorkgroupName, not both.")
    if cluster is not None and cluster != settings.cluster_identifier:
        raise validation(f"Redshift endpoint doesn't exist in this region: cluster {cluster}.")
    if workgroup is not None and workgroup not in (settings.workgroup, _workgroup_arn(context)):
        raise validation(f"Redshift endpoint doesn't exist in this region: workgroup {workgroup}.")
    secret, user = call.get("SecretArn"), call.get("DbUser")
    if secret is not None and user is not None:
        raise validation("Give SecretArn or DbUser, not both.")
    if workgroup is not None and user is not None:
        raise validation("DbUser cannot be given with WorkgroupName.")
    database = call.get(database_member)
    if not database:
        raise validation(f"{database_member} is needed.")
    return Target(database, cluster, workgroup, secret, user, call.caller)


def _workgroup_arn(context: ControlContext) -> str:
    return context.arn("redshift-serverless", f"workgroup/{context.settings.workgroup}")


async def log_in(target: Target, context: ControlContext, secrets: SecretsApi) -> Login:
    """The database user of a target. Raises AwsError for an unknown secret, RedshiftError for a wrong password."""
    if target.secret_arn is not None:
        user, password = secrets.login_of(target.secret_arn)
        return context.services.accounts.verify(user, password)
    if target.db_user is not None:
        return Login(target.db_user)
    user = target.identity.database_user
    await context.services.make_user(user)
    return Login(user)


def check_same_owner(owner: Identity, caller: Identity, what: str) -> None:
    """Statements and sessions are seen by the IAM user or role that made them."""
    if (owner.kind, owner.name) != (caller.kind, caller.name):
        raise not_found(f"{what} does not exist.")
