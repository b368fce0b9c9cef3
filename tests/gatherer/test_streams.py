"""The stream of what the other device does: what it tells, and how many there may be."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from apiflask import APIFlask
from flask import Response
from werkzeug.test import TestResponse

from app import create_app
from app.extensions import settings
from app.gatherer.streams import Streams
from app.models import KycRequest
from tests.gatherer.conftest import MakeRequest
from tests.gatherer.customer import Customer
from tests.support.pictures import jpeg

Start = Callable[[KycRequest], Customer]


def listen(device: Customer, kyc_request: KycRequest, last_seen: str = "") -> TestResponse:
    headers = {"Last-Event-ID": last_seen} if last_seen else {}
    return device.request(
        "GET", f"/verify/{kyc_request.id}/phone/events", headers=headers, buffered=False
    )


def events(answer: TestResponse | Response) -> Iterator[dict[str, str]]:
    """Yield each event of a stream as its fields; comments are none."""
    for part in answer.iter_encoded():
        lines = part.decode().strip().splitlines()
        if lines != [":"]:
            yield dict(line.split(": ", 1) for line in lines)


def test_changes_are_told_and_the_end_of_the_session_too(
    start: Start, make_request: MakeRequest, app: APIFlask
) -> None:
    kyc_request = make_request()
    computer, phone = start(kyc_request), Customer(app)
    computer.press("use-phone")
    with listen(computer, kyc_request) as answer:
        assert answer.mimetype == "text/event-stream"
        told = events(answer)
        assert next(told) == {"retry": "500"}
        assert json.loads(next(told)["data"])["text"] == "Waiting for your phone"
        phone.open(computer.page.hooks["address"])
        phone.press("continue-here")
        assert json.loads(next(told)["data"])["text"] == "Phone connected"
        phone.hand_in("front", jpeg())
        assert json.loads(next(told)["data"])["text"] == "Front received."
        phone.press("send")
        assert json.loads(next(told)["data"])["next"] == f"/verify/{kyc_request.id}/checking"
        start(kyc_request)
        assert next(told) == {"event": "over", "data": "over"}


def test_process_gives_one_thread_and_the_next_browser_polls(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    computer = start(kyc_request)
    with listen(computer, kyc_request) as first:
        assert first.status_code == 200
        for _ in range(3):
            beyond = computer.request("GET", f"/verify/{kyc_request.id}/phone/events")
            assert (beyond.status_code, beyond.get_data()) == (204, b"")
        polled = computer.request("GET", f"/verify/{kyc_request.id}/phone/state")
        assert polled.status_code == 200
    with listen(computer, kyc_request) as second:
        assert second.status_code == 200


def test_operator_decides_how_many_places_there_are(app: APIFlask) -> None:
    with app.app_context():
        none = replace(settings(), event_streams=0)
    other = create_app(none)
    assert other.extensions["kyc_event_streams"].answer(lambda: "news", "").status_code == 204


def test_place_is_free_again_though_nobody_read_the_stream(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    computer = start(kyc_request)
    for _ in range(3):
        answer = computer.request("HEAD", f"/verify/{kyc_request.id}/phone/events")
        assert answer.status_code == 200
        answer.close()


def test_stream_ends_by_itself_and_goes_on_where_it_stopped(app: APIFlask) -> None:
    streams = Streams(most=1, life_seconds=0.2, pause_seconds=0.02)

    def told(text: str, last_seen: str = "") -> list[dict[str, str]]:
        with app.test_request_context():
            answer = streams.answer(lambda: text, last_seen)
            found = list(events(answer))
            answer.close()
        return found[1:]

    (first,) = told("one")
    assert first["data"] == "one"
    assert told("one", first["id"]) == []
    assert [event["data"] for event in told("two", first["id"])] == ["two"]
