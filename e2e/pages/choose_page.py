"""S2: which document will you use?"""

from e2e.pages.base import GathererPage


class ChoosePage(GathererPage):
    """The choice of a paper."""

    def choose(self, subtype: str) -> None:
        """Choose a paper and go on."""
        self.arrive(f"subtype-{subtype}")
        self.hook(f"subtype-{subtype}").check(force=True)
        self.send_button.click()
