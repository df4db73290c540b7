"""Take the pictures of the README: screenshots.py OUT_FOLDER (--serve | --base URL) [--all].

`--serve` fills a store with the bundled corpus and serves it meanwhile; `--base` names a running service. Needs Debian's chromium. `--all`
takes every kind of page at three widths, in light and dark and three languages, to be looked at one by one.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]
README = {"event": (1280, 1000), "graph": (1280, 1000)}
WIDTHS = (1440, 768, 390)


def pages_of(base: str) -> dict[str, str]:
    """One address of each kind of page."""

    def ask(path: str) -> Any:
        with urlopen(f"{base}{path}") as answer:
            return json.load(answer)

    meetings = ask("/api/v1/meetings?actor=wang-yi&with=sergey-lavrov&limit=100")["items"]
    told = max(meetings, key=lambda item: (len({claim["article"]["kind"] for claim in item["claims"]}), len(item["claims"]), item["id"]))
    article = next(claim["article"]["id"] for claim in told["claims"] if claim["article"]["kind"] != "curated")
    return {
        "event": told["url"], "graph": "/graph", "home": "/", "meetings": "/meetings?actor=wang-yi", "actor": "/actors/sergey-lavrov",
        "actors": "/actors?q=Li", "article": f"/articles/{article}", "articles": "/articles", "statements": "/statements",
        "timeline": "/timeline?actor=wang-yi", "sparql": "/sparql-ui?example=who_met_whom", "quality": "/quality", "data": "/data",
        "docs": "/docs", "dossier": "/actors/wang-yi/dossier?with=sergey-lavrov&since=2023", "empty": "/meetings?since=1990&until=1991",
        "missing": "/nowhere",
    }  # fmt: skip


def visit(page: Page, address: str) -> None:
    """Open a page and wait until its island (if any) stands."""
    page.goto(address)
    if page.locator("amur-graph, amur-sparql, amur-timeline").count():
        page.locator("[data-ready]").first.wait_for()
    if page.locator("amur-sparql[rerun='yes']").count():
        page.locator("[data-answered]").wait_for()


def take_readme(browser: Browser, base: str, out: Path) -> None:
    for name, (width, height) in README.items():
        page = browser.new_page(viewport={"width": width, "height": height}, base_url=base)
        visit(page, pages_of(base)[name])
        if name == "graph":
            page.locator("amur-graph").scroll_into_view_if_needed()
            page.evaluate("document.querySelector('amur-graph').panel.pair('wang-yi', 'sergey-lavrov', 'met')")
            page.locator("amur-graph .panel li").first.wait_for()
        page.screenshot(path=out / f"{name}.png")
        page.close()


def take_all(browser: Browser, base: str, out: Path) -> None:
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, base_url=base)  # type: ignore[arg-type]
            page = context.new_page()
            for name, address in pages_of(base).items():
                for language in ("en", "zh", "ru"):
                    visit(page, f"{address}{'&' if '?' in address else '?'}lang={language}")
                    page.screenshot(path=out / f"{name}-{language}-{width}-{scheme}.png", full_page=True)
            context.close()


@contextmanager
def demo() -> Iterator[str]:
    """The address of `amur demo` on a store and a port of its own."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        environment = {**os.environ, "AMUR_STORE": str(Path(folder) / "store"), "AMUR_PORT": "0"}
        with log.open("wb") as told:
            process = subprocess.Popen([sys.executable, "-m", "app", "demo"], env=environment, stderr=told, stdout=told)
        try:
            until = time.monotonic() + 300
            while not (found := re.search(r"http://[\d.]+:\d+", log.read_text("utf-8", "replace"))):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(log.read_text("utf-8", "replace"))
                time.sleep(0.5)
            yield found[0]
        finally:
            process.terminate()
            process.wait(30)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--serve", action="store_true")
    source.add_argument("--base")
    parser.add_argument("--all", action="store_true")
    arguments = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        print("screenshots: chromium is not installed (Debian: apt install chromium)", file=sys.stderr)
        return 1
    arguments.out.mkdir(parents=True, exist_ok=True)
    with demo() if arguments.serve else nullcontext(arguments.base.rstrip("/")) as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        (take_all if arguments.all else take_readme)(browser, base, arguments.out)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
