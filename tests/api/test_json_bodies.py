"""Bodies that are not JSON, not ours, or too much: 400, 413, 415 or 422, and never a fault."""

import json

import pytest

from tests.api.conftest import Json, Merchant, invalid_fields

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NOT_JSON = [
    b"", b" ", b"\n", b"\t\r\n ", b"{", b"}", b"[", b"]", b"{]", b"[}", b"{}}", b"[]]", b"{}{}",
    b"{} x", b"{}#", b"{}/**/", b"{}//", b"/*", b"[1,]", b"[,1]", b"[,]", b"[1,,2]", b"[1 2]",
    b"[1:2]", b"{,}", b'{"a"}', b'{"a":}', b'{"a":1,}', b'{"a":1,,"b":2}', b'{"a" 1}', b'{"a"::1}',
    b'{"a":1 "b":2}', b"{a:1}", b"{'a':1}", b'{1:1}', b"{null:1}", b"{[]:1}", b'{"a":"b', b'"',
    b"'a'", b"`a`", b'"\\x41"', b'"\\u00"', b'"\\uD8"', b'"\\', b'"\\a"', b'"\\u{41}"', b'"\x00"',
    b'"a\nb"', b'"a\tb"', b"NaN", b"-NaN", b"Infinity", b"-Infinity", b'{"a":NaN}', b"[Infinity]",
    b"[-Infinity]", b"01", b"-01", b"1.", b".5", b"+1", b"1e", b"1e+", b"0x1", b"1_000", b"-",
    b"--1", b"1.e3", b"1,5", b"1 000", b"True", b"FALSE", b"nul", b"none", b"undefined", b"tru",
    b"truee", b"[tru]", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b'"\x80"', b"\xef\xbb\xbf{}",
    b"\x00{}", '{"a":"é"}'.encode("latin-1"), '{"a":1}'.encode("utf-16"),
    '{"a":1}'.encode("utf-32"), b"\xef\xbb\xbf", b"<a/>", b"a=1&b=2", b"[" * 10_000,
    b"[" * 10_000 + b"]" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b'[{"a":' * 5_000,
    b"9" * 5_000, b"\xe2\x80\xa8{",
]  # fmt: skip

NOT_AN_OBJECT = [
    b"[]", b"[[]]", b"1", b"-0", b"1.5", b"1e400", b"-1e400", b"1E+2", b'"a"', b'""', b"true",
    b"false", b"null", b"[null]", b' [1,2 ,3] ', b'"\\u0000"', b'"\\ud800"', b'"\\uD834\\uDd1e"',
    b"[" * 200 + b"]" * 200,
]  # fmt: skip

UNKNOWN = [
    (b'{"a":1}', "a"),
    (b'{"":0}', "body"),
    (b'{"a\\u0000b":1}', "a\u0000b"),
    (b'{"__proto__":{}}', "__proto__"),
    (b'{"self":1}', "self"),
    (b'{"model_config":1}', "model_config"),
    ('{"é":1}'.encode(), "é"),
    (b'{"a.b":{}}', "a.b"),
    (b'{"' + b"x" * 60_000 + b'":1}', "x" * 100),
    (b'{"a":' + b"[" * 200 + b"]" * 200 + b"}", "a"),
]


@pytest.mark.parametrize("path", ["/kyc-requests", "/customers", "/webhooks"])
def test_what_is_not_json_is_refused(merchant: Merchant, path: str) -> None:
    for raw in NOT_JSON:
        answer = merchant.post(path, data=raw, content_type="application/json")
        assert answer.status_code == 400, (raw[:50], answer.text)


def test_json_that_is_no_object_is_refused_as_a_value(merchant: Merchant) -> None:
    for raw in NOT_AN_OBJECT:
        answer = merchant.post("/kyc-requests", data=raw, content_type="application/json")
        assert invalid_fields(answer) == {"body"}, raw[:50]


def test_unknown_names_are_told_as_they_are(merchant: Merchant) -> None:
    for raw, name in UNKNOWN:
        answer = merchant.post("/kyc-requests", data=raw, content_type="application/json")
        assert invalid_fields(answer) == {"customerId", "documents", name}, raw[:50]


def test_a_name_of_half_a_character_is_refused(merchant: Merchant) -> None:
    raw = b'{"\\ud800":1}'
    answer = merchant.post("/kyc-requests", data=raw, content_type="application/json")
    assert "body" in invalid_fields(answer)


def test_a_name_given_twice_is_told(merchant: Merchant, body: Json) -> None:
    whole = json.dumps(body)
    raw = whole[:-1] + ',"matchLevel":1,"reason":"a","matchLevel":2,"matchLevel":3}'
    answer = merchant.post("/kyc-requests", data=raw, content_type="application/json")
    assert invalid_fields(answer) == {"matchLevel"}


def test_a_body_may_be_64_kilobytes_and_no_more(merchant: Merchant, body: Json) -> None:
    raw = json.dumps(body).encode()
    full = raw + b" " * (64 * 1024 - len(raw))
    taken = merchant.post("/kyc-requests", data=full, content_type="application/json")
    assert taken.status_code == 201
    refused = merchant.post("/kyc-requests", data=full + b" ", content_type="application/json")
    assert refused.status_code == 413


def test_a_body_of_unknown_length_is_cut_off_too(merchant: Merchant) -> None:
    answer = merchant.post(
        "/kyc-requests",
        data=b" " * 100_000,
        content_type="application/json",
        environ_overrides={"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


OTHER_MEDIA_TYPES = [
    None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
    "application/xml", "application/jsonp", "text/json", "application/json; charset=latin-1",
    "application/json; charset=utf-16", "json", "*/*",
]  # fmt: skip


def test_another_media_type_is_refused(merchant: Merchant, body: Json) -> None:
    raw = json.dumps(body).encode()
    for content_type in OTHER_MEDIA_TYPES:
        answer = merchant.post("/kyc-requests", data=raw, content_type=content_type)
        assert answer.status_code == 415, content_type


JSON_MEDIA_TYPES = ["application/json", "APPLICATION/JSON", 'application/json; charset="UTF-8"']


def test_json_in_utf_8_is_taken(merchant: Merchant, body: Json) -> None:
    raw = json.dumps({**body, "reason": "é"}, ensure_ascii=False).encode()
    for content_type in JSON_MEDIA_TYPES:
        answer = merchant.post("/kyc-requests", data=raw, content_type=content_type)
        assert answer.status_code == 201
        assert answer.get_json()["reason"] == "é"
