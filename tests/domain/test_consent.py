"""What a customer's answer means for the selfie."""

import pytest

from app.domain.consent import ConsentEvent, SelfieConsent, selfie_consent

GIVEN, DECLINED, WITHDRAWN = ConsentEvent


@pytest.mark.parametrize(
    ("latest", "is_asked", "has_alternative", "consent"),
    [
        (None, False, False, SelfieConsent.NOT_ASKED),
        (None, True, True, SelfieConsent.MISSING),
        (GIVEN, True, False, SelfieConsent.GIVEN),
        (GIVEN, False, False, SelfieConsent.GIVEN),
        (DECLINED, True, True, SelfieConsent.REFUSED),
        (WITHDRAWN, True, True, SelfieConsent.REFUSED),
        (WITHDRAWN, True, False, SelfieConsent.MISSING),
        # A no stays a no when the organization stops asking.
        (WITHDRAWN, False, True, SelfieConsent.REFUSED),
        (WITHDRAWN, False, False, SelfieConsent.MISSING),
    ],
)
def test_answer_and_organization_decide(
    latest: ConsentEvent | None, is_asked: bool, has_alternative: bool, consent: SelfieConsent
) -> None:
    found = selfie_consent(latest, is_asked=is_asked, has_alternative=has_alternative)
    assert found is consent
    assert found.admits_selfie is (consent in {SelfieConsent.GIVEN, SelfieConsent.NOT_ASKED})
