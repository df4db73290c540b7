"""The world over HTTP as a newcomer makes it: a store of their own, a few texts, corrections, retractions and decisions."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from app.api.factory import create_app
from app.decide import merge, review, split
from app.exporters import export_graph
from app.outcomes import Source
from app.pipeline import Pipeline
from app.settings import Settings

with warnings.catch_warnings():  # Starlette's test client prefers a client library that is not ours
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

pytestmark = [pytest.mark.slow]

TEXTS = {
    "plan": ("2024-03-01", "Sergey Lavrov will meet Wang Yi in Beijing on 9 April 2024, the Russian foreign ministry said."),
    "done": ("2024-04-10", "Sergey Lavrov met Wang Yi in Beijing on 9 April 2024. The ministers discussed trade."),
    "again": ("2024-04-14", "Wang Yi met Sergey Lavrov in Beijing on 12 April 2024."),
    "open": ("2024-05-02", "Vladimir Putin will meet Xi Jinping in Kazan on 2 June 2024."),
    "due": ("2024-06-01", "Dong Jun is to meet Andrei Belousov in Moscow on 20 June 2024."),
    "off": ("2024-06-15", "The meeting of Dong Jun and Andrei Belousov in Moscow on 20 June 2024 was cancelled."),
    "visit": (
        "2023-03-23",
        "Xi Jinping paid a state visit to Russia from 20 to 22 March 2023. On 21 March 2023 Xi Jinping held talks with Vladimir Putin in Moscow.",
    ),
    "one-side": ("2023-07-14", "The Chinese foreign ministry said that Wang Yi met Sergey Lavrov in Jakarta on 13 July 2023."),
    "other-side": ("2023-07-14", "The Russian foreign ministry said that Sergey Lavrov met Wang Yi in Jakarta on 13 July 2023."),
    "denial": ("2023-07-16", "Tokyo denied that Sergey Lavrov met Wang Yi in Jakarta on 13 July 2023."),
    "call-west": ("2024-02-08", "Joe Biden spoke with Xi Jinping by phone on 8 February 2024, the White House said."),
    "call-east": ("2024-02-09", "Xi Jinping spoke with Joe Biden by phone on 9 February 2024, the Chinese foreign ministry said."),
    "forum": (
        "2022-09-17",
        "Xi Jinping and Vladimir Putin attended the summit of the Shanghai Cooperation Organisation in Samarkand on 16 September 2022. "
        "Xi Jinping met Vladimir Putin in Samarkand on 15 September 2022.",
    ),
}  # fmt: skip


class World:
    """A served store and what a user does with it."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.services = client.app.state.services

    @property
    def pipeline(self) -> Pipeline:
        found = self.services.pipeline
        assert isinstance(found, Pipeline)
        return found

    def ingest(self, key: str, published: str, text: str) -> None:
        source = Source(f"{key}.txt", text.encode(), {"id": key, "published": published, "publisher": f"Paper {key}"})
        for outcomes in self.pipeline.ingest([source]):
            assert [outcome.reason for outcome in outcomes if outcome.status == "failed"] == []

    def events(self, **filters: Any) -> list[dict[str, Any]]:
        answer = self.client.get("/api/v1/events", params={"min_confidence": 0, "limit": 200, **filters})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def one(self, **filters: Any) -> dict[str, Any]:
        [item] = self.events(**filters)
        return item

    def changes(self, since: int) -> list[tuple[str, str]]:
        items = self.client.get("/api/v1/changes", params={"since": since, "limit": 500}).json()["items"]
        return [(item["reason"], item["id"]) for item in items]

    def version(self) -> int:
        return int(self.client.get("/api/v1/changes").json()["version"])

    def dump(self) -> bytes:
        out = io.BytesIO()
        export_graph(self.services.store, "nq", out, self.services.names)
        return out.getvalue()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    settings = Settings(store=str(tmp_path_factory.mktemp("lifecycle") / "store"), _env_file=None)  # type: ignore[call-arg]
    with TestClient(create_app(settings), follow_redirects=False, client=("127.0.0.1", 50000)) as client:
        found = World(client)
        for key, (published, text) in TEXTS.items():
            found.ingest(key, published, text)
        yield found


