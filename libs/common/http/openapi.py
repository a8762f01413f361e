"""The OpenAPI 3.1 document of a service, from its routes and their schemas."""

import warnings
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields

from libs.common.errors import (
    Forbidden,
    IdempotencyConflict,
    Invalid,
    NotFound,
    Refused,
    StaleVersion,
    Timeout,
    TooLarge,
    TooMany,
    Unauthenticated,
)
from libs.common.http import problems
from libs.common.http.spec import RouteSpec, routes_of

BEARER, LINK = "bearer", "link"


class FieldErrorSchema(Schema):
    field = fields.String(required=True)
    message = fields.String(required=True)


class ProblemSchema(Schema):
    """RFC 9457."""

    type = fields.String(required=True, metadata={"description": "urn:bianmin:problem:<code>"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "稳定的错误代码，见 x-error-codes"})
    instance = fields.String(required=True, metadata={"description": "关联编号，报修时请提供"})
    detail = fields.String()
    field = fields.String()
    errors = fields.List(fields.Nested(FieldErrorSchema))
    data = fields.Dict()


def openapi(service_class: Any) -> dict[str, Any]:
    """The document of ``service_class`` as plain JSON values."""
    service = service_class.name
    routes = routes_of(service_class)
    document = APISpec(
        title=f"便民 {service}",
        version="1",
        openapi_version="3.1.0",
        info={"description": (service_class.__doc__ or "").strip()},
        plugins=[MarshmallowPlugin()],
    )
    document.components.schema("Problem", schema=ProblemSchema)
    document.components.security_scheme(BEARER, {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    document.components.security_scheme(
        LINK, {"type": "http", "scheme": "Link", "description": "一次性链接中的密钥：Authorization: Link …"}
    )
    codes: dict[str, type[Refused]] = {}
    with warnings.catch_warnings():
        # The same schema in two shapes (partial, only) gets two names; apispec warns of each.
        warnings.filterwarnings("ignore", message="Multiple schemas resolved to the name")
        for spec in routes:
            refusals = refusals_of(spec)
            codes |= {refused.code: refused for refused in refusals}
            operation = _operation(spec, service, refusals)
            document.path(spec.openapi_path(service), operations={spec.method.lower(): operation})
    found: dict[str, Any] = document.to_dict()
    found["x-error-codes"] = [
        {"code": code, "title": refused.title, "status": refused.status} for code, refused in sorted(codes.items())
    ]
    return found


def refusals_of(spec: RouteSpec) -> list[type[Refused]]:
    """What a caller of the route must be ready for."""
    found: list[type[Refused]] = [problems.MalformedRequest, problems.InternalError, Timeout, *spec.errors]
    if spec.roles:
        found += [Unauthenticated, Forbidden]
    if spec.link:
        found.append(Unauthenticated)
    if spec.rate:
        found.append(TooMany)
    if "<" in spec.path:
        found.append(NotFound)
    if spec.body or spec.query:
        found.append(Invalid)
    if spec.body or spec.upload:
        found += [TooLarge, problems.UnsupportedMediaType, problems.RequestTooSlow]
    if spec.mode == "write":
        found += [StaleVersion, problems.Conflict]
        found += [IdempotencyConflict] if spec.idempotent else []
    if spec.if_match:
        found.append(problems.PreconditionRequired)
    return list(dict.fromkeys(found))


def _operation(spec: RouteSpec, service: str, refusals: list[type[Refused]]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": spec.name,
        "summary": spec.summary,
        "tags": [service],
        "parameters": _parameters(spec),
        "responses": {str(spec.status): _success(spec)},
        "security": [{BEARER: []}] if spec.roles else [{LINK: []}] if spec.link else [],
    }
    if spec.description:
        operation["description"] = spec.description
    if spec.roles:
        operation["x-roles"] = sorted(spec.roles)
    if spec.body:
        kind = "application/x-www-form-urlencoded" if spec.form else "application/json"
        operation["requestBody"] = {"required": True, "content": {kind: {"schema": spec.body}}}
    elif spec.upload:
        operation["requestBody"] = {"required": True, "content": _binary(spec.upload)}
    for refused in sorted(refusals, key=lambda each: (each.status, each.code)):
        answer = operation["responses"].setdefault(str(refused.status), _problem_response())
        answer["description"] = "；".join(filter(None, [answer["description"], f"{refused.code} {refused.title}"]))
    return operation


def _binary(media_types: tuple[str, ...]) -> dict[str, Any]:
    """OpenAPI 3.1: bytes as they are have a media type and no schema."""
    return {media_type: {} for media_type in media_types}


def _problem_response() -> dict[str, Any]:
    return {"description": "", "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _success(spec: RouteSpec) -> dict[str, Any]:
    response: dict[str, Any] = {"description": "成功"}
    if spec.text:
        response["content"] = {"text/plain": {"schema": {"type": "string"}}}
    elif spec.download:
        response["content"] = _binary(spec.download)
    elif spec.returns:
        response["content"] = {"application/json": {"schema": spec.returns}}
        if spec.etag and "version" in spec.returns.fields:
            response["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "版本"}}
    return response


def _parameters(spec: RouteSpec) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [_path_parameter(part) for part in spec.path.split("/") if part[:1] == "<"]
    if spec.query:
        parameters.append({"in": "query", "schema": spec.query})
    if spec.if_match:
        parameters.append(_header("If-Match", "所见版本，如 \"3\"", required=True))
    if spec.mode == "write" and spec.idempotent:
        parameters.append(_header("Idempotency-Key", "幂等键，重发同一请求时保持不变", required=False))
    return parameters


def _path_parameter(part: str) -> dict[str, Any]:
    converter, _, name = part.strip("<>").rpartition(":")
    kind = "integer" if converter.startswith("int") else "string"
    return {"in": "path", "name": name, "required": True, "schema": {"type": kind}}


def _header(name: str, description: str, *, required: bool) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "required": required,
        "description": description,
        "schema": {"type": "string"},
    }
