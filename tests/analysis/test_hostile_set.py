"""A part of the hostile set: every file meets its fate; `scripts.hostile` runs the whole."""

import pytest

from app.analysis.sandbox.fork_server import servers
from scripts.hostile import Outcome, run
from tests.hostile_set import Fate, HostileFile, light_set

SEED = 20261126

#: One file of so many is run here. Bombs and too large files are the subject of `test_intake`.
SHARES = {
    "wrong type": 1,
    "strain": 1,
    "polyglot": 2,
    "locked": 1,
    "cut short": 4,
    "changed": 6,
    "changed more": 3,
    "odd but good": 3,
}


@pytest.fixture(scope="module")
def whole() -> list[HostileFile]:
    return list(light_set(SEED))


def test_the_set_is_large_and_follows_from_its_seed(whole: list[HostileFile]) -> None:
    assert len(whole) >= 300
    assert len({file.name + file.kind for file in whole}) == len(whole)
    again = [file.data for file in light_set(SEED) if file.kind.startswith("changed")]
    assert again == [file.data for file in whole if file.kind.startswith("changed")]


@pytest.mark.parametrize("kind", SHARES)
def test_files_meet_their_fate(whole: list[HostileFile], kind: str) -> None:
    files = [file for file in whole if file.kind == kind][:: SHARES[kind]]
    outcomes = [run(file) for file in files]
    assert [outcome for outcome in outcomes if not met_its_fate(outcome)] == []
    assert servers.new_child().kill() is None


def met_its_fate(outcome: Outcome) -> bool:
    """Tell whether a file met its fate; a second is too short a measure beside other tests."""
    file = outcome.file
    if file.fate is Fate.REFUSED_AT_ONCE:
        return outcome.status == 422 and outcome.told == file.error
    return outcome.is_as_it_must_be
