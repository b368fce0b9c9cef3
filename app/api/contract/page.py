"""The contract as a page for people: drawn here from the OpenAPI document, nothing from outside."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from apiflask import APIBlueprint
from flask import current_app, render_template
from markupsafe import Markup, escape

blueprint = APIBlueprint("reference", __name__, enable_openapi=False)

Json = dict[str, Any]


@blueprint.get("/docs")
def show() -> str:
    """Show every operation and every schema."""
    document: Json = current_app.spec  # type: ignore[attr-defined]
    order = [tag["name"] for tag in document["tags"]]
    operations = sorted(_operations(document), key=lambda each: order.index(each["tags"][0]))
    groups = [
        (tag, list(members)) for tag, members in groupby(operations, lambda each: each["tags"][0])
    ]
    return render_template(
        "reference/api.html", document=document, groups=groups, kind_of=kind_of, with_code=with_code
    )


def kind_of(schema: Json) -> str:
    """Return in a few words what a schema takes."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for name in ("anyOf", "oneOf"):
        if name in schema:
            return " or ".join(kind_of(each) for each in schema[name])
    if "enum" in schema:
        return ", ".join(str(each) for each in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return " ".join(filter(None, [str(schema.get("type", "anything")), schema.get("format", "")]))


def with_code(text: str) -> Markup:
    """Return a description as HTML, what stands between backticks as code."""
    parts = [
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def _operations(document: Json) -> Iterator[Json]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield {**operation, "method": method.upper(), "path": path}
