"""Articles over HTTP: acknowledged and kept, told by jobs and streams, idempotent, limited, taken back, judged."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.factory import create_app
from app.executors import Extractor
from app.keys import KeyRing, keys_folder
from app.pipeline import Pipeline
from app.settings import Settings

KAZAN = "KAZAN, May 20 -- Foreign Minister Wang Yi met his Russian counterpart, Sergey Lavrov, in Kazan on Monday, the ministry said.\n"
MOSCOW = "Vladimir Putin received Xi Jinping in Moscow on March 21, 2023.\n"
PAGE = (
    "<html lang='en'><head><title>Envoys meet</title><meta property='article:published_time' content='2024-05-21'></head><body><article>"
    "<h1>Envoys meet</h1><p>Foreign Minister Wang Yi met Sergey Lavrov in Kazan on May 20, 2024, and the two spoke at length about trade"
    " between their countries.</p><p>Neither side told how long the talks had taken or who else was in the room.</p></article></body></html>"
)
JSON = {"Content-Type": "application/json"}
STREAM = {"Accept": "text/event-stream"}


def settings_in(folder: Path, **more: object) -> Settings:
    return Settings(store=str(folder / "store"), _env_file=None, **more)  # type: ignore[call-arg,arg-type]


def key_of(settings: Settings, name: str = "laptop") -> dict[str, str]:
    return {"Authorization": f"Bearer {KeyRing(keys_folder(settings)).create(name)}"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_in(tmp_path_factory.mktemp("ingestion"))


@pytest.fixture(scope="module")
def writer(settings: Settings) -> Iterator[TestClient]:
    """A client with a key, on a store of its own, whose articles are read by a real worker process."""
    with TestClient(create_app(settings), follow_redirects=False) as client:
        client.headers.update(key_of(settings))
        yield client


def finish(client: TestClient, answer: Any) -> dict[str, Any]:
    """The job of an answer, once it is finished."""
    assert answer.status_code in (200, 202), answer.text
    assert answer.headers["location"] == answer.json()["url"]
    until = time.monotonic() + 60
    while time.monotonic() < until:
        job: dict[str, Any] = client.get(answer.headers["location"]).json()
        if job["finished"]:
            return job
        time.sleep(0.05)
    pytest.fail("the job does not end")


def events_of(text: str) -> list[dict[str, str]]:
    """The events of a stream, as the specification reads them."""
    events = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line and not line.startswith(":"))
        if "data" in fields:
            events.append(fields)
    return events


def test_an_article_is_kept_at_once_read_in_its_turn_and_known_the_second_time(writer: TestClient, settings: Settings) -> None:
    body = {"text": KAZAN, "published": "2024-05-21", "publisher": "Example Times", "url": "https://Example.org/kazan?utm_source=x"}
    sent = writer.post("/api/v1/articles", json=body)
    assert sent.status_code == 202
    services = writer.app.state.services  # type: ignore[attr-defined]
    article = sent.json()["articles"][0]["article"]
    assert services.pipeline.archive.article(article).text == KAZAN  # acknowledged: it is in the archive
    job = finish(writer, sent)
    assert (job["status"], job["counts"]["added"], job["articles"][0]["claims"] > 0) == ("done", 1, True)
    found = writer.get("/api/v1/meetings?actor=wang-yi&since=2024-05-20&until=2024-05-20").json()["items"]
    assert [item["place"]["id"] for item in found] == ["kazan"]
    assert found[0]["claims"][0]["article"]["url"] == "https://example.org/kazan"
    again = writer.post("/api/v1/articles", json={**body, "url": "https://example.org/kazan"})
    assert again.status_code == 200
    assert (again.json()["counts"]["unchanged"], again.json()["articles"][0]["article"]) == (1, article)
    edited = writer.post("/api/v1/articles", json={**body, "text": KAZAN.replace("Monday", "Sunday")})
    assert finish(writer, edited)["counts"]["updated"] == 1


def test_a_text_without_any_name_is_known_by_itself(writer: TestClient) -> None:
    plain = {"content": MOSCOW.encode(), "headers": {"Content-Type": "text/plain; charset=utf-8"}}
    first, second = (writer.post("/api/v1/articles?published=2023-03-22", **plain) for _ in range(2))  # type: ignore[arg-type]
    assert first.json()["articles"][0]["article"] == second.json()["articles"][0]["article"]
    assert finish(writer, first)["counts"]["added"] == 1
    assert finish(writer, second)["counts"]["failed"] == 0
    coded = {"content": MOSCOW.encode("utf-16-le"), "headers": {"Content-Type": 'text/plain; charset="UTF-16LE"'}}
    third = writer.post("/api/v1/articles?published=2023-03-22&id=coded", **coded)  # type: ignore[arg-type]
    assert finish(writer, third)["articles"][0]["claims"] > 0


def test_html_and_many_lines(writer: TestClient) -> None:
    page = writer.post("/api/v1/articles?id=page&publisher=Example%20Times", content=PAGE, headers={"Content-Type": "text/html"})
    assert finish(writer, page)["articles"][0]["claims"] > 0
    told = writer.get("/api/v1/articles").json()["items"]
    assert any(item["title"] == "Envoys meet" and item["published"] == "2024-05-21" for item in told)
    lines = [json.dumps({"id": f"line-{n}", "text": MOSCOW, "published": "2023-03-22"}) for n in range(3)]
    sent = writer.post("/api/v1/articles", content="\n".join([*lines, "{broken"]), headers={"Content-Type": "application/x-ndjson"})
    assert sent.status_code == 202
    job = finish(writer, sent)
    assert {key: value for key, value in job["counts"].items() if value} == {"articles": 4, "added": 3, "failed": 1}
    assert "line 4" in job["articles"][3]["name"]


def test_a_stream_tells_each_article_once_and_closes(writer: TestClient) -> None:
    lines = [json.dumps({"id": f"stream-{n}", "text": f"{MOSCOW} {n}", "published": "2023-03-22"}) for n in range(4)]
    sent = writer.post("/api/v1/articles", content="\n".join(lines), headers={"Content-Type": "application/jsonl"})
    address = sent.headers["location"]
    whole = writer.get(address, headers=STREAM)
    assert whole.headers["content-type"].startswith("text/event-stream")
    events = events_of(whole.text)
    told = [(one["event"], one.get("id")) for one in events if one["event"] != "progress"]
    assert told == [("article", "1"), ("article", "2"), ("article", "3"), ("article", "4"), ("done", "done")]
    assert json.loads(events[-1]["data"])["counts"]["added"] == 4
    rest = events_of(writer.get(address, headers={**STREAM, "Last-Event-ID": "3"}).text)
    assert [one.get("id") for one in rest] == ["4", "done"]
    assert writer.get(address, headers={**STREAM, "Last-Event-ID": "done"}).status_code == 204
    assert writer.get(address, headers={**STREAM, "Last-Event-ID": "rubbish"}).text.count("event: article") == 4
    assert writer.get("/api/v1/jobs/j0", headers=STREAM).status_code == 404


@pytest.mark.parametrize(
    ("content", "media_type", "status", "words"),
    [
        (b"x", "application/pdf", 415, "application/pdf"),
        (b"x", "", 415, "(none)"),
        (b"{", "application/json", 400, "no JSON"),
        (b"\xff", "application/json", 400, "no JSON"),
        (b"[" * 100_000, "application/json", 400, "no JSON"),
        (b"[]", "application/json", 400, "object"),
        (b'{"text": "a", "html": "b"}', "application/json", 400, "either text or html"),
        (b"{}", "application/json", 400, "either text or html"),
        (b'{"text": "a", "txt": "b"}', "application/json", 400, "txt"),
        (b'{"text": "\\ud800"}', "application/json", 400, "surrogate"),
        (b'{"text": "a", "published": "21 May"}', "application/json", 400, "YYYY-MM-DD"),
        (b'{"text": "a", "url": "ftp://x"}', "application/json", 400, "https://"),
        (b"", "text/plain", 400, "empty"),
        (b"%PDF-1.7 \x00", "text/plain", 400, "PDF"),
        (b"text", "text/plain; charset=klingon", 415, "klingon"),
        (b"<html><body><p>short</p></body></html>", "text/html", 400, "no article"),
    ],
)
def test_what_cannot_be_read_is_refused_at_once(writer: TestClient, content: bytes, media_type: str, status: int, words: str) -> None:
    before = writer.get("/api/v1/articles").json()
    answer = writer.post("/api/v1/articles", content=content, headers={"Content-Type": media_type} if media_type else {})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert words in answer.json()["detail"] + answer.json()["hint"]
    assert writer.get("/api/v1/articles").json() == before


def test_nothing_without_a_key_and_nothing_over_the_limit(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, body_limit_mb=1)
    with TestClient(create_app(settings)) as client:
        for method, path in (("POST", "/articles"), ("DELETE", "/articles/x"), ("POST", "/claims/x/review")):
            for headers in ({}, {"Authorization": "Bearer amur_wrong"}, {"Authorization": "Basic dTpw"}):
                assert client.request(method, f"/api/v1{path}", headers=headers, json={}).status_code == 401
        large = client.post("/api/v1/articles", content=b"x" * 1_000_001, headers=key_of(settings) | {"Content-Type": "text/plain"})
        assert large.status_code == 413
        assert client.get("/api/v1/articles").json()["items"] == []


def test_withdrawing_tells_what_is_lost(writer: TestClient) -> None:
    text = "Wang Yi met Sergey Lavrov in Harbin on 1 May 2019.\n"
    sent = writer.post("/api/v1/articles", json={"text": text, "published": "2019-05-02", "id": "harbin"})
    article = finish(writer, sent)["articles"][0]["article"]
    lost = writer.delete(f"/api/v1/articles/{article}")
    assert lost.status_code == 200
    assert lost.json()["events_lost"] == ["Meeting of Sergey Lavrov and Wang Yi, Harbin, 1 May 2019"]
    assert writer.get("/api/v1/meetings?place=harbin").json()["items"] == []
    assert writer.get(f"/api/v1/articles/{article}").status_code == 404
    assert writer.delete(f"/api/v1/articles/{article}").status_code == 404
    told = finish(writer, writer.post("/api/v1/articles", json={"text": text, "published": "2019-05-02", "id": "harbin"}))
    assert "withdrawn" in told["articles"][0]["warnings"][0]


def test_a_claim_is_judged_under_the_name_of_the_key(writer: TestClient) -> None:
    text = "Wang Yi met Sergey Lavrov in Sochi on 13 May 2019.\n"
    finish(writer, writer.post("/api/v1/articles", json={"text": text, "published": "2019-05-14", "id": "sochi"}))
    (event,) = writer.get("/api/v1/meetings?place=sochi").json()["items"]
    address = f"/api/v1/claims/{event['claims'][0]['id']}/review"
    amended = writer.post(address, json={"verdict": "amend", "changes": {"edtf": "2019-05"}})
    assert amended.status_code == 200, amended.text
    assert amended.json()["decision"]["by"] == "laptop"
    assert writer.get("/api/v1/meetings?place=sochi").json()["items"][0]["time"]["edtf"] == "2019-05"
    assert writer.post(address, json={"verdict": "reject", "by": "The desk"}).json()["decision"]["by"] == "The desk"
    assert writer.get("/api/v1/meetings?place=sochi").json()["items"] == []
    for body in ({"verdict": "perhaps"}, {"verdict": "amend"}, {"verdict": "amend", "changes": {"edtf": "soon"}}, {}, {"verdict": 1}):
        assert writer.post(address, json=body).status_code == 400, body
    assert writer.post("/api/v1/claims/cnone/review", json={"verdict": "accept"}).status_code == 404


# ---- the queue ----------------------------------------------------------------------------------------------------------


class Gate:
    """Holds all extraction back until it is opened, and notes when it began."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open, self.begun = threading.Event(), threading.Event()
        run = Extractor.run

        def wait(extractor: Extractor, readings: Any) -> Any:
            self.begun.set()
            assert self.open.wait(60)
            extractor._is_apart = False  # in this process: a worker's start takes seconds
            return run(extractor, readings)

        monkeypatch.setattr(Extractor, "run", wait)


