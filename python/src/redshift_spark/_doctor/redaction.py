"""Takes secrets out of whatever the doctor says."""

from __future__ import annotations

from urllib.parse import quote

from redshift_spark._doctor.report import Check
from redshift_spark._option_set import MASK

_SHORTEST = 3  # hiding "a" would spoil every word


class Redactor:
    """Knows the secrets of one run: those of the options, and those that AWS hands out on the way."""

    def __init__(self) -> None:
        self._secrets: set[str] = set()

    def add(self, secret: str | None) -> None:
        if secret and len(secret) > _SHORTEST:
            self._secrets |= {secret, quote(secret, safe=""), secret.replace("'", "''")}

    def text(self, text: str) -> str:
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text

    def check(self, check: Check) -> Check:
        return Check(check.name, check.status, self.text(check.found), self.text(check.remedy))
