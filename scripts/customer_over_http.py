"""A customer without a browser: walks the gatherer over HTTP by its hooks for automation."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx

from scripts.html_forms import Form, Page, read_page

#: Papers by document type and hook of the file input, such as (`identity-proof`, `file-front`): one
#: for each attempt, the last one again and again.
Papers = Mapping[tuple[str, str], Sequence[bytes]]


class Stuck(Exception):
    """The customer does not know what to do on this page."""


@dataclass(frozen=True)
class Walked:
    """One step of the walk: what was done, and the heading of the page it led to."""

    done: str
    heading: str


class CustomerOverHttp:
    """Opens a link and does what the pages ask for, with the papers and choices it was given."""

    def __init__(
        self, *, subtypes: Mapping[str, str], papers: Papers, skips: frozenset[str] = frozenset()
    ) -> None:
        self._subtypes = subtypes
        self._papers = papers
        self._skips = skips
        self._handed_in: Counter[tuple[str, str]] = Counter()
        self._client = httpx.Client(timeout=60, trust_env=False)
        self.url = ""
        self.status = 0
        self.page = Page()
        #: Where the merchant's site begins: the first address that is not the portal's.
        self.returned_to: str | None = None

    def __enter__(self) -> Self:
        """Return the customer; leaving the block closes the connections."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._client.close()

    def open(self, url: str) -> Walked:
        """Open an address of the portal."""
        return self._arrive(f"open {urlsplit(url).path or '/'}", self._client.get(url))

    def hand_in(self, content: bytes) -> Walked:
        """Hand in one file on the page that asks for one, whatever it is; raises Stuck."""
        form = next((form for form in self.page.forms if form.document_type), None)
        if form is None:
            raise Stuck(f"{self.page.heading!r} takes no files")
        name = next(iter(form.file_inputs.values()))
        return self._submit(form, "hand in a file", files={name: content})

    def walk(self, *, seconds: float = 120) -> Iterator[Walked]:
        """Yield each step until the customer is back at the merchant, or has nothing to do.

        Raises Stuck when a page offers nothing we know, or nothing changes for `seconds`.
        """
        deadline = time.monotonic() + seconds
        while self.returned_to is None:
            if time.monotonic() > deadline:
                raise Stuck(f"nothing more happened on {self.page.heading!r}")
            yield self._step()

    def _step(self) -> Walked:
        for act in (
            self._start,
            self._agree,
            self._choose,
            self._hand_in,
            self._send,
            self._return,
        ):
            walked = act()
            if walked is not None:
                return walked
        if "progress" in self.page.hooks:
            time.sleep(0.5)
            return self._arrive("wait, and look again", self._client.get(self.url))
        raise Stuck(f"{self.page.heading!r} offers {sorted(self.page.hooks)}")

    def _start(self) -> Walked | None:
        return self._press("start", "press Start")

    def _agree(self) -> Walked | None:
        return self._press("agree", "agree to the comparison of faces")

    def _choose(self) -> Walked | None:
        offered = [hook for hook in self.page.hooks if hook.startswith("subtype-")]
        if not offered:
            return None
        wanted = next(
            (name for name in self._subtypes.values() if f"subtype-{name}" in offered), None
        )
        form = self.page.form_with(offered[0])
        if form is None or wanted is None:
            return None
        name = next(name for name, values in form.choices.items() if wanted in values)
        return self._submit(form, f"choose {wanted}", values={name: wanted})

    def _hand_in(self) -> Walked | None:
        form = next((form for form in self.page.forms if form.document_type), None)
        if form is None or form.document_type is None:
            return None
        if form.document_type in self._skips and "skip" in self.page.hooks:
            return self._press("skip", f"skip {form.document_type}")
        for hook, name in form.file_inputs.items():
            place = (form.document_type, hook)
            papers = self._papers.get(place)
            if papers is not None:
                paper = papers[min(self._handed_in[place], len(papers) - 1)]
                self._handed_in[place] += 1
                side = hook.removeprefix("file-")
                return self._submit(
                    form, f"hand in {form.document_type}, {side}", files={name: paper}
                )
        return None

    def _send(self) -> Walked | None:
        return self._press("send", "press Send")

    def _return(self) -> Walked | None:
        if "return" in self.page.links:
            target = urljoin(self.url, self.page.links["return"])
            if _is_elsewhere(target, self.url):
                self.returned_to = target
                return Walked("press Return", f"back at {target}")
            return self.open(target)
        # While something is being checked the customer could leave; this one waits for the answer.
        return None if "progress" in self.page.hooks else self._press("finish", "press Finish")

    def _press(self, hook: str, done: str) -> Walked | None:
        form = self.page.form_with(hook)
        if form is None:
            return None
        button = form.buttons.get(hook)
        return self._submit(form, done, values={button[0]: button[1]} if button else {})

    def _submit(
        self,
        form: Form,
        done: str,
        *,
        values: Mapping[str, str] | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Walked:
        target = urljoin(self.url, form.action or self.url)
        data = {**form.values, **(values or {})}
        if form.document_type is not None:
            parts: list[tuple[str, tuple[str, bytes, str]]] = [
                (name, ("photo.jpg", content, _media_type(content)))
                for name, content in (files or {}).items()
            ]
            answer = self._client.post(target, data=data, files=parts, headers=_same_origin(target))
        else:
            answer = self._client.post(target, data=data, headers=_same_origin(target))
        return self._arrive(done, answer)

    def _arrive(self, done: str, answer: httpx.Response) -> Walked:
        while answer.is_redirect:
            target = urljoin(str(answer.url), answer.headers["location"])
            if self.url and _is_elsewhere(target, self.url):
                self.returned_to = target
                return Walked(done, f"back at {target}")
            answer = self._client.get(target)
        self.url, self.status = str(answer.url), answer.status_code
        self.page = read_page(answer.text)
        return Walked(done, self.page.heading)


def _is_elsewhere(target: str, portal: str) -> bool:
    """Tell whether an address is the merchant's; the demo shop lives on the portal's host."""
    there, here = urlsplit(target), urlsplit(portal)
    return (there.scheme, there.netloc) != (here.scheme, here.netloc) or there.path.startswith(
        "/demo"
    )


def _media_type(content: bytes) -> str:
    return "application/pdf" if content.startswith(b"%PDF") else "image/jpeg"


def _same_origin(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return {"Origin": f"{parts.scheme}://{parts.netloc}", "Referer": url}
