"""Bodies of the merchant's own: JSON whatever the values are, and nothing in them is run."""

import json
from typing import Any

import pytest

from app.domain.webhook_bodies import MAX_BODY_BYTES, MAX_PLACEHOLDERS, refusals_of, render

NASTY = 'a "quoted"\\ line\n{{eventId}} </script>\u2028é'
PAYLOAD: dict[str, Any] = {
    "eventId": "evt_1",
    "revision": 4,
    "fileIds": ["file_1", "file_2"],
    "_embedded": {
        "customer": {"id": "42", "hasFulfilledKyc": True},
        "kycRequest": {"status": "fulfilled", "reason": NASTY, "redirectUrl": None},
    },
}


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ('{"id": "{{eventId}}"}', {"id": "evt_1"}),
        ('{"id": {{eventId}}, "n": {{ revision }}}', {"id": "evt_1", "n": 4}),
        ('{"text": "change {{revision}}: {{kycRequest.status}}"}', {"text": "change 4: fulfilled"}),
        ('["{{_embedded.customer.id}}", {{customer.hasFulfilledKyc}}]', ["42", True]),
        ('{"{{eventId}}": {{fileIds.1}}}', {"evt_1": "file_2"}),
        ('"{{kycRequest.reason}}"', NASTY),
        ('{"raw": {{kycRequest.reason}}}', {"raw": NASTY}),
        ('"\\"{{eventId}}\\\\"', '"evt_1\\'),
        ("{{customer}}", {"id": "42", "hasFulfilledKyc": True}),
        ('"{{fileIds}}"', '["file_1","file_2"]'),
        ('["{{kycRequest.redirectUrl}}", {{kycRequest.redirectUrl}}]', ["", None]),
        ('{"a": {"b": {}}}', {"a": {"b": {}}}),
    ],
)
def test_values_take_the_place_of_placeholders(text: str, sent: object) -> None:
    assert list(refusals_of(text)) == []
    assert json.loads(render(text, PAYLOAD)) == sent


@pytest.mark.parametrize(
    "path",
    [
        "nothing", "", "eventId.x", "kycRequest.status.0", "fileIds.2", "fileIds.-1", "fileIds.x",
        "fileIds.\u0661", "eventId.__class__", "7*7", "eventId|upper", "self.mro()", "a..b",
        f"fileIds.{'9' * 5000}",
    ],
)  # fmt: skip
def test_what_is_unknown_is_empty(path: str) -> None:
    assert json.loads(render(f'["{{{{{path}}}}}", {{{{{path}}}}}]', PAYLOAD)) == ["", None]


@pytest.mark.parametrize(
    "text",
    [
        "hello {{eventId}}", '{"a": }', "{{eventId}}{{eventId}}", '{{{eventId}}: 1}',
        "-{{revision}}", '{"a": "{{eventId}}}', "NaN", "[" * 8000, '"line\nbreak"', "   ",
        '"' + "x" * MAX_BODY_BYTES + '"', '"' + "é" * (MAX_BODY_BYTES // 2) + '"',
        '"' + "{{a}}" * (MAX_PLACEHOLDERS + 1) + '"',
    ],
)  # fmt: skip
def test_what_would_not_be_json_is_refused(text: str) -> None:
    assert len(list(refusals_of(text))) == 1


def test_the_largest_body_is_taken() -> None:
    assert list(refusals_of('"' + "x" * (MAX_BODY_BYTES - 2) + '"')) == []
    assert list(refusals_of('"' + "{{a}}" * MAX_PLACEHOLDERS + '"')) == []
