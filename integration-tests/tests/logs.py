"""What the connector logs, as a test hears it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

PACKAGE = "io.github.redshiftspark"


@contextmanager
def heard(spark: Any, level: str = "INFO") -> Iterator[Callable[[], list[str]]]:
    """Gives the lines so far: messages alone, in the order of their logging."""
    log4j = spark._jvm.org.apache.logging.log4j
    writer = spark._jvm.java.io.StringWriter()
    appender = log4j.core.appender.WriterAppender.createAppender(None, None, writer, "heard", False, True)
    appender.start()
    context = log4j.LogManager.getContext(False)
    wanted = log4j.Level.toLevel(level)
    logger = log4j.core.config.LoggerConfig(PACKAGE, wanted, False)
    logger.addAppender(appender, wanted, None)
    context.getConfiguration().addLogger(PACKAGE, logger)
    context.updateLoggers()
    try:
        yield lambda: str(writer.toString()).splitlines()
    finally:
        context.getConfiguration().removeLogger(PACKAGE)
        context.updateLoggers()
        appender.stop()
