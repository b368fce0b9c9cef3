"""Files: four ways in, one door, and private on every way out."""

import base64
import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from app.adapters.clock import MovableClock
from app.extensions import store
from app.models import File
from app.services.retention import delete_unused_files, sweep_orphans
from app.services.transaction import reading
from tests import pdf_writer
from tests.api.conftest import Json, Merchant, invalid_fields
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg
from tests.support.receiver import answering, receiving

FRONT = ["kyc", "id-front"]


def as_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def upload(merchant: Merchant, data: bytes = b"", **fields: Any) -> Json:
    """Keep a file by JSON and return it."""
    answer = merchant.post("/files", {"file": as_base64(data or jpeg()), **fields})
    assert answer.status_code == 201, answer.text
    found: Json = answer.get_json()
    return found


def post_form(merchant: Merchant, data: bytes, **fields: Any) -> TestResponse:
    form = {"file": (BytesIO(data), "C:\\Users\\ada\\passport.jpg"), **fields}
    return merchant.call("POST", "/files", data=form, content_type="multipart/form-data")


def test_a_file_comes_in_by_each_of_four_ways(merchant: Merchant) -> None:
    data = jpeg()
    with receiving(answering(200, body=data)) as shop:
        answers = [
            post_form(merchant, data, tags=FRONT, name="front.jpg", sourceType="camera"),
            merchant.call("POST", "/files", data=data, content_type="image/jpeg"),
            merchant.post("/files", {"file": as_base64(data), "tags": FRONT}),
            merchant.post("/files", {"url": shop.url, "description": "from the shop"}),
        ]
    assert [answer.status_code for answer in answers] == [201] * 4, answers[-1].text
    form, raw, _, fetched = [answer.get_json() for answer in answers]
    assert answers[0].headers["Location"] == f"http://localhost/files/{form['id']}"
    assert (form["name"], form["sourceType"], form["tags"]) == ("front.jpg", "camera", FRONT)
    assert (raw["name"], raw["tags"]) == (f"{raw['id']}.jpg", [])
    assert fetched["description"] == "from the shop"
    for file in (form, raw, fetched):
        assert (file["mime"], file["extension"], file["size"]) == ("image/jpeg", "jpg", len(data))
        assert (file["width"], file["height"], file["isPublic"]) == (640, 400, False)
        assert file["sha1"] == hashlib.sha1(data).hexdigest()  # noqa: S324
    listed = merchant.get("/files?filter=tags:id-front;sourceType:camera").get_json()
    assert [file["id"] for file in listed] == [form["id"]]
    assert merchant.get("/files?filter=tags:!id-front").headers["Pagination-Total"] == "2"


def test_what_nobody_can_read_is_not_kept(merchant: Merchant) -> None:
    large = b"\xff\xd8\xff" + bytes(12 * 1024 * 1024)
    assert merchant.post("/files", {"file": as_base64(b"<html>")}).status_code == 422
    assert merchant.call("POST", "/files", data=large, content_type="image/png").status_code == 413
    assert merchant.call("POST", "/files", data=b"x", content_type="text/html").status_code == 415
    selfie = merchant.post(
        "/files", {"file": as_base64(pdf_writer.pdf()), "tags": ["kyc", "face-proof"]}
    )
    assert selfie.status_code == 422
    assert "photo" in selfie.get_json()["detail"]
    assert list(store().list("files/")) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "file"),
        ({"file": "!"}, "file"),
        ({"file": "AA==", "url": "https://shop.example"}, "file"),
        ({"file": "AA==", "isPublic": True}, "isPublic"),
        ({"file": "AA==", "tags": ["<b>"]}, "tags.0"),
        ({"url": "http://shop.example/a.jpg"}, "url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "url"),
    ],
)
def test_a_body_that_cannot_be_names_its_field(merchant: Merchant, body: Json, field: str) -> None:
    assert invalid_fields(merchant.post("/files", body)) == {field}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_address_is_fetched_as_it_stands_or_not_at_all(merchant: Merchant) -> None:
    moved = answering(302, headers={"Location": "http://127.0.0.1:1/"})
    for behave in (moved, answering(404), answering(200, body=bytes(13 * 1024 * 1024))):
        with receiving(behave) as shop:
            assert invalid_fields(merchant.post("/files", {"url": shop.url})) == {"url"}
            assert len(shop.received) == 1


def test_a_download_is_an_attachment_and_never_a_page(merchant: Merchant) -> None:
    file = upload(merchant, name='x".html')
    answer = merchant.get(f"/files/{file['id']}/download")
    assert (answer.data, answer.content_type) == (jpeg(), "image/jpeg")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={file['id']}.jpg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sized_download_is_made_anew_and_fits_its_box(merchant: Merchant) -> None:
    with_exif = BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Harbour", "Ada Sample"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (640, 400), "red").save(with_exif, "JPEG", exif=exif)
    file = upload(merchant, with_exif.getvalue())
    assert file["exifData"] == {"Make": "Harbour"}
    path = f"/files/{file['id']}/download"
    sizes = {"100x300": (100, 63), "2000x2000": (640, 400), "10x10": (10, 6)}
    for box, size in sizes.items():
        picture = Image.open(BytesIO(merchant.get(f"{path}?imageSize={box}").data))
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", size, {})
    for box in ("9x100", "2001x10", "100", "axb", "-1x10", ""):
        assert merchant.get(f"{path}?imageSize={box}").data == with_exif.getvalue()
    pdf = upload(merchant, pdf_writer.pdf())
    page = merchant.get(f"/files/{pdf['id']}/download?imageSize=200x200")
    assert page.content_type == "image/jpeg"


def test_a_file_is_described_anew_and_deleted(merchant: Merchant) -> None:
    path = f"/files/{upload(merchant)['id']}"
    sent = {**merchant.get(path).get_json(), "tags": FRONT, "description": "front"}
    changed = merchant.put(path, sent).get_json()
    assert (changed["tags"], changed["description"]) == (FRONT, "front")
    assert merchant.put(path, {"name": "a.jpg"}).get_json()["tags"] == FRONT
    assert merchant.call("DELETE", path).status_code == 204
    assert merchant.get(path).status_code == 404
    assert list(store().list("files/")) == []


def test_a_customer_s_file_is_seen_once_it_was_sent_and_then_stays(
    merchant: Merchant, created: Json
) -> None:
    gather(created["id"])
    assert merchant.get("/files").get_json() == []
    send(created["id"])
    (file,) = merchant.get("/files").get_json()
    assert file["tags"] == FRONT
    path = f"/files/{file['id']}"
    assert merchant.call("DELETE", path).status_code == 409
    assert merchant.put(path, {"tags": ["kyc", "face-proof"]}).status_code == 409
    assert merchant.put(path, {"description": "seen"}).get_json()["description"] == "seen"
    assert merchant.get(f"{path}/download").data == jpeg()


def test_a_file_that_no_document_uses_goes_after_a_week(
    merchant: Merchant, clock: MovableClock
) -> None:
    file = upload(merchant)
    clock.advance(timedelta(days=6))
    assert (delete_unused_files(), sweep_orphans()) == (0, 0)
    clock.advance(timedelta(days=2))
    assert delete_unused_files() == 1
    with reading() as session:
        assert session.get(File, file["id"]) is None
    assert list(store().list("files/")) == []
