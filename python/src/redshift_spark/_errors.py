"""The errors that this package raises by itself."""


class RedshiftSparkError(Exception):
    """Base of all of them; the message says what to do."""


class UnsupportedSparkError(RedshiftSparkError):
    """No jar is made for this version of Spark."""


class JarMissingError(RedshiftSparkError):
    """The session was started without the connector's jar."""


class NotOnConnectError(RedshiftSparkError):
    """A helper needs the JVM of a classic session, and this is Spark Connect."""


class VersionMismatchError(RedshiftSparkError):
    """The session's jar and this package are of different versions."""