def test_a_plan_that_came_true_one_that_did_not_and_one_called_off(world: World) -> None:
    kept = world.one(status="planned", confirmed=True)
    assert kept["time"]["edtf"] == "2024-04-09"
    fact = world.one(since="2024-04-09", until="2024-04-09")
    assert fact["realizes"] == kept["id"]
    assert world.one(status="planned", confirmed=False)["place"]["id"] == "kazan", "announced, never confirmed"
    assert len(world.one(status="cancelled")["claims"]) == 2, "announcement and cancellation are one event"
    met = world.client.get("/api/v1/meetings", params={"actor": "Dong Jun"}).json()
    assert met["items"] == [] and met["coverage"]["articles"] == len(TEXTS) and met["coverage"]["reason"]


def test_the_same_pair_twice_in_a_week_stays_two(world: World) -> None:
    days = [item["time"]["edtf"] for item in world.events(actor="wang-yi", since="2024-04", until="2024-04")]
    assert days == ["2024-04-09", "2024-04-12"]


def test_a_visit_its_talks_and_a_summit_beside_a_meeting_stay_apart(world: World) -> None:
    visit, talks = (world.one(type=kind, since="2023-03", until="2023-03") for kind in ("Visit", "Meeting"))
    assert talks["part_of"] == visit["id"]
    kinds = {item["type"]: item for item in world.events(since="2022-09", until="2022-09")}
    assert set(kinds) == {"Summit", "Meeting"} and kinds["Meeting"]["time"]["edtf"] == "2022-09-15"


def test_two_readouts_are_one_meeting_and_a_denial_disputes_it(world: World) -> None:
    item = world.one(since="2023-07", until="2023-07")
    assert item["disputed"] and len(item["claims"]) == 3 and item["origins"] == 2
    detail = world.client.get(f"/api/v1/events/{item['id']}").json()["event"]
    [conflict] = detail["conflicts"]
    assert conflict["kind"] == "polarity"
    quotes = {claim["id"]: claim["quote"] for claim in detail["claims"]}
    assert "denied" in " ".join(quotes[claim] for claim in conflict["claims"]) and len(conflict["claims"]) == 2


def test_a_call_over_the_date_line_is_one_with_both_days_told(world: World) -> None:
    call = world.one(type="PhoneCall")
    assert {person["id"] for person in call["participants"]} == {"joe-biden", "xi-jinping"} and call["origins"] == 2
    [conflict] = world.client.get(f"/api/v1/events/{call['id']}").json()["event"]["conflicts"]
    assert (conflict["kind"], conflict["cause"]) == ("time", "timezone") and len(conflict["claims"]) == 2


def test_corrections_retractions_and_decisions_hold_and_are_told(world: World) -> None:
    before, since = world.dump(), world.version()
    world.ingest("again", "2024-04-14", "Wang Yi met Sergey Lavrov in Beijing on 11 April 2024.")
    assert [item["time"]["edtf"] for item in world.events(since="2024-04", until="2024-04")] == ["2024-04-09", "2024-04-11"]
    assert {reason for reason, _ in world.changes(since)} <= {"new", "retracted", "corrected"} and world.changes(since)
    world.ingest("again", *TEXTS["again"])
    assert world.dump() == before, "the first text again, the first world again"

    first, second = (item["id"] for item in world.events(since="2024-04", until="2024-04"))
    joined = merge(world.pipeline, first, second, by="a tester")
    assert joined.changes
    moved = world.client.get(f"/api/v1/events/{second}")
    assert moved.status_code == 301 and moved.headers["location"].endswith(first)
    assert world.client.get(f"/api/v1/events/{first}").json()["event"]["conflicts"][0]["kind"] == "time"
    world.ingest("again", "2024-04-14", "Wang Yi met Sergey Lavrov in Beijing on 12 April 2024. They had lunch.")
    assert len(world.events(since="2024-04", until="2024-04")) == 1, "the decision holds after a re-ingest"
    merged = world.dump()
    world.pipeline.rebuild()
    assert world.dump() == merged, "and after a rebuild"
    split(world.pipeline, first, by="a tester")
    assert [item["id"] for item in world.events(since="2024-04", until="2024-04")] == [first, second]

    denial = next(c for c in world.one(since="2023-07", until="2023-07")["claims"] if c["status"] == "denied")
    found = review(world.pipeline, denial["id"], "reject", by="a tester", note="a mistake of the paper")
    assert found.events_weakened and not found.events_lost
    assert not world.one(since="2023-07", until="2023-07")["disputed"]
    lost = world.pipeline.retract("open")
    assert lost.events_lost and world.events(status="planned", confirmed=False) == []
    assert "retracted" in {reason for reason, _ in world.changes(since)}
    last = world.dump()
    world.pipeline.rebuild()
    assert world.dump() == last
