"""How long consolidation takes for one more article, in worlds of 1k, 10k and 100k events.

`python bench/world.py [--sizes 1000,10000] [--articles 30] [--world many-pairs]`. Claims are made up (two a happening, days, months
and no date mixed), kept in a real archive, and consolidated as the pipeline does it: fetch what the article can touch, compute the
change. Every second measured article repeats what is known, every second tells something new. Three worlds:

- `many-pairs`: 40 happenings a year between two states, for 25 years; a larger world has more states;
- `one-pair`: two states only; a larger world has more years;
- `crowded`: two states and 25 years only; a larger world has more happenings a day (11 at 100k events).

Prints a line a size and the ratio to the smallest; the status is 1 when one of the first two worlds exceeds 1.5.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from pathlib import Path

from app.archive import Archive
from app.consolidate import block_keys, world_change
from app.consolidate.events import cluster_claims
from app.consolidate.prepared import prepare
from app.gazetteer import Gazetteer
from app.ids import Names, article_id, claim_id
from app.model import ActorRef, Article, ArticleMeta, Claim, ClaimRecord, Evidence, Extraction, Participation, PlaceRef, UncertainTime

A_YEAR = 40  # happenings of one pair of states
YEARS = 25
ENVOYS = 7
LIMIT = 1.5
WORLDS = ("many-pairs", "one-pair", "crowded")
KINDS = (("day", 80), ("month", 15), ("none", 5))


class Timeline:
    """When, and between whom, the happening of a number was."""

    def __init__(self, world: str, size: int) -> None:
        self.world, self.size = world, size

    def of(self, happening: int) -> tuple[int, date]:
        """The number of the pair of states, and the day."""
        if self.world == "crowded":
            return 0, date(2000, 1, 1) + timedelta(days=happening * YEARS * 365 // self.size)
        year = happening // A_YEAR
        pair, first = (0, 100) if self.world == "one-pair" else (year // YEARS, 2000)
        if self.world == "many-pairs":
            year %= YEARS
        return pair, date(first + year, 1, 1) + timedelta(days=(happening * 9) % 360)


def make_claim(key: str, happening: int, delay: int, kind: str, times: Timeline) -> tuple[Article, Claim]:
    """One article with one claim of a happening, published so many days later."""
    pair, day = times.of(happening)
    published = day + timedelta(days=delay)
    envoy = happening % ENVOYS
    text = f"Envoy {envoy} of state {pair} met the other envoy of state {pair}."
    sides = [f"state-{pair}-a", f"state-{pair}-b"]
    people = tuple(Participation(ActorRef(f"x-{side}-{envoy}", f"Envoy {envoy}", "Person", side), on_behalf_of=side) for side in sides)
    claim = Claim(
        id=claim_id(article_id(key), "Meeting", 0, len(text)),
        article=article_id(key),
        type="Meeting",
        evidence=(Evidence(0, len(text), text),),
        rule="bench",
        participants=people,
        time=_time(kind, day, published),
        places=(PlaceRef("moscow" if happening % 2 else "beijing", "Moscow"),),
        confidence=0.9,
    )
    article = Article(
        id=article_id(key), key=key, text=text, sha256="0" * 64, blocks=(), title=text, publisher="Bench", published=published
    )
    return article, claim


def _time(kind: str, day: date, published: date) -> UncertainTime:
    if kind == "day":
        return UncertainTime(day.isoformat(), day, day, "day", "stated")
    if kind == "month":
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return UncertainTime(day.isoformat()[:7], first, last, "month", "stated")
    return UncertainTime(latest=published)


def tell_all(times: Timeline) -> Iterator[tuple[Article, Claim]]:
    choice = random.Random(times.size)
    for number in range(2 * times.size):
        kind = choice.choices([name for name, _ in KINDS], [weight for _, weight in KINDS])[0]
        yield make_claim(f"bench/{number}", number // 2, 1 + number % 2, kind, times)


def fill(archive: Archive, times: Timeline, gazetteer: Gazetteer) -> Placed:
    """Put articles in as if they had been read, in one transaction each (durability is not measured here)."""
    archive._connection.execute("PRAGMA synchronous = OFF")
    extraction = Extraction("bench", "bench", "bench")
    placed = Placed()
    waiting: list[ClaimRecord] = []
    pair = 0
    for article, claim in tell_all(times):
        archive.append(article.text.encode(), article)
        archive.save_claims(article.id, 1, [claim], extraction, {claim.id: block_keys(claim, gazetteer)})
        archive.mark_applied(article.id, 1)
        now = int(claim.participants[0].actor.id.split("-")[2])
        if now != pair:
            placed.take(waiting, gazetteer)
            waiting, pair = [], now
        waiting.append(ClaimRecord(ArticleMeta.of(article), claim))
    placed.take(waiting, gazetteer)
    return placed


class Placed:
    """Which claims are one event: what the graph would show."""

    def __init__(self) -> None:
        self.event: dict[str, str] = {}
        self.members: dict[str, tuple[str, ...]] = {}

    def take(self, records: list[ClaimRecord], gazetteer: Gazetteer) -> None:
        for cluster in cluster_claims(prepare(records, (), gazetteer), gazetteer):
            self.members[cluster.id] = tuple(member.claim.id for member in cluster.members)
            self.event |= dict.fromkeys(self.members[cluster.id], cluster.id)

    def events_of(self, claims: Collection[str]) -> dict[str, tuple[str, ...]]:
        return {event: self.members[event] for event in {self.event[claim] for claim in claims if claim in self.event}}

    def known_of(self, counts: Collection[str]) -> dict[str, int]:
        return dict.fromkeys(counts, 0)


def measure(archive: Archive, placed: Placed, times: Timeline, articles: int, gazetteer: Gazetteer) -> tuple[list[float], list[int]]:
    """Seconds of the processor and claims fetched for each of some further articles."""
    choice = random.Random(7)
    seconds, fetched = [], []
    for number in range(articles):
        happening = choice.randrange(times.size)
        kind = choice.choices([name for name, _ in KINDS], [weight for _, weight in KINDS])[0]
        article, claim = make_claim(f"bench/again/{number}", happening + (number % 2) * 3, 1, kind, times)
        seen: set[str] = set()

        def fetch(keys: Collection[str], seen: set[str] = seen) -> tuple[ClaimRecord, ...]:
            records = archive.claims_in_blocks(keys, applied=True)
            seen.update(record.claim.id for record in records)
            return records

        start = time.process_time()
        delta = world_change(fetch, placed, (), [ClaimRecord(ArticleMeta.of(article), claim)], (), (), gazetteer, Names())
        seconds.append(time.process_time() - start)
        fetched.append(len(seen))
        if not delta.added:
            raise RuntimeError("an article changed nothing")
    return seconds, fetched


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000", help="events, joined by commas")
    parser.add_argument("--articles", type=int, default=60, help="further articles that are measured at each size")
    parser.add_argument("--world", choices=(*WORLDS, "all"), default="all")
    options = parser.parse_args()
    gazetteer = Gazetteer.load()
    worst = 0.0
    for world in WORLDS if options.world == "all" else (options.world,):
        first: float | None = None
        for size in map(int, options.sizes.split(",")):
            with tempfile.TemporaryDirectory() as folder:
                archive, times = Archive.open(Path(folder) / "archive.sqlite"), Timeline(world, size)
                placed = fill(archive, times, gazetteer)
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                measure(archive, placed, times, 3, gazetteer)
                seconds, fetched = measure(archive, placed, times, options.articles, gazetteer)
                more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
                archive.close()
            median, mean = statistics.median(seconds), statistics.fmean(seconds)
            first = first or mean
            worst = max(worst, mean / first if world != "crowded" else 0.0)
            sys.stdout.write(
                f"{world:>10} {size:>7} events  {mean * 1000:7.1f} ms an article (median {median * 1000:.1f})  x{mean / first:.2f}"
                f"  {statistics.fmean(fetched):.1f} claims looked at  {more:.0f} MB more at most\n"
            )
            sys.stdout.flush()
    sys.stdout.write(f"{'ok' if worst <= LIMIT else 'over'}: x{worst:.2f} of x{LIMIT}\n")
    return 0 if worst <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
