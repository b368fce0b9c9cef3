"""Hostile files at the customer's door: refused with words, at no cost, and never a fault of ours.

Every file comes under the name `photo.jpg`, whatever it is.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.adapters.malware_scanner import EICAR
from app.extensions import resources
from app.models import File, KycRequest
from app.services.journey import read_journey
from app.services.transaction import reading
from tests import hostile_files, hostile_kinds
from tests.gatherer.conftest import MakeRequest
from tests.gatherer.customer import Customer, photo
from tests.support.pictures import jpeg

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Start = Callable[[KycRequest], Customer]


def send(customer: Customer, data: bytes, key: str) -> Any:
    """Post a file as the page's script does."""
    form = customer.page.form_with("send")
    assert form is not None
    fields = {**form.values, "upload_key": key, "file": photo(data)}
    return customer.post(customer.url, fields, headers={"Accept": "application/json"})


def test_files_of_another_type_are_a_422_that_says_what_to_send(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    files = {**hostile_files.wrong_types(), **hostile_kinds.more_wrong_types()}
    for name, data in files.items():
        answer = send(customer, data, f"key-{name}")
        assert answer.status_code == 422, name
        assert answer.get_json()["title"] == "Choose a JPG, PNG, HEIC or WebP", name
        assert "did not use up an attempt" in answer.get_json()["body"]
    assert read_journey(kyc_request.id).lines[0].files == ()


def test_damaged_and_hostile_files_are_taken_or_a_422(
    start: Start, make_request: MakeRequest
) -> None:
    customer = start(make_request())
    files = {
        **dict(random.Random(5).sample(sorted(hostile_files.mutated(98, 5).items()), 10)),  # noqa: S311
        **dict(random.Random(5).sample(sorted(hostile_kinds.strains().items()), 6)),  # noqa: S311
        **dict(random.Random(5).sample(sorted(hostile_files.polyglots().items()), 4)),  # noqa: S311
        "tiny webp": hostile_files.tiny_webp(12_000, 12_000),
        "canvas": hostile_files.canvas_webp(),
        "scans": hostile_files.many_scans(150, side=400),
    }
    answers = {name: send(customer, data, f"key-{name}") for name, data in files.items()}
    assert {answer.status_code for answer in answers.values()} == {200, 422}
    assert send(customer, jpeg(), "key-last").status_code == 200


def test_an_infected_file_is_refused_in_clear_words(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    customer = start(kyc_request)
    customer.hand_in("front", jpeg() + EICAR)
    assert customer.response.status_code == 422
    assert "Our virus scanner stopped that file" in customer.text
    assert "This did not use up an attempt." in customer.text
    with reading() as session:
        assert session.scalars(select(File)).all() == []
    assert list(resources().store.list()) == []
    assert read_journey(kyc_request.id).lines[0].attempts_left == 3
    customer.hand_in("front", jpeg())
    assert customer.response.status_code == 200
