"""What no page may do: break its own policy, complain in the console, or ask a foreign host."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

#: Browsers log most violations by themselves; this event tells of all of them.
_REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy ${event.violatedDirective}: ${event.blockedURI}`));
"""

_WEB = {"http", "https", "ws", "wss"}


class Watch:
    """Notes what the pages of a context do wrong, from the moment it is made.

    `own` are addresses of the hosts that may be asked. Scripts whose address holds `missing` are
    kept from loading by the test itself: that they fail is no fault of the page.
    """

    def __init__(
        self, context: BrowserContext, own: Iterable[str], *, missing: str | None = None
    ) -> None:
        self._hosts = {urlsplit(address).netloc for address in own}
        self._missing = missing
        self._visited: set[str] = set()
        self._problems: list[str] = []
        context.add_init_script(_REPORT_VIOLATIONS)
        context.on("request", self._note_request)
        context.on("console", self._note_message)
        context.on("weberror", self._note_error)

    def take(self) -> list[str]:
        """Return what was noted since the last call."""
        taken, self._problems = self._problems, []
        return taken

    def _note_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if request.is_navigation_request():
            self._visited.add(request.url)
        if address.scheme in _WEB and address.netloc not in self._hosts:
            self._problems.append(f"asked a foreign host: {request.url}")

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_expected(message):
            where = message.location["url"]
            self._problems.append(f"console: {message.text} ({where})")

    def _note_error(self, error: WebError) -> None:
        self._problems.append(f"uncaught: {error.error}")

    def _is_expected(self, message: ConsoleMessage) -> bool:
        if not message.text.startswith("Failed to load resource"):
            return False
        address = message.location["url"]
        # A page that says that something is not there or over answers with that very status.
        return address in self._visited or bool(self._missing and self._missing in address)
