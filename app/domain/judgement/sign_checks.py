"""The checks that rest on signs in the picture: isTampered, isPhotocopy, isPublishedOnline.

A sign is a hint, never a proof: it sends the document to a person and rejects nothing by itself.
"""

from app.domain.checks import Case, Result, unsettled
from app.domain.scoring_settings import CheckName

#: Codes of findings that speak of a copy, a screen or a scan in place of the paper itself.
COPY_FINDINGS = frozenset(
    {
        "photocopy",
        "grey-copy",
        "screen",
        "screen-recapture",
        "scan",
        "halftone-print",
        "screenshot",
    }
)

#: Signs that files, pictures and other requests give, each with the check that it feeds.
#: docs/judgement.md explains each of them to the reviewer.
SIGNS = {
    "grey-copy": CheckName.IS_PHOTOCOPY,
    "screen-recapture": CheckName.IS_PHOTOCOPY,
    "halftone-print": CheckName.IS_PHOTOCOPY,
    "screenshot": CheckName.IS_PHOTOCOPY,
    "edited-with": CheckName.IS_TAMPERED,
    "made-by-ai": CheckName.IS_TAMPERED,
    "pasted-part": CheckName.IS_TAMPERED,
    "pdf-changed": CheckName.IS_TAMPERED,
    "pdf-text-added": CheckName.IS_TAMPERED,
    "hidden-text": CheckName.IS_TAMPERED,
    "printed-differs": CheckName.IS_TAMPERED,
    "picture-of-another": CheckName.IS_TAMPERED,
    "number-of-another": CheckName.IS_TAMPERED,
}

#: Codes of findings that a paper says two things: print or barcode against the zone, or each other.
CONTRADICTIONS = frozenset({"printed-differs", "barcode-differs"})

#: The finding of an outside picture search; no check is listed without it.
ONLINE_FINDING = "published-online"


def tampered_check(case: Case) -> Result:
    """Check for signs of editing: any finding that is not about a copy or the picture search."""
    other = COPY_FINDINGS | {ONLINE_FINDING}
    codes = [finding.code for finding in case.report.findings if finding.code not in other]
    return _from_signs(CheckName.IS_TAMPERED, codes)


def photocopy_check(case: Case) -> Result:
    """Check for signs of a copy in place of the paper."""
    codes = [item.code for item in case.report.findings if item.code in COPY_FINDINGS]
    return _from_signs(CheckName.IS_PHOTOCOPY, codes)


def online_check(case: Case) -> Result | None:
    """Check whether an outside picture search found the document; None where none was made."""
    codes = [item.code for item in case.report.findings if item.code == ONLINE_FINDING]
    if not codes and case.report.matching_images is None:
        return None
    return _from_signs(CheckName.IS_PUBLISHED_ONLINE, codes)


def _from_signs(name: CheckName, codes: list[str]) -> Result:
    """Return a check that passes without signs, and names the first one otherwise."""
    return unsettled(name, codes[0]) if codes else Result(name)
