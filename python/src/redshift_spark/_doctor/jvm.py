"""The JVM behind a session: asked directly, or through Spark Connect by SQL."""

from __future__ import annotations

from typing import Any

from redshift_spark._bridge import check_connector, is_connect
from redshift_spark._errors import JarMissingError, RedshiftSparkError
from redshift_spark._jars import VERSION, maven_coordinate


class NotAskedError(RedshiftSparkError):
    """The server does not let a client look at its JVM."""


def jvm_of(session: Any) -> _InProcess | _OnServer:
    return _OnServer(session) if is_connect(session) else _InProcess(session)


class _InProcess:
    """The JVM that py4j speaks with."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def java_version(self) -> str:
        return str(self._session._jvm.java.lang.System.getProperty("java.version"))

    def has_class(self, name: str) -> bool:
        try:
            self._session._jvm.java.lang.Thread.currentThread().getContextClassLoader().loadClass(name)
        except Exception:  # py4j's error, whose class is not there without pyspark
            return False
        return True

    def check_connector(self) -> None:
        """Raises JarMissingError, or RedshiftSparkError for a jar of another version."""
        check_connector(self._session)


class _OnServer:
    """By Spark's function ``reflect``, which calls a static method."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def java_version(self) -> str:
        try:
            return str(self._call("java.lang.System", "getProperty", "java.version").collect()[0][0])
        except Exception as refused:
            raise _not_asked(refused) from None

    def has_class(self, name: str) -> bool:
        return self._has_method(name, "no_such_method")[0]

    def check_connector(self) -> None:
        there, _ = self._has_method("io.github.redshiftspark.python.Bridge", "version")
        coordinate = maven_coordinate(str(self._session.version))
        if not there:
            raise JarMissingError(
                "the server has no redshift-spark jar. Start it with what 'python -m redshift_spark submit-args' "
                f"prints there (--packages {coordinate})"
            )
        try:
            found = str(self._call("io.github.redshiftspark.python.Bridge", "version").collect()[0][0])
        except Exception as refused:
            raise _not_asked(refused) from None
        if found != VERSION:
            raise RedshiftSparkError(
                f"the server's redshift-spark jar is of version {found}, this package goes with {VERSION}. Use "
                f"--packages {coordinate} there, or install the package of the jar's version"
            )

    def _has_method(self, name: str, method: str) -> tuple[bool, bool]:
        """Whether the class is there, and whether it has the method: told by analysis, so that nothing is called."""
        try:
            self._call(name, method).schema  # noqa: B018
        except Exception as refused:
            text = str(refused)
            if "UNEXPECTED_STATIC_METHOD" in text:
                return True, False
            if "UNEXPECTED_CLASS_TYPE" in text:
                return False, False
            raise _not_asked(refused) from None
        return True, True

    def _call(self, *texts: str) -> Any:
        """Names of ours only, so that no text needs an escape."""
        arguments = ", ".join(f"'{text}'" for text in texts)
        return self._session.sql(f"SELECT reflect({arguments}) AS answer")


def _not_asked(refused: Exception) -> NotAskedError:
    return NotAskedError(str(refused).partition("\n")[0])
