"""A hundred ways to put a script into a page, in titles, texts, names, publishers, addresses, reasons and quotes: none runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import ModuleType

import pytest
from playwright.sync_api import Browser, Page

from app.model import ActorRef, Participation, StatementContent
from tests.browser.conftest import serving

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EVENTS = ("onerror", "onload", "onfocus", "onclick", "onmouseover", "ontoggle", "onanimationstart", "onpointerenter")
TAGS = (
    "img src=x",
    "svg",
    "body",
    "input autofocus",
    "details open",
    "video src=x",
    "iframe srcdoc=x",
    "marquee",
    "select autofocus",
    "audio src=x",
)
BREAKS = ("", '">', "'>", "</title>", "</textarea>", "</script>", "</style>", "-->", "]]>", "</amur-graph>")
ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:alert(1)", "https://x.example/\" onmouseover=\"alert(1)", "https://x.example/'><script>alert(1)</script>", "//x.example/%0aalert",
    "https://x.example/?q=<svg onload=alert(1)>",
)  # fmt: skip
SPECIAL = (
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//x.example/a.js></script>", "<scr<script>ipt>alert(1)</script>",
    "{{ 7 * 7 }}<b>{% raw %}", "${alert(1)}", "{{constructor.constructor('alert(1)')()}}", "<a href=javascript:alert(1)>x</a>",
    "<base href=//x.example/>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", "<form action=javascript:alert(1)><button>x",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<div hx-get=/nowhere hx-trigger=load hx-on::after-request=alert(1)>", "<div hx-on:load='alert(1)' data-hx-on:load='alert(1)'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;img src=x onerror=alert(1)&#62;", "\u2028alert(1)\u2029", "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "</script><script>alert(1)</script>",
)  # fmt: skip


def payloads() -> list[str]:
    made = [
        f"{BREAKS[index % len(BREAKS)]}<{tag} {event}=alert({index})>"
        for index, (tag, event) in enumerate((t, e) for t in TAGS for e in EVENTS)
    ]
    return [*SPECIAL, *made]


@pytest.fixture(scope="module")
def hostile_url(corpus: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over articles that hold one payload each, wherever an article can hold words."""
    told = []
    for index, payload in enumerate(payloads()):
        paper = corpus.Paper(
            f"hostile-{index}", f"{payload} No. {index}", date(2023, 1 + index % 12, 1 + index % 28), "CC BY 4.0", "news", f"{payload} Press", None,
            ADDRESSES[index % len(ADDRESSES)], (ADDRESSES[index % len(ADDRESSES)],),
        )  # fmt: skip
        paper.tell(f"Before {payload} after.")
        envoy = ActorRef(f"x-hostile-{index}", f"Envoy {payload}", "Person", "russia")
        parts = (Participation(corpus.ref("wang-yi"), reason=payload), Participation(envoy))
        day = paper.published.isoformat()
        paper.say(f"An envoy {payload} met Wang Yi {index}.", "Meeting", edtf=day, place="beijing", participants=parts, name=payload)
        said = f"Never {payload} again."
        start = len(paper.text) + len("He said: ")
        paper.say(
            f"He said: {said}", "Statement", edtf=day, participants=(Participation(envoy),),
            statement=StatementContent(said, start, start + len(said), direct=True, channel=payload),
        )  # fmt: skip
        told.append(paper)
    settings = corpus.settings_in(tmp_path_factory.mktemp("hostile"))
    corpus.fill(settings, told)
    with serving(settings) as url:
        yield url


def test_no_payload_runs_anywhere(browser: Browser, hostile_url: str) -> None:
    assert len(payloads()) == 100
    page: Page = browser.new_context(base_url=hostile_url).new_page()
    wrong: list[str] = []
    page.on("dialog", lambda dialog: (wrong.append(f"{page.url}: dialog {dialog.message}"), dialog.dismiss())[0])
    page.on("console", lambda message: wrong.append(f"{page.url}: {message.text}") if "Content Security Policy" in message.text else None)
    page.on("request", lambda request: None if request.url.startswith(hostile_url) else wrong.append(f"foreign: {request.url}"))
    page.goto("/articles")
    articles = page.evaluate("[...document.querySelectorAll('td a[href^=\"/articles/\"]')].map(link => link.getAttribute('href'))")
    page.goto("/meetings?actor=wang-yi&limit=500")
    events = page.evaluate("[...document.querySelectorAll('.what a')].map(link => link.getAttribute('href'))")
    assert len(articles) == 100
    assert len(events) >= 50
    gathered = ["/", "/actors?q=Envoy", "/actors/wang-yi", "/statements?limit=200", "/timeline", "/quality", "/actors/wang-yi/dossier", "/graph",
                "/graph?source=wang-yi&target=x-hostile-3", "/sparql-ui?query=SELECT+%3Fs+%3Fo+WHERE+%7B+%3Fs+rdfs%3Alabel+%3Fo+%7D"]  # fmt: skip
    in_addresses = [
        f"{path}{payload}" for payload in SPECIAL[:8] for path in ("/actors?q=", "/meetings?q=", "/graph?actor=", "/sparql-ui?query=")
    ]
    for address in (*gathered, *articles, *events, *in_addresses):
        page.goto(address, wait_until="domcontentloaded")
        if "graph" in address and page.locator("amur-graph").count():
            page.locator("amur-graph[data-ready]").wait_for()
        assert page.locator("a[href^='javascript' i], a[href^='data:' i], a[href^='vbscript' i]").count() == 0, address
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("Envoy <", delay=10)
    page.locator(".suggestions:not(:empty)").wait_for()
    page.context.close()
    assert wrong == []
