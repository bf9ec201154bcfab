"""S3's errors as Redshift reports them to its client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from ..errors import RedshiftError


@contextmanager
def s3_errors(region: str | None, own_region: str) -> Iterator[None]:
    if region is not None and region != own_region:
        raise RedshiftError(
            "XX000",
            "S3ServiceException:The bucket you are attempting to access must be addressed using the specified "
            "endpoint. Please send all future requests to this endpoint.,Status 301,Error PermanentRedirect",
        )
    try:
        yield
    except ClientError as error:
        found = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = found.get("Code", "")
        text = "Access Denied" if code == "AccessDenied" else found.get("Message", "")
        raise RedshiftError("XX000", f"S3ServiceException:{text},Status {status},Error {code}") from None
