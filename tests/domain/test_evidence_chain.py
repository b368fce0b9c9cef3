"""The chain of evidence: whole when nobody touched it, broken at the right entry when one did."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from app.domain.evidence_chain import (
    DECISION,
    ERASURE,
    GENESIS,
    ChainReport,
    EvidenceEntry,
    canonical,
    digest,
    read_lines,
    seal,
    verify_chain,
    write_line,
)

LENGTH = 24


def chain(
    length: int = LENGTH, *, organization_id: str = "org_1", erased: tuple[int, ...] = ()
) -> list[str]:
    """Return an export: decisions, then an entry that tells which of them were erased."""
    lines, previous = [], GENESIS
    for number in range(1, length + 1):
        content: dict[str, object] = {
            "kind": DECISION,
            "organizationId": organization_id,
            "kycDocumentId": f"kyc_doc_{number}",
            "outcome": "accepted",
            "score": 100 - number,
            "timings": {"ocr": number / 7},
        }
        personal: dict[str, object] | None = {"salt": f"{number:064x}", "name": "Žofie \x00 漢"}
        if number == length and erased:
            content |= {"kind": ERASURE, "erases": list(erased)}
            personal = None
        entry = seal(content, personal, sequence=number, previous=previous)
        previous = entry.sha256
        shown = None if number in erased else entry.personal
        lines.append(write_line(EvidenceEntry(entry.content, entry.sha256, shown)))
    return lines


def verify(lines: list[str], **options: Any) -> ChainReport:
    return verify_chain(read_lines(lines), **options)


def head_of(lines: list[str]) -> str:
    found: str = json.loads(lines[-1])["hash"]
    return found


def test_an_untouched_chain_holds_and_tells_its_head() -> None:
    lines = chain()
    found = verify([f"{line}\n" for line in lines], head=head_of(lines), organization_id="org_1")
    assert found == ChainReport(LENGTH, head_of(lines), 0)
    assert verify(lines, includes=json.loads(lines[3])["hash"]).fault is None


def test_an_empty_chain_holds() -> None:
    assert verify([], head=GENESIS) == ChainReport(0, GENESIS, 0)


def test_an_erasure_leaves_the_chain_whole() -> None:
    lines = chain(erased=(2, 5))
    assert verify(lines, head=head_of(lines)) == ChainReport(LENGTH, head_of(lines), 2)


def test_a_part_that_is_missing_without_an_erasure_is_noticed() -> None:
    lines = chain(erased=(2, 5))
    data = json.loads(lines[6])
    lines[6] = canonical({**data, "personal": None})
    assert verify(lines).fault.sequence == 7  # type: ignore[union-attr]


def resealed(lines: list[str], at: int, **changes: object) -> list[str]:
    """Return the chain with one entry changed and its own hash made right again."""
    data = json.loads(lines[at])
    content = canonical({**data["content"], **changes})
    entry = EvidenceEntry(content, "", canonical(data["personal"]))
    parsed = json.loads(write_line(entry))
    parsed["hash"] = digest(content)
    return [*lines[:at], canonical(parsed), *lines[at + 1 :]]


@pytest.mark.parametrize(
    ("change", "sequence", "words"),
    [
        (lambda lines: resealed(lines, 4, score=1), 6, "does not follow"),
        (lambda lines: resealed(lines, 4, sequence=9), 5, "entry 9 stands in its place"),
        (lambda lines: resealed(lines, 4, organizationId="org_2"), 5, "another organization"),
        (lambda lines: resealed(lines, 4, personalHash=None), 5, "personal part was changed"),
        (lambda lines: [*lines[:4], *lines[5:]], 5, "entry 6 stands in its place"),
        (lambda lines: [*lines[:4], lines[4].replace("95", "96"), *lines[5:]], 5, "was changed"),
        (lambda lines: [*lines[:4], f" {lines[4]}", *lines[5:]], 5, "was changed"),
        (lambda lines: [*lines[:4], "{}", *lines[5:]], 5, "was changed"),
        (lambda lines: [*lines[:4], "[" * 100_000, *lines[5:]], 5, "was changed"),
        (lambda lines: lines[:-1], LENGTH, "does not end with that head"),
        (lambda lines: chain(organization_id="org_2"), 1, "another organization"),
    ],
)
def test_the_first_broken_entry_is_named(
    change: Callable[[list[str]], list[str]], sequence: int, words: str
) -> None:
    found = verify(change(chain()), head=head_of(chain()), organization_id="org_1")
    assert found.fault is not None
    assert found.fault.sequence == sequence
    assert words in found.fault.reason


def test_a_head_that_was_noted_before_must_still_be_there() -> None:
    found = verify(chain(), includes="f" * 64)
    assert found.fault is not None
    assert "nowhere" in found.fault.reason


def test_a_value_kept_beside_the_content_must_agree_with_it() -> None:
    entry = seal({"organizationId": "o", "kycDocumentId": "a"}, None, sequence=1, previous=GENESIS)
    moved = EvidenceEntry(entry.content, entry.sha256, beside={"kycDocumentId": "b"})
    found = verify_chain([moved])
    assert found.fault is not None
    assert "kycDocumentId" in found.fault.reason


def edit(lines: list[str], random: Random) -> list[str]:
    """Change one character anywhere in one entry."""
    at = random.randrange(len(lines))
    line = lines[at]
    place = random.randrange(len(line))
    other = random.choice([each for each in '0123456789abcdef"{}:, Zz\\' if each != line[place]])
    return [*lines[:at], line[:place] + other + line[place + 1 :], *lines[at + 1 :]]


def edit_value(lines: list[str], random: Random) -> list[str]:
    """Change a value in good form, and half the time make the entry's own hash right again."""
    at = random.randrange(len(lines))
    if random.random() < 0.5:
        return resealed(lines, at, score=random.randrange(-100, 0))
    data = json.loads(lines[at])
    data["content"]["outcome"] = random.choice(["rejected", "pending"])
    return [*lines[:at], canonical(data), *lines[at + 1 :]]


