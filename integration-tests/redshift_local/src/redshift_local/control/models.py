"""Requests and answers by botocore's service models: what a client sends is checked, what we answer has its shape."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import botocore.session
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.validate import ParamValidator

from .errors import AwsError

SERVICES = ("redshift", "redshift-serverless", "sts", "secretsmanager", "redshift-data", "iam")


@lru_cache(maxsize=1)
def _models() -> dict[str, ServiceModel]:
    session = botocore.session.get_session()
    return {name: session.get_service_model(name) for name in SERVICES}


def is_query_protocol(service: str) -> bool:
    return str(_models()[service].metadata["protocol"]) == "query"


def operation_model(service: str, name: str) -> OperationModel:
    """Raises AwsError for an operation that the service does not have."""
    model = _models()[service]
    if name not in model.operation_names:
        code = "InvalidAction" if is_query_protocol(service) else "UnknownOperationException"
        raise AwsError(code, f"{service} has no operation {name!r}")
    return model.operation_model(name)


def operation_name(target: str | None, body: bytes) -> str:
    """The operation a request names: in X-Amz-Target, or as Action in a form."""
    if target:
        return target.rsplit(".", 1)[-1]
    return dict(parse_qsl(body.decode("utf-8", errors="replace"))).get("Action", "")


# -- requests
def parse_request(operation: OperationModel, body: bytes) -> dict[str, Any]:
    """The operation's parameters, checked against its model. Raises AwsError."""
    if is_query_protocol(operation.service_model.service_name):
        form = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))
        parameters = _from_form(operation.input_shape, "", form) if operation.input_shape else {}
    else:
        try:
            parameters = json.loads(body or b"{}")
        except ValueError:
            raise AwsError("SerializationException", "the body is not JSON") from None
    if operation.input_shape is not None:
        report = ParamValidator().validate(parameters, operation.input_shape)
        if report.has_errors():
            raise AwsError(_validation_code(operation), report.generate_report())
    return dict(parameters)


def _validation_code(operation: OperationModel) -> str:
    return "ValidationError" if is_query_protocol(operation.service_model.service_name) else "ValidationException"


def _from_form(shape: Shape, prefix: str, form: Mapping[str, str]) -> Any:
    if shape.type_name == "structure":
        found = {}
        for name, member in shape.members.items():
            path = f"{prefix}.{name}" if prefix else name
            if any(key == path or key.startswith(path + ".") for key in form):
                found[name] = _from_form(member, path, form)
        return found
    if shape.type_name == "list":
        item = shape.member.serialization.get("name", "member")
        values: list[Any] = []
        for spelled in (item, "member"):  # SDKs differ in whether they use the member's own name
            while any(k == (p := f"{prefix}.{spelled}.{len(values) + 1}") or k.startswith(p + ".") for k in form):
                values.append(_from_form(shape.member, f"{prefix}.{spelled}.{len(values) + 1}", form))
        return values
    text = form[prefix]
    if shape.type_name == "boolean":
        return text.lower() == "true"
    if shape.type_name in ("integer", "long"):
        try:
            return int(text)
        except ValueError:
            raise AwsError("ValidationError", f"{prefix}: {text!r} is not a number") from None
    return text


# -- answers
def render_answer(operation: OperationModel, answer: Mapping[str, Any], request_id: str) -> tuple[bytes, str]:
    """The body and content type of a successful answer."""
    if not is_query_protocol(operation.service_model.service_name):
        value = _to_json(operation.output_shape, answer) if operation.output_shape else {}
        return json.dumps(value).encode(), f"application/x-amz-json-{operation.service_model.metadata['jsonVersion']}"
    namespace = operation.service_model.metadata.get("xmlNamespace", "")
    root = ElementTree.Element(f"{operation.name}Response", {"xmlns": namespace} if namespace else {})
    if operation.output_shape is not None:
        wrapper = operation.output_shape.serialization.get("resultWrapper", f"{operation.name}Result")
        _to_xml(operation.output_shape, answer, ElementTree.SubElement(root, wrapper))
    metadata = ElementTree.SubElement(root, "ResponseMetadata")
    ElementTree.SubElement(metadata, "RequestId").text = request_id
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), "text/xml"


def render_error(service: str, error: AwsError, request_id: str) -> tuple[bytes, str]:
    """The body and content type of an error."""
    if service in SERVICES and not is_query_protocol(service):
        body = {"__type": error.code, "message": error.message, "Message": error.message}
        return json.dumps(body).encode(), "application/x-amz-json-1.1"
    root = ElementTree.Element("ErrorResponse")
    inner = ElementTree.SubElement(root, "Error")
    ElementTree.SubElement(inner, "Type").text = "Sender" if error.status < 500 else "Receiver"
    ElementTree.SubElement(inner, "Code").text = error.code
    ElementTree.SubElement(inner, "Message").text = error.message
    ElementTree.SubElement(root, "RequestId").text = request_id
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True), "text/xml"


def _members(shape: Shape, value: Mapping[str, Any]) -> list[tuple[str, Shape, Any]]:
    unknown = value.keys() - shape.members.keys()
    if unknown:
        raise TypeError(f"{shape.name} has no member {sorted(unknown)[0]}")
    return [(name, shape.members[name], item) for name, item in value.items() if item is not None]


def _to_json(shape: Shape, value: Any) -> Any:
    if shape.type_name == "structure":
        return {
            member.serialization.get("name", name): _to_json(member, item)
            for name, member, item in _members(shape, value)
        }
    if shape.type_name == "list":
        return [_to_json(shape.member, item) for item in value]
    if shape.type_name == "map":
        return {key: _to_json(shape.value, item) for key, item in value.items()}
    if shape.type_name == "timestamp":
        if shape.serialization.get("timestampFormat") == "iso8601":
            return _iso(value)
        return round(value, 3)
    if shape.type_name == "blob":
        return base64.b64encode(value).decode("ascii")
    return value


def _to_xml(shape: Shape, value: Any, into: ElementTree.Element) -> None:
    if shape.type_name == "structure":
        for name, member, item in _members(shape, value):
            _to_xml(member, item, ElementTree.SubElement(into, member.serialization.get("name", name)))
    elif shape.type_name == "list":
        for item in value:
            name = shape.member.serialization.get("name", "member")
            _to_xml(shape.member, item, ElementTree.SubElement(into, name))
    elif shape.type_name == "timestamp":
        into.text = _iso(value)
    elif shape.type_name == "boolean":
        into.text = "true" if value else "false"
    else:
        into.text = str(value)


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
