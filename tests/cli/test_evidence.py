"""`evidence`: a chain is verified where it lies or from an export, and the broken entry named."""

import json
from pathlib import Path

import pytest
from apiflask import APIFlask
from click.testing import Result
from sqlalchemy import update

from app.models import Customer, EvidenceRecord
from app.services.transaction import transaction
from tests.cli.test_commands import flask
from tests.support.decisions import decide, waiting

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def run(app: APIFlask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=("evidence", *arguments))


@pytest.fixture
def documents(customer: Customer) -> list[str]:
    """Three documents that were decided."""
    return [decide(waiting(customer, number)) for number in (1, 2, 3)]


@pytest.fixture
def export(app: APIFlask, documents: list[str], customer: Customer, tmp_path: Path) -> Path:
    """The export of their chain."""
    file = tmp_path / "evidence.jsonl"
    file.write_text(run(app, "export", "--organization", customer.organization_id).stdout)
    return file


def test_a_live_chain_is_intact_until_somebody_touches_it(
    app: APIFlask, documents: list[str], customer: Customer
) -> None:
    intact = run(app, "verify")
    assert intact.exit_code == 0
    assert f"{customer.organization_id}: intact, 3 entries, 0 erased" in intact.stdout
    head = intact.stdout.split("head ")[1].strip()
    options = ("--organization", customer.organization_id)
    assert run(app, "verify", *options, "--head", head, "--includes", head).exit_code == 0
    assert run(app, "verify", *options, "--head", "0" * 64).exit_code == 1
    with transaction() as session:
        changed = update(EvidenceRecord).where(EvidenceRecord.sequence == 2).values(content="{}")
        session.execute(changed)
    broken = run(app, "verify")
    assert broken.exit_code == 1
    assert f"{customer.organization_id}: BROKEN at entry 2" in broken.stdout
    assert "1 entries before it hold" in broken.stdout


def test_an_export_is_verified_without_a_database(export: Path) -> None:
    lines = export.read_text().splitlines()
    head = json.loads(lines[-1])["hash"]
    away = "postgresql://nobody@127.0.0.1:1/none"
    intact = flask("evidence", "verify", "--head", head, str(export), DATABASE_URL=away)
    assert (intact.returncode, intact.stderr) == (0, "")
    assert "intact, 3 entries" in intact.stdout
    assert head in intact.stdout


def test_an_edited_export_names_the_entry(app: APIFlask, export: Path) -> None:
    lines = export.read_text().splitlines()
    export.write_text("\n".join([lines[0], lines[1].replace("analyser", "reviewer"), lines[2]]))
    broken = run(app, "verify", str(export))
    assert broken.exit_code == 1
    assert "BROKEN at entry 2" in broken.stdout


def test_a_file_that_is_no_export_is_broken_from_the_start(app: APIFlask, tmp_path: Path) -> None:
    file = tmp_path / "picture.jpg"
    file.write_bytes(bytes(range(256)))
    broken = run(app, "verify", str(file))
    assert broken.exit_code == 1
    assert "BROKEN at entry 1" in broken.stdout


def test_an_export_that_was_cut_off_needs_the_head_to_be_noticed(
    app: APIFlask, export: Path
) -> None:
    lines = export.read_text().splitlines()
    head = json.loads(lines[-1])["hash"]
    export.write_text("\n".join(lines[:2]))
    assert run(app, "verify", str(export)).exit_code == 0
    cut = run(app, "verify", str(export), "--head", head)
    assert cut.exit_code == 1
    assert "BROKEN at entry 3: the chain does not end with that head" in cut.stdout


def test_an_erasure_is_told_and_the_chain_stays_whole(app: APIFlask, documents: list[str]) -> None:
    assert "1 entries" in run(app, "erase", documents[0]).stdout
    assert "intact, 4 entries, 1 erased" in run(app, "verify").stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("verify", "--head", "0" * 64), "--organization or FILE"),
        (("verify", "--organization", "nobody"), "organization list"),
        (("export", "--organization", "nobody"), "organization list"),
        (("erase", "nothing"), "no KYC document nothing"),
        (("verify", "/no/such/file"), "No such file"),
    ],
)
def test_wrong_input_says_what_to_do(app: APIFlask, arguments: tuple[str, ...], words: str) -> None:
    result = run(app, *arguments)
    assert result.exit_code not in {0, None}
    assert words in result.output
    assert "Traceback" not in result.output
