"""A statement, or a request to S3, that is made to wait until a test lets it go."""

from __future__ import annotations

import threading

from .errors import StandInError


class Hold:
    """What ``hold`` gives. A cancel request, or a client that leaves, ends a statement's wait, too."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.reached = threading.Event()
        self.released = threading.Event()

    def wait(self, seconds: float = 60.0) -> None:
        """Returns when something waits here. Raises StandInError where none came within these seconds."""
        if not self.reached.wait(seconds):
            raise StandInError(f"nothing with {self._pattern!r} came within {seconds} s")

    def release(self) -> None:
        """Let it go on."""
        self.released.set()
