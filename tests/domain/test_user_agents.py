"""Families of browsers and systems, by real User-Agents."""

import pytest

from app.domain.user_agents import browser_family, system_family

_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "families"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {_CHROME} Safari/537.36", ("Chrome", "Linux")),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36 Edg/142.0.0.0",
            ("Edge", "Windows"),
        ),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {_CHROME}", ("Chrome", "ChromeOS")),
        (f"Mozilla/5.0 (Linux; Android 10; K) {_CHROME} OPR/80.0", ("Opera", "Android")),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {_CHROME} SamsungBrowser/28.0",
            ("Samsung Internet", "Android"),
        ),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_SAFARI} Version/18.1 Safari/605",
            ("Safari", "macOS"),
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {_SAFARI} CriOS/142 Mobile",
            ("Chrome", "iOS"),
        ),
        (
            f"Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) {_SAFARI} FxiOS/145 Mobile",
            ("Firefox", "iPadOS"),
        ),
        ("Mozilla/5.0 (X11; Ubuntu; rv:145.0) Gecko/20100101 Firefox/145.0", ("Firefox", None)),
        ("", (None, None)),
        ("x" * 600 + "Firefox/145 Windows", (None, None)),
    ],
)
def test_family_is_told(user_agent: str, families: tuple[str | None, str | None]) -> None:
    assert (browser_family(user_agent), system_family(user_agent)) == families
