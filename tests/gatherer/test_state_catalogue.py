"""The catalogue holds every state, and each is drawn by the page that customers get."""

import re
from dataclasses import replace

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import create_app
from app.domain.errors import UnreadableFile
from app.domain.rejections import Advice, RejectionType
from app.extensions import settings
from app.gatherer.catalogue.states import all_states

#: Nothing of it is in a database: one kind is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(own_app: APIFlask) -> APIFlask:
    """An application whose templates are noted as they are drawn."""
    return own_app


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def names(app: APIFlask) -> list[str]:
    with app.test_request_context():
        return list(all_states())


def test_every_state_is_a_page_with_one_heading(client: FlaskClient, names: list[str]) -> None:
    assert len(names) > 70
    for name in names:
        answer = client.get(f"/_states/{name}")
        assert answer.status_code in {200, 403, 404, 409, 410, 413, 422, 429, 503}, name
        assert len(re.findall(r"<h1[ >]", answer.text)) == 1, name
        assert "<main" in answer.text, name


def test_every_template_of_a_page_is_drawn_by_a_state(
    app: APIFlask, client: FlaskClient, names: list[str]
) -> None:
    drawn: set[str] = set()
    loader = app.jinja_env.get_template

    def note(name: str, *options: object, **more: object) -> object:
        drawn.add(str(name))
        return loader(name, *options, **more)  # type: ignore[arg-type]

    app.jinja_env.get_template = note  # type: ignore[method-assign, assignment]
    app.jinja_env.cache.clear()
    for name in names:
        client.get(f"/_states/{name}")
    pages = {name for name in app.jinja_env.list_templates() if _is_page(name)}
    assert pages - drawn == set()


def _is_page(name: str) -> bool:
    # The fragment that scripts ask for is no page, and the list of states is none of the portal's.
    others = {"gatherer/gathered_pages.html", "gatherer/states.html"}
    return name.startswith(("gatherer/", "errors/")) and name not in others


def test_every_reason_and_every_unreadable_file_has_a_state(names: list[str]) -> None:
    assert {f"refused-{code}" for code in (*Advice, *RejectionType)} <= set(names)
    assert sum(name.startswith("file-") for name in names) > len(UnreadableFile.__subclasses__())


def test_unknown_state_is_not_found(client: FlaskClient) -> None:
    assert client.get("/_states/nothing").status_code == 404


def test_list_leads_to_every_state(client: FlaskClient, names: list[str]) -> None:
    page = client.get("/_states/").text
    assert all(f'href="/_states/{name}"' in page for name in names)


def test_catalogue_is_not_there_outside_the_sandbox(app: APIFlask) -> None:
    with app.app_context():
        live = replace(settings(), environment="live", base_url="https://kyc.example")
    rules = {rule.rule for rule in create_app(live).url_map.iter_rules()}
    assert not any(rule.startswith("/_states") for rule in rules)
