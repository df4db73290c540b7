"""The pages with an island: the graph explorer and the SPARQL editor, and what stands in for them without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

DRIVER = "GL Driver Message"  # of the software renderer, about its own speed
POSITION = """(id) => {
  const graph = document.querySelector("amur-graph"); graph.scrollIntoView(); const box = graph.querySelector(".canvas").getBoundingClientRect()
  const { x, y } = graph.sigma.graphToViewport(graph.graph.getNodeAttributes(id))
  return [box.x + x, box.y + y] }"""


@pytest.fixture
def watched(page: Page, base_url: str) -> Iterator[Page]:
    """A page that may log no error, break no security policy and ask no other host."""
    wrong: list[str] = []
    page.on(
        "console",
        lambda message: wrong.append(message.text) if message.type in ("error", "warning") and DRIVER not in message.text else None,
    )
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("request", lambda request: None if request.url.startswith((base_url, "blob:")) else wrong.append(f"foreign: {request.url}"))
    yield page
    assert wrong == []


def open_graph(page: Page, address: str = "/graph") -> None:
    page.goto(address)
    page.locator("amur-graph[data-ready]").wait_for()


def test_from_an_actor_of_the_graph_to_the_words_of_a_meeting(watched: Page) -> None:
    open_graph(watched)
    watched.mouse.click(*watched.evaluate(POSITION, "wang-yi"))
    panel = watched.locator("amur-graph .panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Wang Yi")
    panel.get_by_role("button", name="Sergey Lavrov").first.click()
    expect(panel.get_by_role("heading", level=2)).to_have_text("Wang Yi – Sergey Lavrov")
    expect(panel.locator("blockquote").first).to_be_visible()
    panel.locator("li a").first.click()
    expect(watched).to_have_url(re.compile("/events/"))


def test_filters_of_the_drawing_and_a_chain(watched: Page) -> None:
    open_graph(watched)
    counts = watched.locator("amur-graph [data-counts]")
    every = counts.inner_text()
    watched.get_by_label("Independent origins, at least").fill("99")
    expect(counts).to_have_text("0 actors, 0 links")
    watched.get_by_label("Independent origins, at least").fill("0")
    expect(counts).to_have_text(every)
    watched.get_by_label("to year").focus()
    watched.keyboard.press("Home")
    expect(counts).not_to_have_text(every)
    watched.keyboard.press("End")
    expect(counts).to_have_text(every)
    watched.mouse.click(*watched.evaluate(POSITION, "wang-yi"))
    watched.get_by_role("button", name="Chain from here").click()
    watched.wait_for_timeout(400)  # two clicks sooner are a double click
    watched.mouse.click(*watched.evaluate(POSITION, "sergey-lavrov"))
    watched.get_by_role("button", name="Chain to here").click()
    expect(watched.locator("amur-graph .panel ol li")).to_have_count(1)


def test_names_cover_neither_each_other_nor_actors(watched: Page) -> None:
    """What the drawing writes, as boxes: the browser draws them on a canvas, so the drawing is asked for them."""
    watched.add_init_script(
        """window.written = []; const fill = CanvasRenderingContext2D.prototype.fillText
        CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
          window.written.push([text, x, y - 14, x + this.measureText(text).width, y]); return fill.call(this, text, x, y) }
        const clear = CanvasRenderingContext2D.prototype.clearRect
        CanvasRenderingContext2D.prototype.clearRect = function (...all) { window.written = []; return clear.apply(this, all) }"""
    )
    open_graph(watched)
    watched.wait_for_timeout(300)
    names = watched.evaluate("window.written")
    assert {"Wang Yi", "Sergey Lavrov"} <= {one[0] for one in names}
    for index, (one, left, top, right, bottom) in enumerate(names):
        for other, left2, top2, right2, bottom2 in names[index + 1 :]:
            assert right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top, (one, other)


@pytest.mark.parametrize(("name", "start"), [("PNG", b"\x89PNG"), ("SVG", b"<svg ")])
def test_the_drawing_can_be_kept(watched: Page, tmp_path: Path, name: str, start: bytes) -> None:
    open_graph(watched)
    with watched.expect_download() as download:
        watched.get_by_role("button", name=name).click()
    download.value.save_as(tmp_path / name)
    content = (tmp_path / name).read_bytes()
    assert content.startswith(start)
    assert len(content) > 800


def test_a_query_is_answered_and_our_names_lead_to_our_pages(watched: Page, base_url: str) -> None:
    watched.goto("/sparql-ui")
    watched.locator("amur-sparql[data-ready]").wait_for()
    watched.get_by_role("link", name="When did Wang Yi and Sergey Lavrov meet?").click()
    watched.locator("amur-sparql[data-answered]").wait_for()
    with watched.expect_popup() as popup:
        watched.locator("amur-sparql .yasr a.iri").first.click()
    expect(popup.value).to_have_url(re.compile(f"^{base_url}/events/"))
    watched.goto("/sparql-ui?query=SELECT+nonsense")
    watched.locator("amur-sparql[data-ready]").wait_for()
    expect(watched.locator("amur-sparql .CodeMirror")).to_contain_text("nonsense")


def test_without_scripts_a_table_and_a_form_do_the_work(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/graph?actor=wang-yi&source=wang-yi&target=Лавров")
    expect(page.locator("table tbody tr").first).to_contain_text("Wang Yi")
    expect(page.locator(".paths li").first).to_contain_text("Sergey Lavrov")
    page.goto("/sparql-ui")
    page.get_by_role("combobox").select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Run").click()
    assert download.value.path().read_text().startswith("event,what,earliest")
    context.close()


def test_by_keyboard_alone_from_the_search_to_the_file(watched: Page) -> None:
    """Search -> actor -> event -> evidence -> export, with Tab and Enter only."""

    def tab_to(select: str) -> None:
        for _ in range(120):
            watched.keyboard.press("Tab")
            if watched.evaluate("selector => document.activeElement.matches(selector)", select):
                return
        raise AssertionError(f"the keyboard does not reach {select} on {watched.url}")

    watched.goto("/")
    tab_to("input[type=search]")
    watched.keyboard.type("Lavrov")
    watched.keyboard.press("Enter")
    expect(watched.get_by_role("heading", level=1)).to_have_text("Sergey Lavrov")
    tab_to(".events a[href^='/events/']")
    watched.keyboard.press("Enter")
    watched.wait_for_url("**/events/**")
    expect(watched.locator("mark").first).to_be_visible()
    tab_to(".claim a[href^='/articles/']")
    watched.keyboard.press("Enter")
    watched.wait_for_url("**/articles/**")
    expect(watched.locator(":target")).to_be_visible()
    watched.go_back()
    tab_to("a[href$='format=ttl']")
    turtle = watched.evaluate("fetch(document.activeElement.href).then(answer => answer.text())")
    assert "amur:" in turtle


@pytest.mark.parametrize("address", ["/", "/actors/wang-yi", "event"])
def test_pages_are_light_and_stand_still(watched: Page, base_url: str, address: str) -> None:
    """Page < 60 KB and scripts < 20 KB as sent; nothing moves when scripts come late."""
    if address == "event":
        watched.goto("/meetings?actor=wang-yi")
        address = watched.locator(".what a").first.get_attribute("href") or ""
    watched.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach(one => window.moved += one.value)).observe({type: 'layout-shift', buffered: true})"
    )
    watched.goto(address)
    watched.wait_for_load_state("networkidle")
    sizes = watched.evaluate(
        "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(one => [one.name, one.encodedBodySize])"
    )
    page, *others = sizes
    assert page[1] < 60_000
    assert 0 < sum(size for name, size in others if name.endswith(".js")) < 20_000
    assert watched.evaluate("window.moved") < 0.02