def delete(lines: list[str], random: Random) -> list[str]:
    """Take out some entries."""
    gone = set(random.sample(range(len(lines)), random.randint(1, 3)))
    return [line for at, line in enumerate(lines) if at not in gone]


def reorder(lines: list[str], random: Random) -> list[str]:
    """Exchange two entries."""
    one, other = random.sample(range(len(lines)), 2)
    moved = list(lines)
    moved[one], moved[other] = lines[other], lines[one]
    return moved


def insert(lines: list[str], random: Random) -> list[str]:
    """Put in an entry: a copy of one, another chain's, or one made for the place."""
    at = random.randrange(len(lines) + 1)
    previous = GENESIS if at == 0 else json.loads(lines[at - 1])["hash"]
    content = {"kind": DECISION, "organizationId": "org_1", "score": 100}
    forged = write_line(seal(content, {"salt": "0"}, sequence=at + 1, previous=previous))
    foreign = chain(organization_id="org_2")[min(at, len(lines) - 1)]
    return [*lines[:at], random.choice([random.choice(lines), foreign, forged]), *lines[at:]]


def truncate(lines: list[str], random: Random) -> list[str]:
    """Cut off the end."""
    return lines[: random.randrange(len(lines))]


def empty(lines: list[str], random: Random) -> list[str]:
    """Take away a personal part without an erasure."""
    at = random.randrange(len(lines))
    return [
        *lines[:at],
        canonical({**json.loads(lines[at]), "personal": None}),
        *lines[at + 1 :],
    ]


def test_a_thousand_random_changes_are_all_noticed() -> None:
    random = Random(20261123)  # noqa: S311 - the same changes at every run
    lines = chain()
    head = head_of(lines)
    noticed = 0
    for number in range(1000):
        attack = [edit, edit_value, delete, reorder, insert, truncate, empty][number % 7]
        changed = attack(lines, random)
        assert changed != lines, attack.__name__
        fault = verify(changed, head=head, organization_id="org_1").fault
        assert fault is not None, (number, attack.__name__)
        assert 1 <= fault.sequence <= LENGTH + 2
        noticed += 1
    assert noticed == 1000
    assert verify(lines, head=head, organization_id="org_1").fault is None
