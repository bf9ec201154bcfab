"""Users, groups and roles. The gateway keeps passwords; the engine knows names and rights only."""

from __future__ import annotations

from ..errors import RedshiftError
from .lexer import Token
from .outcome import Script, Translation
from .statement import Statement
from .tree import group_at, split_commas


def _user_name(statement: Statement, at: int) -> str:
    """A user's name keeps its case only when quoted (dg/r_CREATE_USER)."""
    return statement.plain_name(at)


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def create(statement: Statement, at: int) -> Translation:
    kind = statement.word(at)
    name = _user_name(statement, at + 1)
    at += 2
    if kind == "ROLE":
        statement.expect_end(at)
        return Script((f"CREATE ROLE {_quote(name)} NOLOGIN",), "CREATE ROLE")
    at = statement.skip(at, "WITH")
    if kind == "GROUP":
        statements = [f"CREATE ROLE {_quote(name)} NOLOGIN"]
        if statement.word(at) == "USER":
            statements += [f"GRANT {_quote(name)} TO {member}" for member in _names(statement, at + 1)]
        elif at != len(statement.nodes):
            raise statement.error_at(at, "see dg/r_CREATE_GROUP")
        return Script(tuple(statements), "CREATE GROUP")
    rights, password, at = _user_options(statement, at)
    if password is None:
        raise RedshiftError("42601", "CREATE USER needs PASSWORD", hint="see dg/r_CREATE_USER")
    return Script(
        (f"CREATE ROLE {_quote(name)} LOGIN {rights}".rstrip(), f"GRANT CREATE ON SCHEMA public TO {_quote(name)}"),
        "CREATE USER",
        passwords=((name, password),),
    )


def _names(statement: Statement, at: int) -> list[str]:
    parts = split_commas(statement.nodes[at:])
    return [_quote(statement.part(part).plain_name(0)) for part in parts]


def _user_options(statement: Statement, at: int) -> tuple[str, str | None, int]:
    rights: list[str] = []
    password: str | None = None
    renames = {
        "CREATEDB": "CREATEDB",
        "NOCREATEDB": "NOCREATEDB",
        "CREATEUSER": "SUPERUSER",
        "NOCREATEUSER": "NOSUPERUSER",
    }
    while at < len(statement.nodes):
        keyword = statement.word(at)
        if keyword == "PASSWORD":
            node = statement.nodes[at + 1] if at + 1 < len(statement.nodes) else None
            password = "" if statement.word(at + 1) == "DISABLE" else statement.string(at + 1)
            if isinstance(node, Token) and node.kind == "string":
                _check_password(password)
            at += 2
        elif keyword in renames:
            rights.append(renames[keyword])
            at += 1
        elif statement.has(at, "CONNECTION", "LIMIT") or statement.has(at, "SYSLOG", "ACCESS"):
            at += 3
        elif keyword in ("SESSION", "VALID", "IN") or group_at(statement.nodes, at):
            raise RedshiftError("0A000", f"{keyword} is not in the stand-in yet", hint="see dg/r_CREATE_USER")
        else:
            raise statement.error_at(at, "see dg/r_CREATE_USER")
    return " ".join(rights), password, at


def _check_password(password: str) -> None:
    """8 to 64 characters with an upper-case letter, a lower-case letter and a digit (dg/r_CREATE_USER)."""
    if password.startswith(("md5", "sha256|")):
        raise RedshiftError("0A000", "hashed passwords are not in the stand-in yet", hint="see dg/r_CREATE_USER")
    strong = any(c.isupper() for c in password) and any(c.islower() for c in password)
    if not (8 <= len(password) <= 64 and strong and any(c.isdigit() for c in password)):
        raise RedshiftError("22023", "Password must have 8 to 64 characters with upper case, lower case and a digit")


def alter(statement: Statement) -> Translation:
    kind = statement.word(1)
    name = _user_name(statement, 2)
    if kind == "GROUP":
        action = statement.word(3)
        if action in ("ADD", "DROP") and statement.word(4) == "USER":
            verb, to = ("GRANT", "TO") if action == "ADD" else ("REVOKE", "FROM")
            return Script(
                tuple(f"{verb} {_quote(name)} {to} {member}" for member in _names(statement, 5)), "ALTER GROUP"
            )
        raise statement.error_at(3, "see dg/r_ALTER_GROUP")
    if kind == "ROLE":
        raise statement.error_at(1, "see dg/r_ALTER_ROLE")
    at = statement.skip(3, "WITH")
    rights, password, _ = _user_options(statement, at)
    statements = (f"ALTER ROLE {_quote(name)} {rights}".rstrip(),) if rights else ("SELECT 1",)
    return Script(statements, "ALTER USER", passwords=((name, password),) if password is not None else ())


def drop(statement: Statement) -> Translation:
    kind = statement.word(1)
    at = 2
    guard = ""
    if statement.has(2, "IF", "EXISTS"):
        guard, at = "IF EXISTS ", 4
    name = _user_name(statement, at)
    statement.expect_end(at + 1)
    undo = [f"REVOKE CREATE ON SCHEMA public FROM {_quote(name)}"] if kind == "USER" and not guard else []
    return Script(
        (*undo, f"DROP ROLE {guard}{_quote(name)}"),
        f"DROP {kind}",
        passwords=((name, None),) if kind == "USER" else (),
    )
