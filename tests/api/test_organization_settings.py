"""The organization's settings over the API: read, replaced, its logo, its return secret."""

import base64
import json
from io import BytesIO
from typing import Any

import pytest
from apiflask import APIFlask
from PIL import Image
from sqlalchemy import select

from app.analysis.logos import SHOWN_BYTES
from app.api.contract.examples import EXAMPLES
from app.models import AuditEntry, Logo, Organization
from app.services import organizations
from app.services.transaction import reading
from tests.conftest import ApiClient

PATH = "/organization-settings"
BODY = EXAMPLES["OrganizationSettingsBody"]

#: What is refused before anything is written is refused alike on both.
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    """Return noise, which no encoder can make small without losing some of it."""
    out = BytesIO()
    noise = Image.effect_noise(size, 90).convert("RGB")
    noise.save(out, kind)
    return out.getvalue()


def sent(data: bytes) -> dict[str, str]:
    return {"data": base64.b64encode(data).decode()}


def invalid(answer: Any) -> list[str]:
    assert answer.status_code == 422
    return [item["field"] for item in answer.json["invalidFields"]]


def test_settings_begin_with_their_defaults(api: ApiClient) -> None:
    found = api.get(PATH).json
    assert found is not None
    assert found["name"] == "Harbour Street Shop"
    assert found["biometricConsent"] is True
    switches = (
        "selfieAlternative",
        "erasureAllowed",
        "signedReturn",
        "linkExtension",
        "linkRenewal",
    )
    assert [found[name] for name in switches] == [False] * 5
    assert (found["accent"], found["logo"], found["facesKeptDays"]) == (None, None, 30)
    assert (found["capture"], found["imagePolicy"]) == ("native", "adaptive")
    assert (found["handoffMatch"], found["linkRenewal"]) == (False, False)
    assert found["returningCustomerProof"] == "off"


def test_settings_are_replaced_and_written_down(api: ApiClient) -> None:
    answer = api.put(PATH, {**BODY, "accent": "#0A7", "erasureAllowed": True})
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["accent"], answer.json["erasureAllowed"]) == ("#00aa77", True)
    assert api.get(PATH).json == answer.json
    again = api.put(PATH, {}).json
    assert again is not None
    assert (again["name"], again["accent"]) == ("Harbour Street Shop", None)
    with reading() as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.event == "settings-changed")
        ).all()
    assert len(entries) == 2
    assert entries[0].data is not None
    assert entries[0].data["after"]["accent"] == "#00aa77"


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"accent": "red"}, "accent"),
        ({"accent": "#12"}, "accent"),
        ({"accent": "#00aa77;} *{"}, "accent"),
        ({"name": " "}, "name"),
        ({"returningCustomerProof": "word"}, "returningCustomerProof"),
        # Nobody hears of codes.
        ({"returningCustomerProof": "code"}, "returningCustomerProof"),
        ({"facesKeptDays": -1}, "facesKeptDays"),
        ({"facesKeptDays": 1096}, "facesKeptDays"),
        ({"facesKeptDays": True}, "facesKeptDays"),
        ({"privacyUrl": "javascript:alert(1)"}, "privacyUrl"),
        ({"signedReturn": True}, "signedReturn"),
        ({"biometricConsent": "yes"}, "biometricConsent"),
        ({"colour": "#fff"}, "colour"),
    ],
)
def test_value_that_cannot_be_is_named(api: ApiClient, change: dict[str, Any], field: str) -> None:
    assert invalid(api.put(PATH, change)) == [field]
    found = api.get(PATH).json
    assert found is not None
    assert found["accent"] is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_logo_is_made_anew_and_served_for_ever(app: APIFlask, api: ApiClient, kind: str) -> None:
    answer = api.put(f"{PATH}/logo", sent(picture(kind)))
    assert answer.status_code == 200, answer.json
    assert answer.json is not None
    logo = answer.json["logo"]
    assert logo["width"] <= 320
    assert logo["height"] <= 80
    shown = app.test_client().get(logo["url"].removeprefix("http://localhost"))
    assert shown.status_code == 200
    assert shown.mimetype == "image/webp"
    assert len(shown.data) <= SHOWN_BYTES
    assert "immutable" in shown.headers["Cache-Control"]
    with Image.open(BytesIO(shown.data)) as decoded:
        assert decoded.size == (logo["width"], logo["height"])
    assert api.delete(f"{PATH}/logo").status_code == 204
    assert app.test_client().get(logo["url"].removeprefix("http://localhost")).status_code == 404


def test_transparent_logo_stays_transparent(app: APIFlask, api: ApiClient) -> None:
    out = BytesIO()
    Image.new("RGBA", (200, 50), (0, 0, 0, 0)).save(out, "PNG")
    answer = api.put(f"{PATH}/logo", sent(out.getvalue()))
    assert answer.json is not None
    shown = app.test_client().get(answer.json["logo"]["url"].removeprefix("http://localhost"))
    with Image.open(BytesIO(shown.data)) as decoded:
        assert decoded.convert("RGBA").getpixel((10, 10))[3] == 0


@ON_ONE_DATABASE
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"GIF89a" + b"\0" * 60,
        b"%PDF-1.7\n",
        picture()[:2000],
        b"\x89PNG\r\n\x1a\n" + b"\0" * 1024 * 1024,
    ],
    ids=["nothing", "svg", "gif", "pdf", "cut-short", "too-large"],
)
def test_logo_that_is_none_is_refused(api: ApiClient, data: bytes) -> None:
    assert invalid(api.put(f"{PATH}/logo", sent(data))) == ["data"]
    with reading() as session:
        assert session.scalars(select(Logo)).all() == []


def test_logo_that_is_no_base_64_is_refused(api: ApiClient) -> None:
    assert invalid(api.put(f"{PATH}/logo", {"data": "not base 64 at all"})) == ["data"]


def test_return_secret_is_shown_once_and_sealed(api: ApiClient, organization: Organization) -> None:
    answer = api.post(f"{PATH}/return-secret")
    assert answer.status_code == 200
    assert answer.json is not None
    secret = answer.json["returnSecret"]
    assert secret.startswith("ret_")
    assert secret not in json.dumps(api.get(PATH).json)
    with reading() as session:
        kept = session.get_one(Organization, organization.id).return_secret
    assert kept is not None
    assert secret not in kept
    assert api.put(PATH, {"signedReturn": True}).status_code == 200


def test_key_needs_the_permission(app: APIFlask, organization: Organization) -> None:
    _, key = organizations.create_api_key(organization.id, permissions=["GetOrganizationSettings"])
    reader = ApiClient(app, key)
    assert reader.get(PATH).status_code == 200
    assert reader.put(PATH, BODY).status_code == 403
    assert reader.put(f"{PATH}/logo", sent(picture())).status_code == 403
    assert reader.post(f"{PATH}/return-secret").status_code == 403
