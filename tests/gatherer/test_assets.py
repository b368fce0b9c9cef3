"""Styles and scripts: hashed addresses, kept for ever, and nothing loaded from elsewhere."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from apiflask import APIFlask

from app.gatherer.assets import Assets
from app.models import KycRequest
from tests.gatherer.conftest import MakeRequest
from tests.gatherer.customer import Customer

#: No asset is in a database.
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Start = Callable[[KycRequest], Customer]
STATIC = Path(__file__).resolve().parents[2] / "static"
SCRIPTS = sorted(path.name for path in (STATIC / "js").iterdir())


def test_scripts_of_a_page_may_be_kept_for_ever(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request())
    addresses = re.findall(r'(?:src|href)="(/static/[^"]+\.js)"', customer.text)
    assert len(addresses) == 1
    for address in addresses:
        answer = customer.request("GET", address)
        assert answer.content_type == "text/javascript; charset=utf-8"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_would_end_the_element_it_stands_in(name: str) -> None:
    assert not re.search(r"</script|<!--", Assets(STATIC).script_text(f"js/{name}"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_import_only_what_is_there(name: str) -> None:
    text = (STATIC / "js" / name).read_text()
    named = re.findall(r'(?:from |new URL\(|import\(|importScripts\()"\./([^"]+)"', text)
    assert set(named) <= set(SCRIPTS)
    assert not re.search(r"https?://|eval\(|innerHTML|document\.write", text)


@ON_ONE_DATABASE
@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_served_without_comments_and_nothing_else_is_lost(
    gatherer: Customer, name: str
) -> None:
    source = (STATIC / "js" / name).read_text()
    served = gatherer.request("GET", f"/static/0/js/{name}").get_data(as_text=True)
    assert "/**" not in served
    # A text over several lines would lose its indentation.
    assert all(line.count("`") % 2 == 0 for line in source.splitlines())
    lines = [line.strip() for line in source.splitlines()]
    code = [x for x in lines if x and not x.startswith(("//", "/**", "* ", "*/")) and x != "*"]
    # What it imports stands in front of it.
    own = [line for line in code if not line.startswith(("import {", "importScripts("))]
    assert served.splitlines()[-len(own) :] == own


def test_old_address_gives_the_new_file_and_is_not_kept(gatherer: Customer) -> None:
    answer = gatherer.request("GET", "/static/0123456789ab/js/page.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@ON_ONE_DATABASE
@pytest.mark.parametrize("name", ["js/none.js", "../app/config.py", "%2e%2e/wsgi.py"])
def test_nothing_but_assets_is_served(gatherer: Customer, name: str) -> None:
    assert gatherer.request("GET", f"/static/0123456789ab/{name}").status_code == 404


def test_template_that_names_a_missing_file_is_found_out(app: APIFlask) -> None:
    with app.test_request_context(), pytest.raises(FileNotFoundError):
        app.jinja_env.globals["asset_url"]("js/none.js")  # type: ignore[operator]
    with pytest.raises(FileNotFoundError):
        app.jinja_env.globals["script_text"]("js/none.js")  # type: ignore[operator]


def test_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    before = Assets(tmp_path).build
    (tmp_path / "a.js").write_text("2")
    assert Assets(tmp_path).build != before


def test_style_sheet_holds_every_part_once() -> None:
    sheet = Assets(STATIC).style_sheet()
    for path in (STATIC / "css").rglob("*.css"):
        selector = re.findall(r"^([.:*a-z][^{,]*?)(?: \{|,)$", path.read_text(), re.MULTILINE)[0]
        assert selector in sheet
    assert sheet.index("--ground") < sheet.index("body{") < sheet.index(".button")
    assert "/*" not in sheet
    assert "url(" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_styles_know_no_left_and_right() -> None:
    sheet = Assets(STATIC).style_sheet()
    physical = (
        r"(?:margin|padding|border)-(?:left|right|top|bottom)\b|[;{](?:width|height|left|right):"
    )
    assert re.search(physical, ".button{left:0}")
    assert not re.search(physical, sheet)
