"""The picture search over HTTP and its twin."""

import base64
import json

import pytest

from app.adapters.outside_service import OutsideService, OutsideServiceFailed
from app.adapters.picture_search import (
    HttpPictureSearch,
    Publication,
    SandboxPictureSearch,
    SearchedPicture,
)
from tests.support.receiver import Receiver, answering

PICTURE = SearchedPicture("ab" * 32, "0123456789abcdef", b"\xff\xd8\xffjpeg")


def search(receiver: Receiver, **options: bool) -> HttpPictureSearch:
    return HttpPictureSearch(OutsideService(receiver.url, "secret-of-the-search"), **options)


def says(is_published: object, urls: object) -> bytes:
    return json.dumps({"isPublishedOnline": is_published, "matchingImages": urls}).encode()


def test_only_hashes_leave_unless_the_operator_chose_otherwise(receiver: Receiver) -> None:
    receiver.behave = answering(200, body=says(False, []))
    assert search(receiver).search(PICTURE) == Publication(False)
    assert json.loads(receiver.received[0].body) == {
        "sha256": "ab" * 32,
        "differenceHash": "0123456789abcdef",
    }


def test_the_picture_leaves_where_the_operator_chose_so(receiver: Receiver) -> None:
    receiver.behave = answering(200, body=says(False, []))
    search(receiver, sends_picture=True).search(PICTURE)
    sent = json.loads(receiver.received[0].body)["picture"]
    assert base64.b64decode(sent) == PICTURE.jpeg


def test_at_most_three_addresses_are_kept(receiver: Receiver) -> None:
    urls = [f"https://pictures.example/{number}.jpg" for number in (1, 1, 2, 3, 4)]
    receiver.behave = answering(200, body=says(True, urls))
    assert search(receiver).search(PICTURE) == Publication(True, (urls[0], *urls[2:4]))


def test_what_is_no_address_of_a_page_is_dropped(receiver: Receiver) -> None:
    strange = ["javascript:alert(1)", "https://", "//x", 7, None, "https://a b", "http://[x"]
    strange += ["https://a.example/" + "x" * 3000, "https://a.example/\n"]
    receiver.behave = answering(200, body=says(True, [*strange, "http://ok.example/a"]))
    assert search(receiver).search(PICTURE) == Publication(True, ("http://ok.example/a",))


def test_addresses_of_a_picture_that_is_not_published_are_dropped(receiver: Receiver) -> None:
    receiver.behave = answering(200, body=says(False, ["https://pictures.example/1.jpg"]))
    assert search(receiver).search(PICTURE) == Publication(False)


@pytest.mark.parametrize(
    "body", [b"{}", says("true", []), says(1, []), says(True, "https://a.example")]
)
def test_an_answer_outside_the_contract_is_a_failure(receiver: Receiver, body: bytes) -> None:
    receiver.behave = answering(200, body=body)
    with pytest.raises(OutsideServiceFailed, match="answer-not-understood"):
        search(receiver).search(PICTURE)


def test_the_twin_goes_by_the_end_of_the_hash() -> None:
    twin = SandboxPictureSearch()
    assert twin.search(PICTURE) == Publication(False)
    found = twin.search(SearchedPicture("a" * 62 + "00", "0123456789abcdef", b""))
    assert found == Publication(True, ("https://pictures.example/0123456789abcdef.jpg",))
    assert twin.check()
