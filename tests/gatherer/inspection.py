"""What must be true of every page, checked whenever a test fetches one."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from werkzeug.test import TestResponse

_VOID = frozenset({"input", "img", "br", "hr", "meta", "link", "source", "wbr"})
_LABELLED = frozenset({"file", "radio", "checkbox", "text", "email"})


@dataclass
class Seen:
    """What the parser saw of a page."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    inputs: list[dict[str, str]] = field(default_factory=list)
    forms: list[tuple[str, set[str]]] = field(default_factory=list)
    nonces: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    pictures: list[dict[str, str]] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    html: dict[str, str] = field(default_factory=dict)


def inspect(response: TestResponse) -> None:
    """Raise AssertionError for a page that breaks a rule of the house."""
    seen = see(response.get_data(as_text=True))
    _inspect_heading(seen, is_refused=response.status_code == 422)
    _inspect_references(seen)
    _inspect_forms(seen)
    _inspect_security(seen, response)
    assert not seen.unbalanced, f"elements not closed: {seen.unbalanced}"
    assert seen.html.get("lang"), "the page names its language"
    assert seen.html.get("dir") in {"ltr", "rtl"}, "the page names its direction"
    assert all("alt" in picture for picture in seen.pictures), "pictures have a text"


def see(html: str) -> Seen:
    """Parse a page."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    seen = parser.seen
    seen.title = " ".join(seen.title.split())
    seen.headings = [" ".join(heading.split()) for heading in seen.headings]
    seen.unbalanced += parser.open
    return seen


def _inspect_heading(seen: Seen, *, is_refused: bool) -> None:
    assert len(seen.headings) == 1, f"one h1, not {seen.headings}"
    heading = seen.headings[0]
    assert heading, "the h1 says something"
    if is_refused and seen.html.get("lang") != "en":
        assert heading in seen.title, f"title {seen.title!r} holds {heading!r}"
        assert not seen.title.startswith(heading), f"title {seen.title!r} tells of an error"
        return
    start = f"Error: {heading}" if is_refused else heading
    assert seen.title.startswith(start), f"title {seen.title!r} begins with {start!r}"


def _inspect_references(seen: Seen) -> None:
    doubled = {item for item in seen.ids if seen.ids.count(item) > 1}
    assert not doubled, f"ids used twice: {doubled}"
    missing = set(seen.references) - set(seen.ids)
    assert not missing, f"ids that are pointed at and not there: {missing}"


def _inspect_forms(seen: Seen) -> None:
    for given in seen.inputs:
        if given.get("type", "text") in _LABELLED:
            assert given.get("id") in seen.labels, f"{given} has a label"
    for method, names in seen.forms:
        if method == "search":
            continue
        assert method == "post", "a form that changes nothing is a link"
        assert "csrf_token" in names, "a form carries the CSRF token"


def _inspect_security(seen: Seen, response: TestResponse) -> None:
    policy = response.headers["Content-Security-Policy"]
    for tag, nonce in seen.nonces:
        assert nonce, f"<{tag}> carries the nonce"
        assert f"'nonce-{nonce}'" in policy, f"the nonce of <{tag}> is this page's"
    assert "unsafe" not in policy, "nothing unsafe is allowed"
    inline = [name for name in seen.attributes if name == "style" or name.startswith("on")]
    assert not inline, f"no inline style or handler: {inline}"
    foreign = [address for address in seen.addresses if re.match(r"(?:https?:)?//", address)]
    assert not foreign, f"nothing is loaded from elsewhere: {foreign}"
    assert response.headers["Cache-Control"] == "no-store"


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen = Seen()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        seen = self.seen
        seen.attributes += given
        if "id" in given:
            seen.ids.append(given["id"])
        for name in ("aria-describedby", "aria-labelledby", "for"):
            seen.references += given.get(name, "").split()
        if tag in {"script", "style"}:
            seen.nonces.append((tag, given.get("nonce", "")))
        if tag in {"script", "img", "link"}:
            seen.addresses += [given[name] for name in ("src", "href") if name in given]
        self._note(tag, given)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.seen.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title":
            self.seen.title += data
        if "h1" in self.open:
            self.seen.headings[-1] += data

    def _note(self, tag: str, given: dict[str, str]) -> None:
        seen = self.seen
        if tag == "html":
            seen.html = given
        elif tag == "h1":
            seen.headings.append("")
        elif tag == "form":
            # A search changes nothing and is bookmarked, so its form is sent by GET.
            is_search = given.get("role") == "search"
            method = "search" if is_search else given.get("method", "get").lower()
            seen.forms.append((method, set()))
        elif tag == "label":
            seen.labels.append(given.get("for", ""))
        elif tag == "img":
            seen.pictures.append(given)
        elif tag == "input":
            seen.inputs.append(given)
            if "form" in self.open and given.get("name"):
                seen.forms[-1][1].add(given["name"])
