"""The chain of evidence: one entry for each decision, each sealed by the hash of the one before.

An entry's *content* is canonical JSON (keys sorted, no spaces, ASCII) that holds its number, the
hash of the entry before it, and what was decided on what grounds. Its hash is the SHA-256 of that
text. What a paper says of a person stands apart in the *personal part*, of which the content holds
only the SHA-256. The personal part carries 256 random bits, so that once it is erased nobody can
guess it from its hash; the chain stays whole, and an erasure is itself an entry, so that a part
that is missing without one is noticed.

A chain by itself cannot tell that its end was cut off, or that all of it was written anew: keep the
head (hash of the last entry) elsewhere, and verify against it.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: What the first entry has for the hash of the one before it.
GENESIS = "0" * 64

DECISION = "decision"
ERASURE = "erasure"
OVERRIDE = "override"


@dataclass(frozen=True)
class EvidenceEntry:
    """One entry: its canonical content, the hash of that, and the personal part or None.

    `beside` holds values kept a second time beside the content, which must agree with it.
    """

    content: str
    sha256: str
    personal: str | None = None
    beside: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """The first entry that is wrong, by the number it should have, and what is wrong with it."""

    sequence: int
    reason: str


@dataclass(frozen=True)
class ChainReport:
    """What a verification found: entries that hold, the last one's hash, how many are erased."""

    count: int
    head: str
    erased: int
    fault: Fault | None = None


def canonical(value: object) -> str:
    """Return JSON in the one form that is hashed; raises ValueError for NaN and infinity."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """Return the SHA-256 of a text in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal(
    content: Mapping[str, object],
    personal: Mapping[str, object] | None,
    *,
    sequence: int,
    previous: str,
) -> EvidenceEntry:
    """Return the entry that follows the one with the hash `previous`.

    `personal` must hold a random `salt`; None where nothing is said of a person.
    """
    written = None if personal is None else canonical(personal)
    text = canonical(
        {
            **content,
            "sequence": sequence,
            "previousHash": previous,
            "personalHash": None if written is None else digest(written),
        }
    )
    return EvidenceEntry(text, digest(text), written)


_OF_A_LINE = {"content", "hash", "personal"}


def write_line(entry: EvidenceEntry) -> str:
    """Return an entry as one line of an export."""
    return canonical(
        {
            "content": json.loads(entry.content),
            "hash": entry.sha256,
            "personal": None if entry.personal is None else json.loads(entry.personal),
        }
    )


def read_line(line: str) -> EvidenceEntry:
    """Return the entry of a line; raises ValueError when it is not as `write_line` would write."""
    try:
        data = json.loads(line)
        is_ours = isinstance(data, dict) and data.keys() == _OF_A_LINE and canonical(data) == line
    except (ValueError, RecursionError):
        is_ours = False
    if not is_ours:
        raise ValueError("is not a line as an export writes it")
    personal = data["personal"]
    return EvidenceEntry(
        canonical(data["content"]),
        str(data["hash"]),
        None if personal is None else canonical(personal),
    )


def read_lines(lines: Iterable[str]) -> Iterable[EvidenceEntry]:
    """Yield the entries of an export; a line that is none becomes an entry that cannot hold."""
    for line in lines:
        try:
            yield read_line(line.removesuffix("\n"))
        except ValueError as error:
            yield EvidenceEntry("", str(error))


def verify_chain(
    entries: Iterable[EvidenceEntry],
    *,
    organization_id: str | None = None,
    head: str | None = None,
    includes: str | None = None,
) -> ChainReport:
    """Return whether every entry follows from the one before it.

    `organization_id` is whose chain it must be, that of the first entry when None. `head` is the
    hash the chain must end with, `includes` one that must be somewhere in it: a head noted before.
    """
    verifier = _Verifier(organization_id)
    has_included = includes in {None, GENESIS}
    for entry in entries:
        reason = verifier.take(entry)
        if reason is not None:
            return verifier.report(Fault(verifier.count + 1, reason))
        has_included = has_included or entry.sha256 == includes
    if verifier.unexplained:
        reason = "its personal part is missing and no entry tells of an erasure"
        return verifier.report(Fault(min(verifier.unexplained), reason))
    if head is not None and verifier.head != head:
        return verifier.report(Fault(verifier.count + 1, "the chain does not end with that head"))
    if not has_included:
        return verifier.report(Fault(verifier.count + 1, "that hash is nowhere in the chain"))
    return verifier.report()


class _Verifier:
    """Takes entries in order and remembers what the next one must be."""

    def __init__(self, organization_id: str | None) -> None:
        self.count = 0
        self.head = GENESIS
        self.unexplained: set[int] = set()
        self._erased = 0
        self._organization_id = organization_id

    def take(self, entry: EvidenceEntry) -> str | None:
        """Take the next entry; return what is wrong with it, None if it holds."""
        content = _parse(entry)
        if content is None:
            return "its content was changed: it does not give its hash"
        reason = self._misplaced(entry, content) or self._personal(entry, content)
        if reason is None:
            self.count += 1
            self.head = entry.sha256
            self._explain(content)
        return reason

    def report(self, fault: Fault | None = None) -> ChainReport:
        """Return what was found so far."""
        return ChainReport(self.count, self.head, self._erased, fault)

    def _misplaced(self, entry: EvidenceEntry, content: Mapping[str, Any]) -> str | None:
        if self._organization_id is None:
            self._organization_id = content.get("organizationId")
        if content.get("sequence") != self.count + 1:
            return f"entry {content.get('sequence')} stands in its place"
        if content.get("previousHash") != self.head:
            return "it does not follow the entry before it"
        if content.get("organizationId") != self._organization_id:
            return "it belongs to another organization"
        differing = [name for name, value in entry.beside.items() if content.get(name) != value]
        return f"{differing[0]} beside it is not that of its content" if differing else None

    def _personal(self, entry: EvidenceEntry, content: Mapping[str, Any]) -> str | None:
        sealed = content.get("personalHash")
        if entry.personal is not None:
            same = sealed is not None and digest(entry.personal) == sealed
            return None if same else "its personal part was changed"
        if sealed is not None:
            self._erased += 1
            self.unexplained.add(self.count + 1)
        return None

    def _explain(self, content: Mapping[str, Any]) -> None:
        erases = content.get("erases")
        if content.get("kind") == ERASURE and isinstance(erases, list):
            self.unexplained.difference_update(item for item in erases if isinstance(item, int))


def _parse(entry: EvidenceEntry) -> Mapping[str, Any] | None:
    """Return an entry's content if its hash is right."""
    if digest(entry.content) != entry.sha256:
        return None
    try:
        content = json.loads(entry.content)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
