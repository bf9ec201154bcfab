"""What the generated option classes have in common."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any, ClassVar, Mapping

MASK = "***"

_URL_PROPERTIES = re.compile(r"[;?&].*", re.DOTALL)


class OptionSet:
    """A frozen set of options. Its printed form leaves out what is absent and hides what is secret."""

    SECRETS: ClassVar[frozenset[str]] = frozenset()
    NAMES: ClassVar[Mapping[str, str]] = {}

    def as_options(self) -> dict[str, str]:
        """The options that are given, as Spark takes them."""
        given: Any = self  # its subclasses are dataclasses
        return as_texts({field.name: getattr(given, field.name) for field in fields(given)}, self.NAMES)

    def __repr__(self) -> str:
        given = self.as_options()
        shown = ", ".join(f"{name}={self._shown(name, value)!r}" for name, value in given.items())
        return f"{type(self).__name__}({shown})"

    def _shown(self, name: str, value: str) -> str:
        # A driver property may be a password, in the URL as well.
        if name in self.SECRETS or name.startswith("jdbc."):
            return MASK
        return _URL_PROPERTIES.sub("?" + MASK, value) if name == "url" else value


def as_texts(options: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """Options as Spark takes them: text, without those that are None; ``jdbc={"a": "b"}`` as ``jdbc.a``.

    ``names`` has the options whose argument is called otherwise.
    """
    found: dict[str, str] = {}
    for name, value in options.items():
        if value is None:
            continue
        if name == "jdbc" and isinstance(value, Mapping):
            found.update({f"jdbc.{key}": _text(item) for key, item in value.items()})
        else:
            found[names.get(name, name)] = _text(value)
    return found


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
