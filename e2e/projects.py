"""How customers may have set their browser, and what may fail in it: one journey fits them all."""

from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page

from e2e.support import inspection
from e2e.support.line import slow_down

#: Scripts of pages, under whatever build.
_SCRIPTS: Final = "/static/"

_LARGE_TEXT: Final = """addEventListener("DOMContentLoaded", () => {
  document.documentElement.style.fontSize = "200%";
})"""


@dataclass(frozen=True)
class Project:
    """One way to walk: what the browser is like, the page's language, what is taken from it.

    `loses_scripts` lets every script fail on its way, as a bad line or a blocker does.
    """

    name: str
    context: dict[str, Any] = field(default_factory=dict)
    locale: str = "en"
    has_large_text: bool = False
    loses_scripts: bool = False
    is_slow: bool = False
    is_searched_by_axe: bool = False

    @property
    def runs_scripts(self) -> bool:
        """Tell whether pages go on by themselves."""
        return self.context.get("java_script_enabled", True) and not self.loses_scripts

    @property
    def missing(self) -> str | None:
        """Return what addresses hold that do not load in this project, None where all do."""
        return _SCRIPTS if self.loses_scripts else None

    def prepare(self, context: BrowserContext) -> Page:
        """Return a page of a context made for this project."""
        if self.has_large_text:
            context.add_init_script(_LARGE_TEXT)
        if self.is_searched_by_axe:
            inspection.prepare(context)
        if self.loses_scripts:
            context.route(f"**{_SCRIPTS}**/*.js", lambda route: route.abort())
        page = context.new_page()
        if self.is_slow:
            slow_down(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        return page


_DESKTOP: Final = {"viewport": {"width": 1280, "height": 800}, "has_touch": False}
_SMALL: Final = {"viewport": {"width": 320, "height": 700}}

PROJECTS: Final = (
    Project("phone", {"is_mobile": True, "device_scale_factor": 2}, is_searched_by_axe=True),
    Project("desktop", _DESKTOP, is_searched_by_axe=True),
    Project("no-js", {"java_script_enabled": False}),
    Project("js-failed", loses_scripts=True),
    Project("rtl", locale="ar"),
    Project("long", _SMALL, locale="en-XA"),
    Project("slow4g", is_slow=True),
    # axe takes the colour of the text from a property that forced colours leave alone, and would
    # compare colours that nobody sees.
    Project("dark-forced-colours", {**_DESKTOP, "color_scheme": "dark", "forced_colors": "active"}),
    Project("zoom", _SMALL, has_large_text=True),
)
