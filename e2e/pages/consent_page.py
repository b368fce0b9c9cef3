"""Consent to the use of the face, before the selfie."""

from e2e.pages.base import GathererPage


class ConsentPage(GathererPage):
    """The question whether the face may be compared."""

    def agree(self) -> None:
        """Agree and go on to the selfie."""
        self.arrive("agree")
        self.hook("agree").click()

    def decline(self) -> None:
        """Go on without a selfie."""
        self.arrive("decline")
        self.hook("decline").click()
