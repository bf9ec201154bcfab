"""The errors of the demo."""


class DemoError(Exception):
    """The demo could not do, or did not find, what it promises; the message says what."""
