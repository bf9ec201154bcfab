"""The HTTP server of the control plane, on loopback."""

from __future__ import annotations

import logging
import uuid

from aiohttp import web

from ..faults import Faults
from .cluster_api import ClusterApi
from .context import Call, ControlContext, Operations
from .data_api.api import DataApi
from .data_api.limits import DataApiLimits
from .errors import AwsError
from .iam_api import REGION as IAM_REGION
from .iam_api import IamApi
from .keyring import Identity
from .models import (
    SERVICES,
    is_query_protocol,
    operation_model,
    operation_name,
    parse_request,
    render_answer,
    render_error,
)
from .secrets_api import SecretsApi
from .serverless_api import ServerlessApi
from .sigv4 import Scope, SignedRequest, authenticate, scope_of
from .sts_api import StsApi

_LOG = logging.getLogger("redshift_local.control")
_UNSIGNED = {("sts", "AssumeRoleWithWebIdentity")}
_LARGEST_BODY = 32 * 1024 * 1024


class ControlPlane:
    """Serves the AWS APIs of one stand-in. ``start`` and ``stop`` run on the gateway's event loop."""

    def __init__(self, context: ControlContext, faults: Faults, limits: DataApiLimits | None = None) -> None:
        self._context = context
        self._faults = faults
        secrets = SecretsApi(context)
        self._data = DataApi(context, secrets, limits or DataApiLimits())
        self.operations: dict[str, Operations] = {
            "redshift": ClusterApi(context).operations(),
            "redshift-serverless": ServerlessApi(context).operations(),
            "sts": StsApi(context).operations(),
            "secretsmanager": secrets.operations(),
            "redshift-data": self._data.operations(),
            "iam": IamApi(context).operations(),
        }
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int = 0) -> str:
        """Bind and serve; returns the endpoint URL."""
        application = web.Application(client_max_size=_LARGEST_BODY)
        application.router.add_post("/", self._answer)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound_host, bound_port = self._runner.addresses[0][:2]
        return f"http://{bound_host}:{bound_port}"

    async def stop(self) -> None:
        await self._data.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        identifier = str(uuid.uuid4())
        service = ""
        headers = {"x-amzn-RequestId": identifier}
        try:
            lower = {name.lower(): value for name, value in request.headers.items()}
            scope = scope_of(lower)
            name = operation_name(lower.get("x-amz-target"), body)
            service = scope.service if scope else "sts"
            if service not in SERVICES:
                raise AwsError("InvalidAction", f"the stand-in has no service {service!r}")
            signed = SignedRequest(request.method, str(request.url), lower, body)
            identity = self._identify(service, name, signed, scope)
            operation = operation_model(service, name)
            failure = self._faults.strike_api(f"{service}:{name}")
            if failure is not None:
                raise AwsError(failure.code, failure.message, failure.status)
            handler = self.operations[service].get(name)
            if handler is None:
                code = "InvalidAction" if is_query_protocol(service) else "UnknownOperationException"
                raise AwsError(code, f"{service} {name} is not in the stand-in yet")
            parameters = parse_request(operation, body)
            answer = await handler(Call(identity, parameters))
            payload, content_type = render_answer(operation, answer, identifier)
            return web.Response(body=payload, content_type=content_type, headers=headers)
        except AwsError as error:
            payload, content_type = render_error(service, error, identifier)
            status = error.status
        except Exception as problem:
            # A defect of the stand-in must show, and not look like a client's mistake.
            _LOG.exception("a request to %s ended by a defect of the stand-in", service)
            defect = AwsError("InternalFailure", f"internal error of the stand-in: {type(problem).__name__}", 500)
            payload, content_type = render_error(service, defect, identifier)
            status = defect.status
        return web.Response(body=payload, content_type=content_type, status=status, headers=headers)

    def _identify(self, service: str, name: str, request: SignedRequest, scope: Scope | None) -> Identity | None:
        if (service, name) in _UNSIGNED:
            return None
        query = is_query_protocol(service)
        if scope is None:
            raise AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403)
        region = IAM_REGION if service == "iam" else self._context.settings.region
        identity = authenticate(request, scope, self._context.keyring, region, query=query)
        if not identity.allowed and name != "GetCallerIdentity":
            message = f"User: {identity.arn} is not authorized to perform: {service}:{name}"
            raise AwsError("AccessDenied" if query else "AccessDeniedException", message, 403 if query else 400)
        return identity
