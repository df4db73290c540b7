"""A small language for claims: `meeting("xi-jinping vladimir-putin", "2023-03", "moscow")`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.consolidate import world_quads
from app.consolidate.periods import bounds_of_edtf
from app.gazetteer import Gazetteer
from app.ids import Names, claim_id, digest
from app.model import ActorRef, ArticleMeta, Claim, ClaimRecord, Decision, Evidence, Participation, PlaceRef, Quad, UncertainTime

ClaimMaker = Callable[..., ClaimRecord]


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="session")
def names() -> Names:
    return Names()


def uncertain_time(edtf: str | None, published: date | None) -> UncertainTime:
    earliest, latest = bounds_of_edtf(edtf)
    if edtf is None:
        return UncertainTime(latest=published)
    precision = "day" if earliest == latest else {4: "year", 7: "month"}.get(len(edtf), "range")
    words = ((f"in {edtf}", 0, 3 + len(edtf)),)
    return UncertainTime(edtf, earliest, latest, precision, "stated", "throughout" if "/" in edtf else "sometime-within", words)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def make(gazetteer: Gazetteer) -> ClaimMaker:
    """make(type, "actors", edtf=None, place=None, article="a1", published="2023-07-17", …claim fields) -> ClaimRecord."""

    def make_claim(
        kind: str,
        actors: str = "",
        edtf: str | None = None,
        place: str | None = None,
        *,
        article: str = "a1",
        published: str | None = "2023-07-17",
        roles: str = "",
        meta: dict[str, Any] | None = None,
        **fields: Any,
    ) -> ClaimRecord:
        day = date.fromisoformat(published) if published else None
        facts = ArticleMeta(id=article, key=article, sha256="0" * 64, text_length=1000, published=day, publisher=f"Paper {article}")
        facts = replace(facts, **(meta or {}))
        refs = []
        for index, actor in enumerate(actors.split()):
            known = gazetteer.actors.get(actor)
            role = roles.split()[index] if roles else "participant"
            ref = ActorRef(actor, known.label if known else actor, known.type if known else "Person")
            refs.append(Participation(ref, role))  # type: ignore[arg-type]
        places = tuple(PlaceRef(p, gazetteer.places[p].label if p in gazetteer.places else p) for p in (place or "").split())
        mark = digest(kind, actors, str(edtf), str(place), roles, repr(sorted(fields.items(), key=lambda item: item[0])))
        claim = Claim(
            id=claim_id(article, kind, 0, 10, mark),
            article=article,
            type=kind,  # type: ignore[arg-type]
            evidence=(Evidence(0, 10, "They met. "),),
            rule="test.rule",
            participants=tuple(refs),
            time=uncertain_time(edtf, day),
            places=places,
            confidence=fields.pop("confidence", 0.9),
        )
        return ClaimRecord(facts, replace(claim, **fields))

    return make_claim


class World:
    """The quads, by the local names of their parts."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.triples = {(_local(q.subject.value), _local(q.predicate.value), _local(q.object.value)) for q in quads}

    def of(self, subject: str, predicate: str) -> set[str]:
        return {o for s, p, o in self.triples if s == subject and p == predicate}

    def one(self, subject: str, predicate: str) -> str:
        [value] = self.of(subject, predicate)
        return value

    def subjects(self, predicate: str, value: str) -> set[str]:
        return {s for s, p, o in self.triples if p == predicate and o == value}

    def events(self, kind: str) -> set[str]:
        return self.subjects("type", kind)

    def all(self, predicate: str) -> set[tuple[str, str]]:
        return {(s, o) for s, p, o in self.triples if p == predicate}


def _local(text: str) -> str:
    if "/id/" in text:
        return text.rsplit("/", 1)[-1]
    return (
        text.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
        if (text.startswith("http") and "ontology#" in text) or "w3.org" in text or "sem/" in text
        else text
    )


@pytest.fixture
def world(gazetteer: Gazetteer, names: Names) -> Any:
    def make_world(*records: ClaimRecord, decisions: tuple[Decision, ...] = ()) -> World:
        return World(world_quads(records, decisions, gazetteer, names))

    return make_world
