"""A made-up store of any size in Amur's own model: articles, claims, events, actors in three scripts. The same arguments, the same store.

`python bench/synthetic.py FOLDER [--events 3000] [--seed 7]`. Actors are drawn from a Zipf law, the first two of an event mostly from
different states; days, months, years and no date are mixed; a tenth of the events is planned, denied or hedged; two articles tell
of every third event. The graphs are written as N-Quads and loaded in bulk: nothing is read, extracted or consolidated.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from app import vocab
from app.emit import article_quads
from app.gazetteer import Gazetteer
from app.ids import Names, article_id, claim_id, event_id
from app.model import IRI, ActorRef, Article, Claim, Evidence, Extraction, Participation, PlaceRef, Quad, RdfLiteral, UncertainTime
from app.pipeline import Pipeline
from app.settings import Settings
from app.stores.terms import write_quad

NAMES: Final = Names()
KINDS: Final = (
    ("Meeting", 36, "met"), ("PhoneCall", 12, "rang"), ("Summit", 12, "sat in one forum with"), ("Visit", 10, "visited"),
    ("Agreement", 10, "signed a paper with"), ("MilitaryExercise", 8, "trained with"), ("JointPatrol", 5, "patrolled with"),
    ("Sanction", 4, "sanctioned"), ("Cooperation", 3, "traded with"),
)  # fmt: skip
STATES: Final = (("china", 36), ("russia", 36), ("kazakhstan", 6), ("mongolia", 6), ("india", 6), ("iran", 5), ("belarus", 5))
PLACES: Final = ("beijing", "moscow", "jakarta", "sochi", "shanghai", "vladivostok", "kazan", "astana")
FAMILIES: Final = ("An", "Bo", "Dun", "Fei", "Gorin", "Karev", "Lun", "Mirov", "Orlin", "Qiao", "Rudin", "Sokol", "Tian", "Ulan", "Zorin")
GIVEN: Final = ("Ada", "Bela", "Chen", "Dara", "Emil", "Fang", "Gleb", "Hao", "Ilya", "Jun", "Kira", "Lev", "Mei", "Nina", "Oleg", "Ping")
FIRST_DAY: Final = date(2001, 1, 1)
DAYS: Final = 9000
EXTRACTION: Final = Extraction("bench", "bench", "bench")
LINKS: Final = {"Meeting": vocab.P_MET, "PhoneCall": vocab.P_SPOKE_WITH, "Summit": vocab.P_CO_ATTENDED}
WORLD: Final = NAMES.graph("world")


@dataclass(frozen=True)
class Happening:
    """One event, before anybody tells of it."""

    number: int
    kind: str
    words: str
    actors: tuple[ActorRef, ...]
    status: str
    certainty: str
    time: UncertainTime
    place: str


def make_actors(events: int, choice: random.Random, gazetteer: Gazetteer) -> list[ActorRef]:
    """The persons of the registry, and as many more as a corpus of that size would name."""
    known = [ActorRef(one.id, one.label, one.type, one.country) for one in gazetteer.actors.values() if one.type == "Person"]
    more = max(120, int(6 * events**0.62)) - len(known)
    states, weights = zip(*STATES, strict=True)
    found = list(known)
    for number in range(max(0, more)):
        name = f"{choice.choice(GIVEN)} {choice.choice(FAMILIES)} {number}"
        found.append(ActorRef(f"x-made-{number}", name, "Person", choice.choices(states, weights)[0]))
    return found


def make_happenings(events: int, choice: random.Random, actors: list[ActorRef]) -> Iterator[Happening]:
    reach = list(itertools.accumulate(1 / (number + 1) ** 1.05 for number in range(len(actors))))

    def draw() -> ActorRef:
        return actors[bisect_left(reach, choice.random() * reach[-1])]

    kinds = [kind for kind, _, _ in KINDS]
    weights = [weight for _, weight, _ in KINDS]
    words = {kind: word for kind, _, word in KINDS}
    for number in range(events):
        first = draw()
        others: list[ActorRef] = []
        while len(others) < 1 + (choice.random() < 0.3) + (choice.random() < 0.1):
            other = draw()
            is_foreign = other.country != first.country or choice.random() < 0.2
            if other != first and other not in others and is_foreign:
                others.append(other)
        kind = choice.choices(kinds, weights)[0]
        status, certainty = choice.choices(
            (("occurred", "certain"), ("planned", "certain"), ("denied", "certain"), ("occurred", "possible")), (90, 6, 2, 2)
        )[0]
        time = make_time(FIRST_DAY + timedelta(days=int(DAYS * choice.random() ** 0.6)), choice)
        yield Happening(number, kind, words[kind], (first, *others), status, certainty, time, choice.choice(PLACES))


def make_time(day: date, choice: random.Random) -> UncertainTime:
    precision = choice.choices(("day", "month", "year", "none"), (75, 17, 4, 4))[0]
    if precision == "day":
        return UncertainTime(day.isoformat(), day, day, "day", "stated")
    if precision == "month":
        first = day.replace(day=1)
        return UncertainTime(day.isoformat()[:7], first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), "month", "stated")
    if precision == "year":
        return UncertainTime(f"{day.year}", date(day.year, 1, 1), date(day.year, 12, 31), "year", "stated")
    return UncertainTime(latest=day)


def tell(happening: Happening, number: int) -> tuple[Article, Claim]:
    """An article that tells of an event."""
    names = ", ".join(actor.name for actor in happening.actors[1:])
    when = happening.time.edtf or "one day"
    place = happening.place.capitalize()
    text = f"{happening.actors[0].name} {happening.words} {names} in {place}, {when}, reporters of paper {number} said."
    key = f"bench/{happening.number}/{number}"
    published = (happening.time.latest or FIRST_DAY) + timedelta(days=1 + number)
    article = Article(
        id=article_id(key), key=key, text=text, sha256=f"{happening.number:064d}", blocks=(), title=text[:60], publisher=f"Paper {number}",
        publisher_id=("tass", "xinhua")[number % 2], published=published, language="en", kind="news",
    )  # fmt: skip
    claim = Claim(
        id=claim_id(article.id, happening.kind, 0, len(text)),
        article=article.id,
        type=happening.kind,  # type: ignore[arg-type]
        evidence=(Evidence(0, len(text), text),),
        rule="bench",
        participants=tuple(Participation(actor, on_behalf_of=actor.country) for actor in happening.actors),
        time=happening.time,
        places=(PlaceRef(happening.place, place),),
        status=happening.status,  # type: ignore[arg-type]
        certainty=happening.certainty,  # type: ignore[arg-type]
        confidence=0.9,
    )
    return article, claim


def event_quads(happening: Happening, claims: list[Claim], links: set[tuple[str, str, str]]) -> Iterator[Quad]:
    """What the world holds of an event, and the links between actors that follow."""
    event = NAMES.resource("event", event_id(claims[0].id))

    def quad(subject: IRI, predicate: str, value: IRI | RdfLiteral) -> Quad:
        return Quad(subject, IRI(predicate), value, WORLD)

    kind = vocab.CLASSES[happening.kind]
    for one in (kind, *vocab.SUPERCLASSES[kind]):
        yield quad(event, vocab.RDF_TYPE, IRI(one))
    who = " and ".join(actor.name for actor in happening.actors)
    for language, word in (("en", happening.kind), ("zh", "事件"), ("ru", "Событие")):
        yield quad(event, vocab.RDFS_LABEL, RdfLiteral(f"{word}: {who}, {happening.time.edtf}", vocab.RDF_LANG_STRING, language))
    yield quad(event, vocab.P_STATUS, IRI(vocab.CODES["Status"][happening.status]))
    yield quad(event, vocab.P_CERTAINTY, IRI(vocab.CODES["Certainty"][happening.certainty]))
    yield quad(event, vocab.P_CONFIDENCE, RdfLiteral("0.9", vocab.XSD_DECIMAL))
    yield quad(event, vocab.P_DISPUTED, RdfLiteral("false", vocab.XSD_BOOLEAN))
    yield quad(event, vocab.P_PLACE, NAMES.resource("place", happening.place))
    yield quad(event, vocab.P_ORIGIN_COUNT, RdfLiteral(str(len(claims)), vocab.XSD_INTEGER))
    for number, claim in enumerate(claims):
        yield quad(event, vocab.P_CLAIM, NAMES.resource("claim", claim.id))
        yield quad(event, vocab.P_ORIGIN, RdfLiteral(f"paper {number}"))
    time = IRI(f"{event.value}#time")
    yield quad(event, vocab.P_TIME, time)
    yield quad(time, vocab.RDF_TYPE, IRI(vocab.UNCERTAIN_TIME))
    yield quad(time, vocab.P_PRECISION, IRI(vocab.CODES["Precision"][happening.time.precision]))
    yield quad(time, vocab.P_BASIS, IRI(vocab.CODES["Basis"][happening.time.basis]))
    yield quad(time, vocab.P_READING, IRI(vocab.CODES["Reading"]["sometime-within"]))
    if happening.time.edtf:
        yield quad(time, vocab.P_EDTF, RdfLiteral(happening.time.edtf, vocab.EDTF_EDTF))
    for predicate, day in (
        (vocab.SEM_HAS_EARLIEST_BEGIN_TIME_STAMP, happening.time.earliest),
        (vocab.SEM_HAS_LATEST_END_TIME_STAMP, happening.time.latest),
    ):
        if day is not None:
            yield quad(time, predicate, RdfLiteral(day.isoformat(), vocab.XSD_DATE))
    for actor in happening.actors:
        iri, part = NAMES.resource("actor", actor.id), IRI(f"{event.value}#p-{actor.id}")
        yield quad(event, vocab.P_HAS_PARTICIPANT, iri)
        yield quad(event, vocab.P_PARTICIPATION, part)
        yield quad(part, vocab.RDF_TYPE, IRI(vocab.PARTICIPATION))
        yield quad(part, vocab.P_ACTOR, iri)
        yield quad(part, vocab.P_ROLE, IRI(vocab.CODES["Role"]["participant"]))
        yield quad(part, vocab.P_POLARITY, IRI(vocab.CODES["Polarity"]["positive"]))
        if actor.country:
            yield quad(part, vocab.P_ON_BEHALF_OF, NAMES.resource("actor", actor.country))
        for claim in claims:
            yield quad(part, vocab.P_FROM_CLAIM, NAMES.resource("claim", claim.id))
    link = LINKS.get(happening.kind)
    if link is not None and (happening.status, happening.certainty) == ("occurred", "certain"):
        is_one_sided = len({actor.country for actor in happening.actors}) < 2
        for one, two in itertools.permutations(happening.actors, 2):
            if (is_one_sided or one.country != two.country) and (one.id, link, two.id) not in links:
                links.add((one.id, link, two.id))
                yield quad(NAMES.resource("actor", one.id), link, NAMES.resource("actor", two.id))


def actor_quads(actors: list[ActorRef]) -> Iterator[Quad]:
    """The made-up actors, as the world describes those that the registry lacks."""
    for actor in actors:
        if actor.id.startswith("x-"):
            iri = NAMES.resource("actor", actor.id)
            for one in (vocab.PERSON, *vocab.SUPERCLASSES[vocab.PERSON]):
                yield Quad(iri, IRI(vocab.RDF_TYPE), IRI(one), WORLD)
            yield Quad(iri, IRI(vocab.P_PROVISIONAL), RdfLiteral("true", vocab.XSD_BOOLEAN), WORLD)
            yield Quad(iri, IRI(vocab.P_COUNTRY), NAMES.resource("actor", actor.country or "china"), WORLD)
            number = actor.id.rsplit("-", 1)[-1]
            for language, name in (("en", actor.name), ("zh", f"人物{number}"), ("ru", f"Лицо {number}")):
                yield Quad(iri, IRI(vocab.RDFS_LABEL), RdfLiteral(name, vocab.RDF_LANG_STRING, language), WORLD)


def make_quads(events: int, seed: int = 7) -> Iterator[Quad]:
    """The world and the articles of so many events, about 60 quads an event."""
    choice = random.Random(seed)
    actors = make_actors(events, choice, Gazetteer.load())
    links: set[tuple[str, str, str]] = set()
    yield from actor_quads(actors)
    for happening in make_happenings(events, choice, actors):
        told = [tell(happening, number) for number in range(1 + (happening.number % 3 == 0))]
        for article, claim in told:
            yield from article_quads(article, [claim], EXTRACTION, NAMES)
        yield from event_quads(happening, [claim for _, claim in told], links)


def make_store(folder: Path, events: int, seed: int = 7) -> Settings:
    """A store in a new folder, with the registry and the ontology as every store has them. Returns its settings."""
    settings = Settings(store=str(folder), _env_file=None)
    Pipeline.open(settings).close()
    with tempfile.NamedTemporaryFile(suffix=".nq", dir=folder) as file:
        lines = (f"{write_quad(quad)}\n".encode() for quad in make_quads(events, seed))
        while chunk := list(itertools.islice(lines, 20_000)):
            file.write(b"".join(chunk))
        file.flush()
        graph = ox.Store(str(folder / "oxigraph"))
        graph.bulk_load(path=file.name, format=ox.RdfFormat.N_QUADS)
        graph.flush()
        graph.optimize()
        del graph
    shutil.rmtree(folder / "checkpoints", ignore_errors=True)
    return settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a new folder")
    parser.add_argument("--events", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    settings = make_store(options.folder, options.events, options.seed)
    sys.stdout.write(f"{settings.store}\n")


if __name__ == "__main__":
    main()
