"""The metadata service of an EC2 instance (IMDSv2), on loopback: it gives the credentials of the instance's role."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_TOKEN = "metadata-token-0123456789"
_ROLES = "/latest/meta-data/iam/security-credentials"


@contextmanager
def instance_metadata(credentials: Mapping[str, str]) -> Iterator[str]:
    """Serves credentials, as STS gives them, for an hour; yields the service's URL."""
    expires = (datetime.now(timezone.utc) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = {
        "Code": "Success",
        "Type": "AWS-HMAC",
        "LastUpdated": "2024-01-01T00:00:00Z",
        "AccessKeyId": credentials["AccessKeyId"],
        "SecretAccessKey": credentials["SecretAccessKey"],
        "Token": credentials["SessionToken"],
        "Expiration": expires,
    }

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self._send(200, _TOKEN) if self.path == "/latest/api/token" else self._send(404, "")

        def do_GET(self) -> None:
            path = self.path.rstrip("/")
            if self.headers.get("X-aws-ec2-metadata-token") != _TOKEN:
                self._send(401, "")
            elif path.endswith("/iam/security-credentials") or path.endswith("/iam/security-credentials-extended"):
                self._send(200, "spark-node") if path == _ROLES else self._send(404, "")
            elif path == f"{_ROLES}/spark-node":
                self._send(200, json.dumps(answer))
            else:
                self._send(404, "")

        def _send(self, status: int, text: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if text == _TOKEN:
                self.send_header("X-aws-ec2-metadata-token-ttl-seconds", "21600")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
