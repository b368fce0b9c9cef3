"""Specimen papers to try the gatherer with, drawn for the person of an order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from flask import Response
from flask.typing import ResponseReturnValue

from app.demo import blueprint
from app.domain.errors import NotFound
from app.extensions import now
from app.services import demo_orders
from app.specimens import (
    Address,
    Person,
    draw_bill,
    draw_id_card_back,
    draw_id_card_front,
    draw_passport,
    draw_person,
    load_photo,
    load_portrait,
    photograph,
)

if TYPE_CHECKING:
    from PIL import Image

_SEED = 7

SAMPLE_PERSON = draw_person(
    _SEED,
    today=date(2026, 1, 1),
    first_name="Anna Maria",
    last_name="Martinez Lopez",
    sex="F",
    birth_date=date(1990, 2, 13),
    address=Address("12 Harbour Road", "Zenith", "", "10245"),
)


@dataclass(frozen=True)
class SpecimenPaper:
    """One paper on offer: its title, what it shows how to do, and how it is drawn."""

    title: str
    shows: str
    draw: Callable[[Person, date], bytes]


def _passport(person: Person, today: date) -> bytes:
    return photograph(draw_passport(_in_date(person, today), load_portrait("p1_a")).image, _SEED)


def _expired_passport(person: Person, today: date) -> bytes:
    expired = replace(
        person,
        issue_date=today - timedelta(days=3652 + 400),
        expiry_date=today - timedelta(days=400),
    )
    return photograph(draw_passport(expired, load_portrait("p1_a")).image, _SEED)


def _blurry_passport(person: Person, today: date) -> bytes:
    image = draw_passport(_in_date(person, today), load_portrait("p1_a")).image
    return photograph(image.resize((image.width // 6, image.height // 6)), _SEED, "blur")


def _other_passport(_person: Person, today: date) -> bytes:
    other = draw_person(_SEED + 1, today=today)
    return photograph(draw_passport(other, load_portrait("p2_a")).image, _SEED)


def _card_front(person: Person, today: date) -> bytes:
    paper = draw_id_card_front(_in_date(person, today), load_portrait("p1_a"))
    return photograph(paper.image, _SEED)


def _card_back(person: Person, today: date) -> bytes:
    return photograph(draw_id_card_back(_in_date(person, today)).image, _SEED + 1)


def _bill(person: Person, today: date) -> bytes:
    return photograph(draw_bill(person, issued=today - timedelta(days=20)).image, _SEED)


def _selfie(_person: Person, _today: date) -> bytes:
    return _jpeg(load_photo("p1_b"))


def _other_selfie(_person: Person, _today: date) -> bytes:
    return _jpeg(load_photo("p2_a"))


PAPERS: Mapping[str, SpecimenPaper] = {
    "passport": SpecimenPaper("Passport", "is accepted", _passport),
    "id-card-front": SpecimenPaper("Identity card, front", "is accepted", _card_front),
    "id-card-back": SpecimenPaper("Identity card, back", "goes with the front", _card_back),
    "selfie": SpecimenPaper("Selfie", "matches the papers above", _selfie),
    "bill": SpecimenPaper("Utility bill", "is accepted", _bill),
    "passport-expired": SpecimenPaper("Expired passport", "is refused", _expired_passport),
    "passport-blurry": SpecimenPaper("Blurry passport", "is refused", _blurry_passport),
    "passport-other": SpecimenPaper("Another person's passport", "is refused", _other_passport),
    "selfie-other": SpecimenPaper("Another person's selfie", "waits for a person", _other_selfie),
}


@blueprint.get("/papers/<name>.jpg")
def download_paper(name: str) -> ResponseReturnValue:
    """Return a paper of the preset person."""
    return _answer(name, SAMPLE_PERSON)


@blueprint.get("/orders/<order_id>/papers/<name>.jpg")
def download_paper_of_order(order_id: str, name: str) -> ResponseReturnValue:
    """Return a paper of the person that an order asked about."""
    typed = demo_orders.find_order(order_id).person
    born = typed.get("dob")
    person = replace(
        SAMPLE_PERSON,
        first_name=typed["firstName"],
        last_name=typed["lastName"],
        birth_date=date.fromisoformat(born) if born else SAMPLE_PERSON.birth_date,
        address=Address(
            typed.get("address", ""), typed.get("city", ""), "", typed.get("postalCode", "")
        ),
    )
    return _answer(name, person)


def _answer(name: str, person: Person) -> Response:
    if name not in PAPERS:
        raise NotFound
    answer = Response(_draw(name, person, now().date()), mimetype="image/jpeg")
    answer.headers["Content-Disposition"] = f'attachment; filename="specimen-{name}.jpg"'
    return answer


@lru_cache(maxsize=32)
def _draw(name: str, person: Person, today: date) -> bytes:
    return PAPERS[name].draw(person, today)


def _in_date(person: Person, today: date) -> Person:
    issued = today - timedelta(days=500)
    return replace(person, issue_date=issued, expiry_date=issued + timedelta(days=3652))


def _jpeg(image: "Image.Image") -> bytes:
    out = BytesIO()
    image.thumbnail((1280, 1280))
    image.save(out, "JPEG", quality=88)
    return out.getvalue()
