"""The world view over the bundled corpus: disagreements with both quotes, plans never confirmed, every value with its claim."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import pytest

from app import vocab
from app.exporters import export_graph

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("competency")]


def ask(client: Any, path: str, **parameters: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def conflicts(client: Any, kind: str) -> list[tuple[dict[str, Any], str]]:
    """The conflicts of a kind, each with the words of both sides."""
    found = ask(client, "conflicts", kind=kind, limit=500)["items"]
    return [(item, " / ".join(claim["quote"] for claim in item["claims"])) for item in found]


def test_the_gas_contract_is_told_for_two_days(bundled: Any) -> None:
    [(conflict, words)] = [one for one in conflicts(bundled, "time") if "Gazprom and China National Petroleum Corporation signed" in one[1]]
    assert "Tuesday (May 20)" in words and "May 21" in words
    event = ask(bundled, f"events/{conflict['thing']['id']}")["event"]
    assert event["time"]["edtf"] == "2014-05-21", "the day that most articles tell"
    assert {"gazprom", "cnpc"} <= {person["id"] for person in event["participants"]}
    assert "vladimir-putin" not in {p["id"] for p in event["participants"] if p["role"] == "signatory"}, "the joint statement is another"


def test_the_naval_patrol_of_2025_has_two_numbers(bundled: Any) -> None:
    [(conflict, words)] = [one for one in conflicts(bundled, "value") if "number five" in one[1]]
    assert "6th joint naval patrol" in words
    event = ask(bundled, f"events/{conflict['thing']['id']}")["event"]
    assert event["type"] == "JointPatrol" and event["ordinal"] == 6 and event["time"]["earliest"].startswith("2025-08")


def test_the_naval_patrol_of_2025_has_two_last_days(bundled: Any) -> None:
    [(conflict, _)] = [one for one in conflicts(bundled, "time") if "August 20" in one[1] and "August 25" in one[1]]
    told = {}
    for claim in conflict["claims"]:
        told[claim["attributed_to"]["id"]] = ask(bundled, f"claims/{claim['id']}")["time"]["edtf"]
    assert told == {"china": "2025-08-20", "russia": "2025-08-25"}
    assert conflict["thing"]["type"] == "JointPatrol" and conflict["cause"] is None


def test_four_warships_are_corrected_to_five(bundled: Any) -> None:
    [words] = [words for _, words in conflicts(bundled, "value") if "warships" in words]
    assert "Four warships" in words and "Five warships" in words


def test_plans_that_were_never_confirmed(bundled: Any) -> None:
    def plans(**more: Any) -> set[str]:
        return {item["id"] for item in ask(bundled, "events", limit=500, min_confidence=0, **more)["items"]}

    open_plans, came_true = plans(confirmed=False), plans(confirmed=True)
    assert open_plans and not open_plans & came_true
    assert open_plans | came_true == plans(status="planned")
    for plan in sorted(open_plans)[:5]:
        assert "realized_by" not in ask(bundled, f"events/{plan}")["relations"]
    for plan in sorted(came_true)[:5]:
        assert ask(bundled, f"events/{plan}")["relations"]["realized_by"]


def test_every_value_of_the_world_leads_to_a_claim_and_every_claim_to_its_words(bundled: Any) -> None:
    services = bundled.app.state.services
    world = services.store.get_graph(services.names.graph("world"))
    nodes = {quad.subject.value for quad in world if "#" in quad.subject.value}
    leading = {vocab.P_FROM_CLAIM, vocab.P_BETWEEN_CLAIM}
    claims = Counter(quad.subject.value for quad in world if quad.predicate.value in leading)
    assert nodes and not {node for node in nodes if not claims[node]}
    things = {q.subject.value for q in world if q.predicate.value == vocab.P_STATUS and services.names.kind(q.subject) != "claim"}
    assert not things - {quad.subject.value for quad in world if quad.predicate.value == vocab.P_CLAIM}
    named = {services.names.slug(q.object.value) for q in world if q.predicate.value in (*leading, vocab.P_CLAIM)}
    known = {record.claim.id: record for record in services.pipeline.archive.records()}
    assert named <= set(known)
    texts = {meta.id: services.pipeline.archive.article(meta.id).text for meta in services.pipeline.archive.articles()}
    for claim in named:
        for evidence in known[claim].claim.evidence:
            assert texts[known[claim].article.id][evidence.start : evidence.end] == evidence.quote


def test_a_rebuild_gives_the_same_bytes(bundled: Any) -> None:
    services = bundled.app.state.services

    def dump() -> bytes:
        out = io.BytesIO()
        export_graph(services.store, "nq", out, services.names)
        return out.getvalue()

    before = dump()
    services.pipeline.rebuild()
    assert dump() == before, "kept by changes, or made anew"
    services.pipeline.rebuild()
    assert dump() == before
