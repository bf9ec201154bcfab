"""A statement that is made to wait until a test lets it go."""

from __future__ import annotations

import threading

from .errors import StandInError


class Hold:
    """What ``Faults.hold`` gives. A cancel request, or a client that leaves, ends the wait as ``release`` does."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.reached = threading.Event()
        self.released = threading.Event()

    def wait(self, seconds: float = 60.0) -> None:
        """Returns when a statement waits here. Raises StandInError where none came within these seconds."""
        if not self.reached.wait(seconds):
            raise StandInError(f"no statement with {self._pattern!r} came within {seconds} s")

    def release(self) -> None:
        """Let the statement run."""
        self.released.set()
