"""The OpenAPI 3.1 document, built from the declarations that the views carry.

Both forms of path are described by two servers instead of every path twice, as the reference does:
an operation id must be unique.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from apiflask import APIFlask
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.auth import KEY_HEADER
from app.api.blueprint import CUSTOMER, MERCHANT, Operation, blueprint, operation_of
from app.api.bodies.fields import Body
from app.api.contract.answers import Problem
from app.api.contract.examples import EXAMPLES
from app.api.idempotency import HEADER as IDEMPOTENCY_HEADER
from app.api.idempotency import MAX_CHARACTERS as MAX_KEY_CHARACTERS
from app.api.listing import DEFAULT_LIMIT, MAX_CHARACTERS, MAX_LIMIT, MAX_OFFSET
from app.api.uploads import FORM_TYPE
from app.extensions import Resources

Json = dict[str, Any]

_REF = "#/components/schemas/{model}"
_SECURITY: list[Json] = [{"SecretApiKey": []}, {"JWT": []}]
_CUSTOMER_SECURITY: Json = {"CustomerJWT": []}
_TAGS = (
    "KYC requests",
    "KYC documents",
    "Files",
    "KYC settings",
    "Tags",
    "Organization settings",
    "Storefront",
    "Experimental",
    "Customers",
    "Webhooks",
    "Service credentials",
    "Staff links",
)

_INFO = (
    "Ask customers for documents, read what became of them, and hear of every change by webhook. "
    "A trailing slash is tolerated on every path. Times are UTC. Errors are problem documents."
)

#: Problems that any operation can answer, and those of bodies and of idempotency keys.
_ALWAYS = (401, 403, 500, 503)
_OF_BODIES = {400, 413, 415, 422}
_OF_KEYS = {400, 409, 413, 422}

_PROBLEMS: Mapping[int, str] = {
    400: "The body is not JSON that we can read, or a key of idempotency or a period cannot be.",
    401: "The credential is missing or wrong.",
    403: "The credential may not do this, or belongs to another organization.",
    404: "There is no such resource, or it belongs to another organization.",
    409: "The state does not allow it, or the first request under the key runs; `detail` tells.",
    412: "The resource has another revision than `If-Match` names.",
    413: "The body is larger than 64 KB, or a file than 12 MB.",
    415: "The body is not application/json, nor another media type that is named here.",
    422: "Some values cannot be; `invalidFields` names all of them.",
    429: "Too many changes in ten minutes, or too many wrong credentials in one.",
    500: "Something of ours broke.",
    503: "Storage or database does not answer. Nothing was lost.",
}


_PROBLEM_HEADERS: Mapping[int, list[str]] = {
    429: ["Retry-After", "X-RateLimit-Retry-After"],
    503: ["Retry-After"],
}


def init_app(app: APIFlask) -> None:
    """Serve the document at `/openapi.json`."""
    found: Resources = app.extensions["kyc"]
    base_url = found.settings.base_url
    app.config["OPENAPI_VERSION"] = "3.1.0"
    app.config["INFO"] = {"description": _INFO}
    app.config["SERVERS"] = [
        {"url": base_url, "description": "The organization follows from the credential."},
        {
            "url": f"{base_url}/organizations/{{organizationId}}",
            "description": "The organization is named, and must be the credential's.",
            "variables": {"organizationId": {"default": "org_demo"}},
        },
    ]
    app.config["TAGS"] = [{"name": name} for name in _TAGS]
    app.config["SECURITY_SCHEMES"] = {
        "SecretApiKey": {"type": "apiKey", "in": "header", "name": KEY_HEADER},
        "JWT": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": (
                "Signed by an issuer of your organization, with the one algorithm it was set up "
                "for: HS256, RS256, ES256 or EdDSA. exp, iss and aud are required, and aud is this "
                "API's base URL. `permissions` may list operation ids; without it, all."
            ),
        },
        "CustomerJWT": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": (
                "As JWT, with the claim customerId: it opens what is that customer's, and nothing "
                "else."
            ),
        },
    }

    @app.spec_processor
    def complete(document: Any) -> Any:
        return _complete(app, document)


def _complete(app: APIFlask, document: Json) -> Json:
    """Return the framework's frame of a document with our paths and schemas."""
    paths: Json = {}
    declared: list[Operation] = []
    for path, method, view in _declared(app):
        paths.setdefault(path, {})[method] = _describe(path, method, view)
        declared.append(operation_of(view))
    document["paths"] = dict(sorted(paths.items()))
    document["components"]["schemas"] = _schemas(declared)
    document["security"] = _SECURITY
    return document


