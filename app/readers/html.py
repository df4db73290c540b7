"""HTML: the article's text is what trafilatura takes for the article, paragraph by paragraph, parted by blank lines.

Pages are parsed in a process of their own that is killed after a deadline: a page with 100,000 attributes on one tag keeps the
parser busy for longer than anybody waits.
"""

from __future__ import annotations

import atexit
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from app.gazetteer import Gazetteer
from app.readers.assemble import assemble_article
from app.readers.decode import decode_html
from app.readers.items import Document, ReadItem, Unreadable

LIMIT_BYTES: Final = 5_000_000
LIMIT_S: Final = 10.0
_LEAST_WORDS: Final = 5  # in the longest paragraph of anything that deserves the name of article


class HtmlWorker:
    """A process that parses pages one at a time; started when first needed, killed and replaced when a page takes too long."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def extract(self, html: str, url: str | None) -> Mapping[str, Any]:
        """The worker's answer. Raises Unreadable when the page kills the worker or passes the limit."""
        with self._lock:
            process = self._running()
            request = json.dumps({"html": html, "url": url}).encode()
            try:
                answer: dict[str, Any] = json.loads(self._exchange(process, struct.pack(">I", len(request)) + request))
            except TimeoutError:
                self._kill()
                raise Unreadable(
                    f"Parsing its HTML took longer than {self._limit_s:g} s.", "Save the article's text as .txt instead."
                ) from None
            except (OSError, EOFError):
                self._kill()
                raise Unreadable("Parsing its HTML failed.", "Save the article's text as .txt instead.") from None
        return answer

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._kill()
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(Path(__file__).with_name("html_worker.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._process

    def _exchange(self, process: subprocess.Popen[bytes], request: bytes) -> bytes:
        deadline = time.monotonic() + self._limit_s
        assert process.stdin is not None and process.stdout is not None
        writer = threading.Thread(target=_write, args=(process.stdin, request), daemon=True)
        writer.start()
        length = struct.unpack(">I", _read(process, 4, deadline))[0]
        answer = _read(process, length, deadline)
        writer.join()
        return answer

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    _close(pipe)
            self._process = None


def _write(pipe: Any, data: bytes) -> None:
    try:
        pipe.write(data)
        pipe.flush()
    except (OSError, ValueError):  # the worker died or was killed: the reading side tells
        return


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # what was not yet written cannot be written any more
        return


def _read(process: subprocess.Popen[bytes], size: int, deadline: float) -> bytes:
    assert process.stdout is not None
    data = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while len(data) < size:
            if not selector.select(max(deadline - time.monotonic(), 0)):
                raise TimeoutError
            part = os.read(process.stdout.fileno(), size - len(data))
            if not part:
                raise EOFError
            data += part
    return data


@lru_cache(maxsize=1)
def shared_worker() -> HtmlWorker:
    """The worker of this process, killed when the process ends; a forked process gets one of its own."""
    worker, owner = HtmlWorker(), os.getpid()
    atexit.register(lambda: worker.close() if os.getpid() == owner else None)
    return worker


os.register_at_fork(after_in_child=shared_worker.cache_clear)


def read_html(data: bytes, name: str, meta: Mapping[str, object] | None, gazetteer: Gazetteer) -> tuple[ReadItem, ...]:
    """One article. Raises Unreadable for a page that is too large, takes too long, or holds no article."""
    return (assemble_article(parse_page(data, meta), meta, name, gazetteer),)


def parse_page(data: bytes, meta: Mapping[str, object] | None) -> Document:
    """Text and metadata of a page. Raises Unreadable."""
    if len(data) > LIMIT_BYTES:
        raise Unreadable(
            f"The page has {len(data) / 1e6:.1f} MB, more than {LIMIT_BYTES / 1e6:g}.", "Save the article's text as .txt instead."
        )
    url = (meta or {}).get("url")
    page = shared_worker().extract(decode_html(data), url if isinstance(url, str) else None)
    if "error" in page:
        raise Unreadable(f"Its HTML cannot be parsed ({page['error']}).", "Save the article's text as .txt instead.")
    paragraphs: list[tuple[str, bool]] = page["paragraphs"]
    if max((len(words.split()) + _count_ideographs(words) // 2 for words, _ in paragraphs), default=0) < _LEAST_WORDS:
        raise Unreadable("The page holds no article.", "Save the page of one article, not a list or a search, or its text as .txt.")
    found = {key: page.get(key) for key in ("title", "author", "published", "url", "publisher", "language")}
    text = "\n\n".join(words for words, _ in paragraphs)
    return Document(text, "text/html", found, frozenset(words for words, is_heading in paragraphs if is_heading))


def _count_ideographs(words: str) -> int:
    return sum(1 for char in words if "\u3400" <= char <= "\u9fff")
