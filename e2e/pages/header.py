"""The header of every page: the switch of languages."""

from e2e.pages.base import GathererPage


class Header(GathererPage):
    """Opens the list of languages and chooses one."""

    def switch_to(self, tag: str) -> None:
        """Choose a language and wait for the page in it."""
        self.hook("languages").click()
        self.hook(f"language-{tag}").click()
        self.page.locator(f'html[lang="{tag}"]').wait_for()
