"""What every page is inspected for: axe, a page that fits its width, targets that can be hit, words
that are not cut off, and, for who asked for them, shapes without backgrounds and pages that stand
still.
"""

from typing import Final

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

#: In CSS pixels, each way; links inside a sentence may be as high as their line (WCAG 2.5.8).
LEAST_TARGET: Final = 48

_OPTIONS: Final = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # Everything else is gathered at length and never read.
    "resultTypes": ["violations"],
    # Styles of other hosts, of which there are none.
    "preload": False,
}

_RUN_AXE: Final = """options => axe.run(options).then(({ violations }) =>
  violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(" ")}`))"""

_OPEN_DETAILS: Final = "document.querySelectorAll('details').forEach(d => d.open = true)"

#: What is pressed to tick a box is its whole label.
_FAULTS: Final = """least => {
  const root = document.documentElement;
  const wide = root.scrollWidth - root.clientWidth;
  const isInSentence = (element) => getComputedStyle(element).display === "inline"
    && element.parentElement.textContent.trim() !== element.textContent.trim();
  const small = [...document.querySelectorAll("a, button, input, select, summary, .button")]
    .filter((element) => element.checkVisibility({ visibilityProperty: true })
      && !element.matches(".picker-input") && !isInSentence(element))
    .map((element) => element.matches("[type=radio], [type=checkbox]")
      ? element.labels[0] ?? element : element)
    .filter((element) => {
      const { width, height } = element.getBoundingClientRect();
      return Math.min(width, height) < least;
    })
    .map((element) => `too small to hit: ${element.outerHTML.slice(0, 90)}`);
  const cut = [...document.querySelectorAll("a, button, h1, h2, p, label, span.status")]
    .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1
      && getComputedStyle(element).display !== "inline")
    .map((element) => `words are cut off: ${element.textContent.trim()}`);
  // Browsers with forced colours take every background away: a border must show the shape.
  const shaped = ".button, .notice, .status, .viewer, .choice, .pulse";
  const flat = !matchMedia("(forced-colors: active)").matches ? []
    : [...document.querySelectorAll(shaped)]
      .filter((element) => element.checkVisibility()
        && getComputedStyle(element).borderTopStyle === "none")
      .map((element) => `has no shape without its background: ${element.className}`);
  const moving = !matchMedia("(prefers-reduced-motion: reduce)").matches ? []
    : document.getAnimations().filter((animation) => animation.playState === "running")
      .map((animation) => `moves all the same: ${animation.animationName}`);
  return [
    ...wide > 0 ? [`scrolls sideways by ${wide} px`] : [], ...small, ...cut, ...flat, ...moving,
  ];
}"""


def prepare(context: BrowserContext) -> None:
    """Bring axe into every page of a context that runs scripts."""
    # Not before the document is there, which axe looks at when it begins.
    context.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {AXE_SCRIPT} }})")


def faults_of(page: Page, least: int = LEAST_TARGET) -> list[str]:
    """Return what is wrong with the layout of a page, every <details> opened."""
    page.evaluate(_OPEN_DETAILS)
    faults: list[str] = page.evaluate(_FAULTS, least)
    return faults


def violations_of(page: Page) -> list[str]:
    """Return what axe finds, no rule being off; the context must have been prepared for it."""
    # Before that axe is not there; a heading may be.
    page.wait_for_load_state("domcontentloaded")
    violations: list[str] = page.evaluate(_RUN_AXE, _OPTIONS)
    return violations
