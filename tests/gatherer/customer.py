"""A customer without scripts: opens pages, fills in forms, and has every page inspected."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlsplit

from apiflask import APIFlask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from scripts.html_forms import Form, Page, read_page
from tests.gatherer.inspection import inspect

ORIGIN = "http://localhost"

#: Files by hook of their input: one, or several for an input that takes them.
Files = Mapping[str, Sequence[bytes]]


def photo(content: bytes) -> FileStorage:
    """Return bytes as a file of a form."""
    return FileStorage(BytesIO(content), "photo.jpg")


class Customer:
    """One browser. `page` is what it shows, `url` where it is, `response` the last answer.

    `returned_to` is the merchant's address once a form or link led out of the portal.
    """

    def __init__(self, app: APIFlask) -> None:
        self._app = app
        self.browser = app.test_client()
        self.url = ORIGIN
        self.page = Page()
        self.text = ""
        self.returned_to: str | None = None
        self.response: TestResponse

    def open(self, address: str, **options: Any) -> Page:
        """Go to an address, and on from redirects."""
        return self._arrive(self.request("GET", address, **options))

    def follow(self, hook: str) -> Page:
        """Press a link."""
        return self.open(self.page.links[hook])

    def press(
        self,
        hook: str,
        *,
        values: Mapping[str, str] | None = None,
        files: Files | None = None,
    ) -> Page:
        """Press the button with this hook: send its form, with values and files filled in."""
        form = self._form(hook)
        data: dict[str, Any] = {**form.values, **(values or {})}
        for input_hook, contents in (files or {}).items():
            data[form.file_inputs[input_hook]] = [photo(content) for content in contents]
        return self._arrive(self.post(form.action or self.url, data))

    def hand_in(self, side: str, *contents: bytes) -> Page:
        """Choose files for a side and press Send; asked for the use of the face, agree."""
        page = self.press("send", files={f"file-{side}": contents})
        return page if page.form_with("agree") is None else self.press("agree")

    def choose(self, subtype: str) -> Page:
        """Choose a document and go on."""
        return self.press("send", values={"subtype": subtype})

    def post(self, address: str, data: Mapping[str, Any], **options: Any) -> TestResponse:
        """Post a form as browsers do."""
        boundary, body = encode_multipart(dict(data))
        content_type = f'multipart/form-data; boundary="{boundary}"'
        return self.request("POST", address, data=body, content_type=content_type, **options)

    def request(self, method: str, address: str, **options: Any) -> TestResponse:
        """Send one request in a context of its own, as a server would."""
        headers = {"Accept": "text/html,*/*;q=0.8", **options.pop("headers", {})}
        with self._app.app_context():
            return self.browser.open(
                urljoin(self.url, address), method=method, headers=headers, **options
            )

    def _form(self, hook: str) -> Form:
        form = self.page.form_with(hook)
        assert form is not None, f"{self.page.heading!r} has no {hook!r}"
        return form

    def _arrive(self, response: TestResponse) -> Page:
        self.response = response
        while response.status_code in {302, 303}:
            assert response.request.method != "POST" or response.status_code == 303
            target = urljoin(response.request.url, response.headers["Location"])
            if urlsplit(target).netloc != urlsplit(ORIGIN).netloc:
                self.returned_to = target
                return self.page
            response = self.request("GET", target)
        inspect(response)
        self.response = response
        self.url = response.request.url
        self.text = response.get_data(as_text=True)
        self.page = read_page(self.text)
        return self.page
