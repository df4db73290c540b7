"""What readers see and do, in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PAGES = {"home": "/", "meetings": "/meetings", "actor": "/actors/wang-yi", "articles": "/articles", "data": "/data", "docs": "/docs"}


def first_event(base_url: str) -> str:
    with urlopen(f"{base_url}/api/v1/meetings?actor=wang-yi&with=sergey-lavrov") as answer:
        return str(json.load(answer)["items"][0]["url"])


@pytest.fixture
def watched(page: Page, base_url: str) -> Iterator[Page]:
    """A page that may open no dialog, break no security policy, log no error and ask no other host."""
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss())[0])
    page.on("console", lambda message: wrong.append(f"console: {message.text}") if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", lambda request: None if request.url.startswith(base_url) else wrong.append(f"foreign: {request.url}"))
    yield page
    assert wrong == []


def test_from_the_search_to_the_words_that_prove_it(watched: Page, corpus: ModuleType) -> None:
    watched.goto("/")
    watched.get_by_role("searchbox").fill("Лавров")
    watched.get_by_role("button", name="Search").click()
    expect(watched.get_by_role("heading", level=1)).to_have_text("Sergey Lavrov")
    meetings = watched.locator(".events > li").filter(has=watched.get_by_text("Meeting", exact=True))
    meetings.locator(".what a", has_text="Wang Yi").first.click()
    expect(watched.get_by_role("heading", level=1)).to_contain_text("Jakarta")
    quotes = {**corpus.quotes_of("harbour-talks"), **corpus.quotes_of("closed-report")}
    marks = watched.locator("mark")
    assert marks.count() == 2
    for index in range(2):
        mark = marks.nth(index)
        assert mark.evaluate("node => node.textContent") == quotes[mark.get_attribute("data-claim") or ""]
    watched.get_by_role("link", name="Ministers at the harbour").click()
    expect(watched.locator(".text")).to_contain_text("Few had expected much of the week.")
    expect(watched.locator(":target")).to_be_visible()


def test_the_filters_of_meetings(watched: Page) -> None:
    watched.goto("/meetings")
    watched.get_by_label("Actor").fill("王毅")
    watched.get_by_label("Since").fill("2023-07")
    watched.get_by_role("button", name="Show").click()
    expect(watched.locator(".events > li")).to_have_count(1)
    assert "since=2023-07" in watched.url
    watched.get_by_label("Kind").select_option("Summit")
    watched.get_by_role("button", name="Show").click()
    expect(watched.locator(".events .what")).to_contain_text(["Sergey Lavrov, Wang Yi"])
    expect(watched.locator(".htmx-request")).to_have_count(0)  # to leave a page that asks is logged as an error
    watched.get_by_role("link", name="clear").click()
    expect(watched.get_by_label("Actor")).to_have_value("")


def test_a_facet_narrows_the_list_and_the_form_keeps_it(watched: Page) -> None:
    watched.goto("/meetings?type=all")
    whole = watched.locator(".events > li").count()
    facet = watched.locator(".facets a", has_text="Sergey Lavrov")
    events = int(facet.locator("xpath=following-sibling::span").inner_text())
    facet.click()
    expect(watched.get_by_label("Actor")).to_have_value("Sergey Lavrov")
    expect(watched.locator(".events > li")).to_have_count(events)
    assert 0 < events < whole


def test_filters_and_names_answer_while_somebody_works(watched: Page) -> None:
    watched.goto("/meetings")
    watched.get_by_label("Kind").select_option("Summit")
    expect(watched.locator(".events .what")).to_contain_text(["Sergey Lavrov, Wang Yi"])
    expect(watched).to_have_url(re.compile(r"/meetings\?type=Summit(&order=asc)?$"))
    watched.get_by_label("Since").fill("never")
    watched.get_by_label("Since").press("Tab")
    expect(watched.get_by_label("Since")).to_have_js_property("validity.valid", False)
    watched.goto("/")
    watched.get_by_role("searchbox").press_sequentially("拉夫")
    watched.locator(".suggestions a", has_text="Sergey Lavrov").click()
    expect(watched.get_by_role("heading", level=1)).to_have_text("Sergey Lavrov")


def test_hostile_articles_open_no_dialog(watched: Page) -> None:
    watched.goto("/articles")
    for address in [
        "/",
        "/meetings",
        "/actors/x-attack",
        watched.get_by_role("link", name=re.compile("Title")).get_attribute("href") or "",
    ]:
        watched.goto(address)
        watched.wait_for_load_state("networkidle")
        assert watched.locator("img[src=x]").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 768, 390])
def test_nothing_overflows_and_everything_can_be_read(browser: Browser, base_url: str, shots: Path | None, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=base_url)  # type: ignore[arg-type]
    page = context.new_page()
    for name, address in {**PAGES, "event": first_event(base_url), "missing": "/nowhere"}.items():
        for language in ("en", "zh", "ru"):
            page.goto(f"{address}?lang={language}")
            assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, (name, language)
            assert contrast(page, "main p, main li, main dd, main h1") >= 4.5, (name, language)
            if shots:
                page.screenshot(path=shots / f"{name}-{language}-{width}-{scheme}.png", full_page=True)
    context.close()


def contrast(page: Page, selector: str) -> float:
    """The lowest contrast between the text of the elements and the page behind it (WCAG 2, relative luminance)."""
    found = page.evaluate(
        """selector => {
          const channels = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number)
          const light = colour => channels(colour).map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0)
          const behind = node => { for (; node; node = node.parentElement) {
            const colour = getComputedStyle(node).backgroundColor
            if (!/, 0\\)$|transparent/.test(colour)) return colour } return 'rgb(255, 255, 255)' }
          return [...document.querySelectorAll(selector)].map(node => {
            const [a, b] = [light(getComputedStyle(node).color), light(behind(node))].sort((x, y) => y - x)
            return (a + .05) / (b + .05) }) }""",
        selector,
    )
    return float(min(found))


def test_dark_is_dark(browser: Browser, base_url: str) -> None:
    colours = set()
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, base_url=base_url)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto("/")
        colours.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    assert len(colours) == 2


def test_everything_works_without_javascript(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("Wang Yi")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wang Yi")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("王毅")
    page.goto(first_event(base_url))
    expect(page.locator("mark")).to_have_count(2)
    expect(page.locator(".cite")).to_contain_text("/events/")
    context.close()


def test_the_keyboard_reaches_search_and_content(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "search":
            break
    page.keyboard.type("拉夫罗夫")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sergey Lavrov")


def test_paper_gets_the_words_and_no_forms(page: Page, base_url: str) -> None:
    page.goto(first_event(base_url))
    page.emulate_media(media="print")
    expect(page.locator("mark").first).to_be_visible()
    expect(page.locator(".masthead nav").first).to_be_hidden()
