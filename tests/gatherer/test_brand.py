"""Pages in a merchant's colours, with its logo, and none of our own mark left."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from app.domain.accent import palette_of
from app.models import KycRequest
from app.services.gatherer_links import make_link
from app.services.organization_settings import change_settings, set_logo
from tests.gatherer.conftest import MakeRequest
from tests.gatherer.customer import Customer

#: Settings and logos are kept on both kinds of database by tests of the API.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Start = Callable[[KycRequest], Customer]


def test_accent_reaches_every_page_of_the_journey(
    gatherer: Customer, start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    gatherer.open(make_link(kyc_request))
    assert palette_of("#00aa77").light.accent not in gatherer.text
    change_settings(kyc_request.organization_id, {"accent": "#0a7"}, actor="test")
    palette = palette_of("#00aa77")
    gatherer.open(make_link(kyc_request))
    for _ in range(2):
        assert f":root{{--accent:{palette.light.accent};" in gatherer.text
        assert f"--accent:{palette.dark.accent};" in gatherer.text
        start(kyc_request)


def test_logo_takes_the_place_of_our_mark(gatherer: Customer, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    gatherer.open(make_link(kyc_request))
    assert "brand-mark" in gatherer.text.split("</style>", 1)[1]
    out = BytesIO()
    Image.new("RGB", (600, 150), "#0a7").save(out, "PNG")
    set_logo(kyc_request.organization_id, out.getvalue(), actor="test")
    gatherer.open(make_link(kyc_request))
    masthead = gatherer.text.split("<header", 1)[1].split("</header>", 1)[0]
    assert "brand-mark" not in masthead
    assert 'width="160" height="40" alt="Harbour Street Shop"' in masthead
    assert "/logos/" in masthead


def test_name_and_contact_are_shown(gatherer: Customer, make_request: MakeRequest) -> None:
    kyc_request = make_request()
    changes = {
        "name": "Ünïcode <b> Shop",
        "support_contact": "help@shop.example",
        "privacy_url": "https://shop.example/privacy",
    }
    change_settings(kyc_request.organization_id, changes, actor="test")
    gatherer.open(make_link(kyc_request))
    assert "Ünïcode &lt;b&gt; Shop" in gatherer.text
    assert "mailto:help@shop.example" in gatherer.text
    assert 'href="https://shop.example/privacy"' in gatherer.text
