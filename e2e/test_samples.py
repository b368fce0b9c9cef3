"""The journey with specimen files that are no drawings of ours, where they are present.

Without them nothing is collected here; the run's header says which papers it used.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from e2e.flows import begin, send_document
from e2e.pages.result_page import ResultPage
from e2e.support.merchant import ANNA, IDENTITY, IDENTITY_WITH_SELFIE, PASSPORT, Merchant
from e2e.support.samples import samples_folder

FOLDER = samples_folder()

SEAN = {"firstName": "Seán Patrick", "lastName": "O'Brien", "dob": "1978-07-04"}
ANOTHER = {"firstName": "Erika", "lastName": "Lindqvist", "dob": "1985-01-01"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hand the folder to each test, or nothing, and then the test has no cases."""
    if "folder" in metafunc.fixturenames:
        metafunc.parametrize("folder", [FOLDER] if FOLDER else [], ids=lambda path: path.name)


def test_a_passport_and_its_holder_are_accepted(
    page: Page, merchant: Merchant, folder: Path, shop: str
) -> None:
    request = merchant.ask(IDENTITY_WITH_SELFIE, person=ANNA, redirectUrl=shop)
    begin(page, request.link)
    send_document(
        page,
        subtype="passport",
        front=folder / "syn_passport_0_good.jpg",
        selfie=folder / "face_p5_a.jpg",
    )
    ResultPage(page).wait_for_result()
    # The portrait may be the very photo of the selfie, which is for a person to judge.
    assert merchant.read(request)["status"] in {"fulfilled", "pending-review"}


def test_an_identity_card_is_accepted(
    page: Page, merchant: Merchant, folder: Path, shop: str
) -> None:
    request = merchant.ask(IDENTITY, person=ANNA, redirectUrl=shop)
    begin(page, request.link)
    send_document(
        page,
        subtype="id-card",
        front=folder / "syn_id_front_0_good.jpg",
        back=folder / "syn_id_back_0_good.jpg",
    )
    ResultPage(page).wait_for_result()
    assert merchant.read(request)["status"] == "fulfilled"


@pytest.mark.parametrize(
    ("file", "person"),
    [
        ("syn_passport_0_good.jpg", ANOTHER),
        ("mrz_pass-fin.png", ANNA),
        ("invoice_en.pdf", ANNA),
        ("face_p1_a.jpg", ANNA),
    ],
)
def test_what_is_not_the_customer_s_is_never_accepted(
    page: Page, merchant: Merchant, folder: Path, file: str, person: dict[str, str]
) -> None:
    request = merchant.ask(PASSPORT, person=person)
    begin(page, request.link)
    if file.endswith(".pdf"):
        page.get_by_test_id("file-front").set_input_files(str(folder / file))
        page.get_by_role("alert").first.wait_for()
        assert merchant.read(request)["status"] == "gathering"
        return
    send_document(page, front=folder / file)
    merchant.wait_until_decided(request)
    documents = merchant.read(request)["_embedded"]["documents"]
    assert [document["status"] for document in documents] != ["accepted"]