def _declared(app: APIFlask) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Yield path, method and view of every route without the organization's prefix."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.rpartition(".")[0] == blueprint.name:
            path = re.sub(r"<(\w+)>", lambda found: "{" + _camel(found[1]) + "}", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield path, method.lower(), app.view_functions[rule.endpoint]


def _describe(path: str, method: str, view: Callable[..., Any]) -> Json:
    declared = operation_of(view)
    summary, _, description = (view.__doc__ or "").partition("\n\n")
    found: Json = {
        "operationId": declared.id,
        "summary": summary.strip().rstrip("."),
        "tags": [_tag_of(path)],
        "parameters": [
            *_path_parameters(path),
            *_query_parameters(declared),
            *([_IDEMPOTENCY_KEY] if method == "post" else []),
        ],
        "responses": {
            **_good_answers(path, declared),
            **{
                str(status): _problem(status)
                for status in _problem_statuses(path, method, declared)
            },
        },
    }
    if CUSTOMER in declared.audience:
        for_merchants = _SECURITY if MERCHANT in declared.audience else []
        found["security"] = [*for_merchants, _CUSTOMER_SECURITY]
    if description:
        found["description"] = " ".join(description.split())
    if declared.takes is not None or declared.takes_media:
        found["requestBody"] = {"required": True, "content": _bodies(declared)}
    return found


def _tag_of(path: str) -> str:
    """Return the tag that a path begins with, or else the one that it holds."""
    found = [tag for tag in _TAGS if f"/{tag.lower().replace(' ', '-')}" in path]
    return min(found, key=lambda tag: path.index(tag.lower().replace(" ", "-")))


def _bodies(declared: Operation) -> Json:
    found = {media: {"schema": _schema_of(media, declared)} for media in declared.takes_media}
    if declared.takes is None:
        return found
    example = EXAMPLES[declared.takes.__name__]
    return {"application/json": {"schema": _ref(declared.takes), "example": example}, **found}


def _schema_of(media: str, declared: Operation) -> Json:
    """Return the schema of a body or answer that is a file, bare or in a form."""
    if media == FORM_TYPE and declared.form is not None:
        return {"type": "object", "additionalProperties": False, **declared.form}
    return {"type": "string", "format": "binary"}


def _good_answers(path: str, declared: Operation) -> Json:
    if declared.gives_media:
        files = {media: {"schema": _schema_of(media, declared)} for media in declared.gives_media}
        return {"200": {"description": "The file, as an attachment.", "content": files}}
    if declared.gives is None:
        return {str(declared.status): {"description": "Done.", "headers": _headers(declared)}}
    one = _ref(declared.gives)
    example = EXAMPLES[declared.gives.__name__]
    content: Json = {
        "schema": {"type": "array", "items": one} if declared.is_list else one,
        "example": [example] if declared.is_list else example,
    }
    answer = {
        "description": "The resource." if not declared.is_list else "A page of resources.",
        "headers": _headers(declared),
        "content": {"application/json": content},
    }
    # A PUT under an id creates what is not there yet.
    may_create = declared.creates and declared.id.startswith("Put") and path.endswith("}")
    statuses = [200, 201] if may_create else [declared.status]
    return {str(status): answer for status in statuses}


def _problem_statuses(path: str, method: str, declared: Operation) -> list[int]:
    statuses = {*_ALWAYS, 429, *declared.problems}
    if declared.takes is not None or declared.takes_media:
        statuses |= _OF_BODIES
    elif declared.is_list or declared.expands or declared.query:
        statuses.add(declared.query_refusal)
    if declared.is_conditional:
        statuses.add(412)
    if method == "post":
        statuses |= _OF_KEYS
    if "{" in path:
        statuses.add(404)
    return sorted(statuses)


def _problem(status: int) -> Json:
    found: Json = {
        "description": _PROBLEMS[status],
        "content": {"application/problem+json": {"schema": _ref(Problem)}},
    }
    names = _PROBLEM_HEADERS.get(status)
    if names:
        found["headers"] = {name: {"schema": {"type": "integer"}} for name in names}
    return found


def _headers(declared: Operation) -> Json:
    names = ["Pagination-Total", "Pagination-Limit", "Pagination-Offset"] * declared.is_list
    if not declared.id.startswith("Get"):
        names += ["X-RateLimit-Limit", "X-RateLimit-Remaining"]
    headers: Json = {name: {"schema": {"type": "integer"}} for name in names}
    if declared.status == 201:
        headers["Location"] = {"schema": {"type": "string", "format": "uri"}}
    return headers


def _path_parameters(path: str) -> Iterator[Json]:
    for name in re.findall(r"{(\w+)}", path):
        schema = {"type": "string", "maxLength": 50, "pattern": r"^[A-Za-z0-9_@~.\-]+$"}
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(declared: Operation) -> Iterator[Json]:
    named = {**(_LIST_PARAMETERS if declared.is_list else {}), **declared.query}
    for name, (schema, description) in named.items():
        yield {"name": name, "in": "query", "schema": schema, "description": description}
    if declared.is_conditional:
        yield {
            "name": "If-Match",
            "in": "header",
            "schema": {"type": "string", "examples": ['"3"']},
            "description": "The revision in quotes that the change starts from.",
        }
    if declared.expands:
        pattern = _many(f"({'|'.join(declared.expands)})")
        yield {
            "name": "expand",
            "in": "query",
            "schema": {"type": "string", "pattern": pattern},
            "description": f"Any of: {', '.join(declared.expands)}.",
        }


_IDEMPOTENCY_KEY: Json = {
    "name": IDEMPOTENCY_HEADER,
    "in": "header",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_KEY_CHARACTERS,
        "pattern": "^[ -~]*[!-~][ -~]*$",
    },
    "description": (
        "Name the request by a random key, and sending it again within 24 hours answers as the "
        "first time (with Idempotent-Replayed) and does nothing twice."
    ),
}


