"""The line between a browser and the portal, and what can go wrong on it."""

from typing import Any

from playwright.sync_api import CDPSession, Page, Route

#: Where a capture page sends its photos.
UPLOADS = "**/verify/*/*/*"

#: Slow 4G as Lighthouse throttles it: milliseconds of delay, bytes a second down and up.
SLOW_4G = {"latency": 562, "downloadThroughput": 1475e3 / 8, "uploadThroughput": 675e3 / 8}

_NOTE_KEYS = """
const send = XMLHttpRequest.prototype.send;
window.sentKeys = [];
XMLHttpRequest.prototype.send = function (body) {
  window.sentKeys.push(body.get("upload_key") ?? "");
  return send.call(this, body);
};
"""


class Gate:
    """Holds every photo that a page sends, or what it sends `where`, until it is opened."""

    def __init__(self, page: Page, where: str = UPLOADS) -> None:
        self.held: list[Route] = []
        self.is_open = False
        page.route(where, self._meet)

    def open(self) -> None:
        """Let through what was held, and everything after it."""
        self.is_open = True
        for route in self.held:
            route.continue_()

    def _meet(self, route: Route) -> None:
        if route.request.method == "POST" and not self.is_open:
            self.held.append(route)
        else:
            route.continue_()


def drop_uploads(page: Page, *, times: int | None = None) -> None:
    """Break the connection of the next `times` uploads, or of all of them."""

    def meet(route: Route) -> None:
        if route.request.method == "POST":
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(UPLOADS, meet, times=times)


def lose_first_answer(page: Page) -> None:
    """Let the first upload reach the portal, and lose the answer on its way back."""
    session = page.context.new_cdp_session(page)
    lost: list[str] = []

    def meet(paused: dict[str, Any]) -> None:
        name = {"requestId": paused["requestId"]}
        if lost:
            session.send("Fetch.continueRequest", name)
        else:
            lost.append(paused["requestId"])
            session.send("Fetch.failRequest", {**name, "errorReason": "ConnectionReset"})

    session.on("Fetch.requestPaused", meet)
    pattern = {"urlPattern": "*/verify/*", "resourceType": "XHR", "requestStage": "Response"}
    session.send("Fetch.enable", {"patterns": [pattern]})


def slow_down(page: Page, conditions: dict[str, float] = SLOW_4G) -> CDPSession:
    """Make the line as slow as `conditions` say; return the session that may change them."""
    session = page.context.new_cdp_session(page)
    session.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
    return session


def note_upload_keys(page: Page) -> None:
    """Keep the key of every upload of the pages that open from now on."""
    page.add_init_script(_NOTE_KEYS)


def upload_keys(page: Page) -> list[str]:
    """Return the noted keys, one for each try."""
    keys: list[str] = page.evaluate("window.sentKeys")
    return keys


def answer_uploads(page: Page, status: int, *, times: int) -> None:
    """Answer the next `times` uploads with this status, as a busy server or a proxy would."""

    def meet(route: Route) -> None:
        route.fulfill(status=status, content_type="text/html", body="<h1>No</h1>")

    page.route(UPLOADS, meet, times=times)
