"""The bundled corpus as a new user meets it: whole at every width, in every language, and without barriers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def ask(demo_url: str, path: str) -> Any:
    with urlopen(f"{demo_url}{path}") as answer:
        return json.load(answer)


@pytest.fixture(scope="module")
def pages(demo_url: str) -> dict[str, str]:
    """One page of each kind, and events of each kind of evidence and status."""
    found = {
        "home": "/", "meetings": "/meetings", "planned": "/meetings?status=planned", "empty": "/meetings?since=1990&until=1991",
        "actors": "/actors", "nobody": "/actors?q=qqqqqqq", "person": "/actors/vladimir-putin", "state": "/actors/china",
        "articles": "/articles", "data": "/data", "docs": "/docs", "missing": "/nowhere",
        "statements": "/statements?topic=trade", "no-statement": "/statements?q=qqqqqqq", "timeline": "/timeline",
        "timeline-pair": "/timeline?actor=wang-yi&with=sergey-lavrov&since=2023&until=2024", "timeline-empty": "/timeline?since=1990&until=1991",
        "graph": "/graph", "graph-around": "/graph?actor=wang-yi&depth=2&source=li-keqiang&target=sergei-shoigu",
        "no-graph": "/graph?since=1990&until=1991", "sparql": "/sparql-ui?example=who_met_whom", "quality": "/quality",
        "dossier": "/actors/wang-yi/dossier?with=sergey-lavrov&since=2023", "dossier-alone": "/actors/qin-gang/dossier",
    }  # fmt: skip
    for event in ask(demo_url, "/api/v1/events?status=all&min_confidence=0&limit=500")["items"]:
        found.setdefault("event-" + "-".join(sorted({claim["article"]["kind"] for claim in event["claims"]})), event["url"])
        if event["conflicts"]:
            found.setdefault("conflict", event["url"])
    for article in ask(demo_url, "/api/v1/articles?limit=500")["items"]:
        found.setdefault(f"article-{article['kind']}", f"/articles/{article['id']}")
    assert {"event-curated", "event-reconstruction", "event-curated-reconstruction", "article-curated"} <= set(found)
    return found


def go(page: Page, address: str) -> None:
    """To the page, until its island (if any) stands."""
    page.goto(address)
    if page.locator("amur-graph, amur-sparql, amur-timeline").count():
        page.locator("[data-ready]").first.wait_for()
    if page.locator("amur-sparql[rerun='yes']").count():
        page.locator("[data-answered]").wait_for()


def in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (768, "dark"), (390, "light"), (390, "dark")])
def test_nothing_overflows(browser: Browser, demo_url: str, pages: dict[str, str], shots: Path | None, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=demo_url)  # type: ignore[arg-type]
    page = context.new_page()
    for name, address in pages.items():
        for language in ("en", "zh", "ru"):
            go(page, in_language(address, language))
            beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert beyond <= 0, (name, language, beyond)
            if shots:
                page.screenshot(path=shots / f"demo-{name}-{language}-{width}-{scheme}.png")
    context.close()


@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "en"), (1440, "dark", "zh"), (390, "light", "ru")])
def test_axe_finds_no_barrier(
    browser: Browser, demo_url: str, pages: dict[str, str], axe: str, width: int, scheme: str, language: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=demo_url)  # type: ignore[arg-type]
    page = context.new_page()
    found = []
    for name, address in pages.items():
        go(page, in_language(address, language))
        page.evaluate(axe)
        report = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        assert len(report["passes"]) > 10, name  # it did look
        found += [(name, one["id"], one["nodes"][0]["html"][:200]) for one in report["violations"]]
    context.close()
    assert found == []


def test_the_stored_row_can_be_opened_with_the_keyboard(browser: Browser, demo_url: str, pages: dict[str, str]) -> None:
    page = browser.new_context(base_url=demo_url).new_page()
    page.goto(pages["event-curated"])
    mark = page.locator("mark").first
    expect(mark).to_be_hidden()
    page.locator(".row summary").first.focus()
    page.keyboard.press("Enter")
    expect(mark).to_be_visible()
    event = ask(demo_url, f"/api/v1{pages['event-curated']}")["event"]
    assert mark.evaluate("node => node.textContent") == event["claims"][0]["quote"]
    page.context.close()


def test_the_language_stays_while_one_walks(browser: Browser, demo_url: str) -> None:
    page = browser.new_context(base_url=demo_url).new_page()
    page.goto("/")
    page.get_by_role("link", name="Русский").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("кто об этом говорит")
    page.get_by_role("searchbox").fill("王毅")
    page.get_by_role("button", name="Найти").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ван И")
    expect(page.get_by_role("heading", name="Хроника")).to_be_visible()
    page.locator(".events .what a").first.click()
    expect(page.get_by_role("heading", name="Слова, которые это подтверждают")).to_be_visible()
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", name="作为依据的原文")).to_be_visible()
    page.context.close()