def send(client: TestClient, number: int, key: dict[str, str]) -> Any:
    text = f"Wang Yi met Sergey Lavrov in Kazan on May {number}, 2024.\n"
    return client.post("/api/v1/articles", json={"text": text, "id": f"n{number}", "published": "2024-06-01"}, headers=key)


def test_a_full_queue_says_when_to_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, settings = Gate(monkeypatch), settings_in(tmp_path, queue_limit=4)
    one, two, three = (key_of(settings, name) for name in ("one", "two", "three"))
    with TestClient(create_app(settings)) as client:
        first = send(client, 1, one)
        assert gate.begun.wait(60)  # it is being read, and waits no longer
        accepted = [send(client, number, one) for number in (2, 3)]
        assert [answer.status_code for answer in accepted] == [202, 202]
        assert client.get(accepted[1].headers["location"]).json()["ahead"] == 2
        refused = send(client, 4, one)
        assert (refused.status_code, refused.json()["type"]) == (429, "/docs#problem-busy")
        assert [send(client, number, two).status_code for number in (5, 6)] == [202, 202]
        full = send(client, 7, three)
        assert full.status_code == 503
        assert "AMUR_QUEUE_LIMIT" in full.json()["hint"]
        assert all(1 <= int(answer.headers["retry-after"]) <= 600 for answer in (refused, full))
        assert client.get("/health").status_code == 200
        assert client.get("/api/v1/meetings?actor=wang-yi").json()["items"] == []
        withdrawn = accepted[0].json()["articles"][0]["article"]
        assert client.delete(f"/api/v1/articles/{withdrawn}", headers=one).json()["claims"] == 0
        gate.open.set()
        assert finish(client, first)["status"] == "done"
        jobs = [finish(client, answer) for answer in accepted]
        assert [job["articles"][0]["status"] for job in jobs] == ["unchanged", "added"]
        assert "withdrawn" in jobs[0]["articles"][0]["warnings"][0]
        assert send(client, 7, three).status_code == 202


def test_jobs_survive_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, settings = Gate(monkeypatch), settings_in(tmp_path)
    key = key_of(settings)
    closing = threading.Thread(target=gate.open.wait)
    with Pipeline.open(settings) as pipeline:
        client = TestClient(create_app(settings, pipeline=pipeline))
        sent = [send(client, number, key) for number in (1, 2, 3)]
        assert gate.begun.wait(60)
        queue = client.app.state.services.queue  # type: ignore[attr-defined]
        closing = threading.Thread(target=queue.close)
        closing.start()
        until = time.monotonic() + 30
        while not queue.is_closing and time.monotonic() < until:
            time.sleep(0.01)
        assert send(client, 4, key).status_code == 503
        gate.open.set()
        closing.join(60)
    with TestClient(create_app(settings)) as client:
        jobs = [finish(client, answer) for answer in sent]
        assert [job["articles"][0]["status"] for job in jobs] == ["added"] * 3
        assert len(client.get("/api/v1/meetings?actor=wang-yi").json()["items"]) == 3
        assert send(client, 2, key).json()["counts"]["unchanged"] == 1