def _many(pattern: str) -> str:
    """Return the pattern of a comma list."""
    return f"^({pattern}(,{pattern})*)?$"


_LIST_PARAMETERS: Mapping[str, tuple[Json, str]] = {
    "limit": (
        {"type": "integer", "minimum": 0, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        "How many on a page.",
    ),
    "offset": (
        {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
        "How many to pass over.",
    ),
    "filter": (
        {"type": "string", "maxLength": MAX_CHARACTERS},
        "field:value; `;` is AND, `,` is OR, `!` negates, `a..b` is a range, null is no value.",
    ),
    "sort": (
        {"type": "string", "pattern": _many("-?(createdTime|updatedTime)")},
        "createdTime or updatedTime, - in front for newest first; -createdTime when missing.",
    ),
}


def _schemas(declared: list[Operation]) -> Json:
    takes: list[type[BaseModel]] = [each.takes for each in declared if each.takes]
    gives: list[type[BaseModel]] = [each.gives for each in declared if each.gives]
    wanted = [
        *((model, "validation") for model in dict.fromkeys(takes)),
        *((model, "validation") for model in dict.fromkeys([*gives, Problem])),
    ]
    _, schemas = models_json_schema(wanted, by_alias=True, ref_template=_REF)  # type: ignore[arg-type]
    found: Json = schemas["$defs"]
    return found


def _ref(model: type[BaseModel] | type[Body]) -> Json:
    return {"$ref": _REF.format(model=model.__name__)}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
