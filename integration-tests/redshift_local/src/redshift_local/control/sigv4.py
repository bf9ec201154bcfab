"""Checking AWS Signature Version 4: the signature is computed again with botocore's own signer and compared."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials as BotocoreCredentials

from .errors import AwsError
from .keyring import Identity, Keyring

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/\s]+)/(\d{8})/([^/\s]+)/([^/\s]+)/aws4_request,\s*"
    r"SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})"
)
_SKEW_SECONDS = 300


@dataclass(frozen=True)
class SignedRequest:
    """What of an HTTP request the signature covers. Header names are in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Scope:
    """What an Authorization header claims."""

    access_key: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str


class _Signer(SigV4Auth):  # type: ignore[misc]
    """botocore's signer over just the headers that the client signed."""

    def __init__(self, credentials: BotocoreCredentials, scope: Scope) -> None:
        super().__init__(credentials, scope.service, scope.region)
        self._signed = scope.signed_headers

    def headers_to_sign(self, request: AWSRequest) -> HTTPHeaders:
        chosen = HTTPHeaders()
        for name in self._signed:
            chosen[name] = request.headers.get(name, "")
        return chosen


def scope_of(headers: Mapping[str, str]) -> Scope | None:
    """The claim of a signed request; None when it is not signed. Raises AwsError when it is malformed."""
    text = headers.get("authorization")
    if not text:
        return None
    found = _AUTHORIZATION.fullmatch(text.strip())
    if found is None:
        raise AwsError("IncompleteSignature", "the Authorization header is no AWS4-HMAC-SHA256 signature", 403)
    key, date, region, service, signed, signature = found.groups()
    return Scope(key, date, region, service, tuple(signed.split(";")), signature)


def authenticate(request: SignedRequest, scope: Scope, keyring: Keyring, region: str, *, query: bool) -> Identity:
    """The identity that signed the request. Raises AwsError with the codes of the service's protocol."""
    identity = keyring.find(scope.access_key)
    if identity is None:
        raise _refusal(query, "InvalidClientTokenId", "UnrecognizedClientException", "The security token is invalid.")
    if scope.region != region:
        raise _mismatch(query, f"Credential should be scoped to a valid region, not '{scope.region}'.")
    stamp = request.headers.get("x-amz-date", "")
    _check_time(stamp, scope, query)
    if "host" not in scope.signed_headers:
        raise _mismatch(query, "'Host' must be a SignedHeader")
    token = identity.credentials.session_token
    if (request.headers.get("x-amz-security-token") or None) != token:
        raise _refusal(query, "InvalidClientTokenId", "UnrecognizedClientException", "The security token is invalid.")
    if not hmac.compare_digest(_signature(request, scope, identity, stamp), scope.signature):
        raise _mismatch(query, "The request signature we calculated does not match the signature you provided.")
    if identity.expires is not None and identity.expires <= time.time():
        raise _refusal(query, "ExpiredToken", "ExpiredTokenException", "The security token is expired")
    return identity


def _signature(request: SignedRequest, scope: Scope, identity: Identity, stamp: str) -> str:
    keys = identity.credentials
    signer = _Signer(BotocoreCredentials(keys.access_key, keys.secret_key), scope)
    again = AWSRequest(request.method, request.url, data=request.body)
    for name in scope.signed_headers:
        again.headers[name] = request.headers.get(name, "")
    # A client may state the body's digest in a header; what counts is the body that arrived.
    if "x-amz-content-sha256" in scope.signed_headers:
        again.headers["X-Amz-Content-SHA256"] = hashlib.sha256(request.body).hexdigest()
    again.context["timestamp"] = stamp
    text = signer.string_to_sign(again, signer.canonical_request(again))
    return str(signer.signature(text, again))


def _check_time(stamp: str, scope: Scope, query: bool) -> None:
    try:
        signed_at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc).timestamp()
    except ValueError:
        raise _refusal(query, "IncompleteSignature", "IncompleteSignatureException", "X-Amz-Date is missing") from None
    if abs(signed_at - time.time()) > _SKEW_SECONDS or not stamp.startswith(scope.date):
        raise _mismatch(query, f"Signature expired: {stamp} is more than 5 minutes off")


def _mismatch(query: bool, message: str) -> AwsError:
    return _refusal(query, "SignatureDoesNotMatch", "InvalidSignatureException", message)


def _refusal(query: bool, query_code: str, json_code: str, message: str) -> AwsError:
    return AwsError(query_code, message, 403) if query else AwsError(json_code, message, 400)
