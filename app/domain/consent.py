"""Consent to the use of a face: what a customer said, and what follows for the selfie."""

from enum import StrEnum
from typing import Final

#: Which words the customer agreed to. A test holds this to the text of the page: whoever changes
#: what the page promises gives it a new number.
TEXT_VERSION: Final = "1"


class ConsentEvent(StrEnum):
    """What a customer can say about the use of their face."""

    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SelfieConsent(StrEnum):
    """What holds for the selfie of a request."""

    NOT_ASKED = "not-asked"
    MISSING = "missing"
    GIVEN = "given"
    REFUSED = "refused"

    @property
    def admits_selfie(self) -> bool:
        """Tell whether a selfie may be taken."""
        return self in {SelfieConsent.NOT_ASKED, SelfieConsent.GIVEN}


def selfie_consent(
    latest: ConsentEvent | None, *, is_asked: bool, has_alternative: bool
) -> SelfieConsent:
    """Return what holds for the selfie; `latest` is what the customer said last.

    | said last               | the organization                     |           |
    |-------------------------|--------------------------------------|-----------|
    | nothing                 | asks for no consent                  | not-asked |
    | nothing                 | asks                                 | missing   |
    | agreed                  |                                      | given     |
    | declined or withdrew    | lets a person decide without selfie  | refused   |
    | declined or withdrew    | needs the selfie                     | missing   |
    """
    if latest is None:
        return SelfieConsent.MISSING if is_asked else SelfieConsent.NOT_ASKED
    if latest is ConsentEvent.GIVEN:
        return SelfieConsent.GIVEN
    return SelfieConsent.REFUSED if has_alternative else SelfieConsent.MISSING
