"""Opaque tokens that say where the next page begins."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from ..context import Call
from ..errors import validation


def token(position: int) -> str:
    return base64.urlsafe_b64encode(json.dumps({"at": position}).encode()).decode("ascii")


def position(call: Call) -> int:
    """Where a request wants to go on; 0 without a token. Raises AwsError for a token that is not ours."""
    given = call.get("NextToken")
    if not given:
        return 0
    try:
        return int(json.loads(base64.urlsafe_b64decode(given))["at"])
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise validation("NextToken is not one that this operation gave.") from None


def page(call: Call, member: str, found: list[Any], most: int = 100) -> dict[str, Any]:
    """One page of a list as an answer's member, with the token of the next."""
    start = position(call)
    end = start + (call.get("MaxResults") or most)
    return {member: found[start:end], "NextToken": token(end) if end < len(found) else None}
