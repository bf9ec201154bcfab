"""S3's errors as Redshift reports them to its client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from boto3.exceptions import Boto3Error
from botocore.exceptions import ClientError, HTTPClientError

from ..errors import RedshiftError
from ..storage import Storage


def check_region(storage: Storage, bucket: str, region: str | None) -> None:
    """Raises RedshiftError unless the bucket lies in ``region`` (None: the warehouse's own)."""
    if storage.bucket_region(bucket) != (region or storage.region):
        raise RedshiftError(
            "XX000",
            "S3ServiceException:The bucket you are attempting to access must be addressed using the specified "
            "endpoint. Please send all future requests to this endpoint.,Status 301,Error PermanentRedirect",
        )


@contextmanager
def s3_errors() -> Iterator[None]:
    """Turns the client library's errors into Redshift's."""
    try:
        yield
    except ClientError as error:
        found = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = found.get("Code", "")
        if code.isdigit():  # a HEAD's answer has no body that could name the error
            code = {"403": "AccessDenied", "404": "NoSuchKey"}.get(code, code)
        text = "Access Denied" if code == "AccessDenied" else found.get("Message", "")
        raise RedshiftError("XX000", f"S3ServiceException:{text},Status {status},Error {code}") from None
    except (HTTPClientError, Boto3Error) as error:
        reason = f"S3ServiceException:{type(error).__name__},Status 0,Error RequestFailed"
        raise RedshiftError("XX000", reason, "the connection to S3 was lost, also when tried again") from None
