"""Reading a page as a browser without scripts does: its forms, and the hooks for automation."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]


@dataclass
class Form:
    """A form: where it goes, its values as the page set them, its file inputs and its hooks."""

    action: str
    method: str
    document_type: str | None
    values: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    #: Name of the input for each hook of a file input, such as `file-front`.
    file_inputs: dict[str, str] = field(default_factory=dict)
    #: Name and value that a button sends when it is pressed, by its hook.
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)
    hooks: set[str] = field(default_factory=set)


@dataclass
class Page:
    """A page: its hooks with their text, its forms, its links by hook, heading and alert."""

    forms: list[Form] = field(default_factory=list)
    hooks: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    heading: str = ""
    alert: str = ""

    def form_with(self, hook: str) -> Form | None:
        """Return the first form that holds an element with this hook."""
        return next((form for form in self.forms if hook in form.hooks), None)


def read_page(html: str) -> Page:
    """Return what `html` offers."""
    reader = _Reader()
    reader.feed(html)
    for name, parts in reader.texts.items():
        reader.page.hooks[name] = " ".join("".join(parts).split())
    reader.page.heading = " ".join("".join(reader.heading).split())
    reader.page.alert = " ".join("".join(reader.alert).split())
    return reader.page


_VOID = frozenset({"input", "img", "br", "hr", "meta", "link", "source", "wbr"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.texts: dict[str, list[str]] = {}
        self.heading: list[str] = []
        self.alert: list[str] = []
        self._form: Form | None = None
        self._open: list[tuple[str, str | None, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given: Attributes = {name: value or "" for name, value in attrs}
        hook = given.get("data-testid")
        if tag == "form":
            self._form = Form(
                given.get("action", ""),
                given.get("method", "get").lower(),
                given.get("data-document-type"),
            )
            self.page.forms.append(self._form)
        if hook is not None:
            self.texts.setdefault(hook, [])
            if tag == "a":
                self.page.links[hook] = given.get("href", "")
        self._read_control(tag, given, hook)
        if tag not in _VOID:
            self._open.append((tag, hook, given.get("role")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        while self._open and any(name == tag for name, _, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        for tag, hook, role in self._open:
            if hook is not None:
                self.texts[hook].append(data)
            if role == "alert":
                self.alert.append(data)
            if tag == "h1":
                self.heading.append(data)

    def _read_control(self, tag: str, given: Attributes, hook: str | None) -> None:
        form = self._form
        if form is None:
            return
        if hook is not None:
            form.hooks.add(hook)
        if "name" in given:
            _add_control(form, tag, given, hook)


def _add_control(form: Form, tag: str, given: Attributes, hook: str | None) -> None:
    name, value = given["name"], given.get("value", "")
    kind = given.get("type", "text") if tag == "input" else tag
    if kind == "file":
        form.file_inputs[hook or name] = name
    elif kind in {"radio", "checkbox"}:
        form.choices.setdefault(name, []).append(value or "on")
        if "checked" in given:
            form.values[name] = value or "on"
    elif kind in {"text", "hidden"}:
        form.values[name] = value
    elif kind == "button" and hook is not None:
        # A button sends its own name and value only when it is the one pressed.
        form.buttons[hook] = (name, value)
