"""How long consolidation takes for one more article, in worlds of 1k, 10k and 100k events.

`python bench/world.py [--sizes 1000,10000] [--articles 30]`. Claims are made up (two a happening, days, months and no date mixed),
kept in a real archive, and consolidated as the pipeline does it: fetch what the article can touch, compute the change. The
number of happenings of one pair of states in one year stays the same whatever the size, as more countries and years are read;
`--one-pair` gives all of them to one pair instead, the worst case. Prints a line a size, and the ratio to the smallest.
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
from app.gazetteer import Gazetteer
from app.ids import Names, article_id, claim_id
from app.model import ActorRef, Article, ArticleMeta, Claim, ClaimRecord, Evidence, Extraction, Participation, PlaceRef, UncertainTime

A_YEAR = 40  # happenings of one pair of states
FIRST_YEAR, YEARS = 2000, 25
LIMIT = 1.5


def make_article(number: int, choice: random.Random, *, one_pair: bool) -> tuple[Article, Claim]:
    """One article with one claim of a happening; every second article tells again what the one before told."""
    happening = number // 2
    pair_year = happening // A_YEAR
    pair = 0 if one_pair else pair_year // YEARS
    day = date(FIRST_YEAR + pair_year % YEARS, 1, 1) + timedelta(days=(happening * 9) % 360)
    published = day + timedelta(days=1 + number % 2)
    key = f"bench/{number}"
    kind = choice.choices(("day", "month", "none"), (80, 15, 5))[0]
    text = f"Envoy {happening % 7} of state {pair} met the other envoy of state {pair}."
    sides = [f"state-{pair}-a", f"state-{pair}-b"]
    people = tuple(
        Participation(ActorRef(f"x-{side}-{happening % 7}", f"Envoy {happening % 7}", "Person", side), on_behalf_of=side) for side in sides
    )
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


def fill(archive: Archive, articles: Iterator[tuple[Article, Claim]], gazetteer: Gazetteer) -> None:
    """Put articles in as if they had been read, in one transaction each thousand (durability is not measured here)."""
    archive._connection.execute("PRAGMA synchronous = OFF")
    extraction = Extraction("bench", "bench", "bench")
    for article, claim in articles:
        archive.append(article.text.encode(), article)
        archive.save_claims(article.id, 1, [claim], extraction, {claim.id: block_keys(claim, gazetteer)})
        archive.mark_applied(article.id, 1)


def measure(archive: Archive, number: int, articles: int, gazetteer: Gazetteer, *, one_pair: bool) -> tuple[list[float], list[int]]:
    """Seconds of the processor and claims fetched for each of some further articles."""
    choice = random.Random(7)
    seconds, fetched = [], []
    for _ in range(articles):
        article, claim = make_article(choice.randrange(number), choice, one_pair=one_pair)
        meta = ArticleMeta.of(article)
        again = ArticleMeta.of(Article(**{**{f: getattr(article, f) for f in article.__slots__}, "id": f"{article.id}-again"}))
        told = Claim(**{**{f: getattr(claim, f) for f in claim.__slots__}, "id": claim_id(again.id, "Meeting", 0, 9), "article": again.id})
        seen: set[str] = set()

        def fetch(keys: Collection[str], seen: set[str] = seen) -> tuple[ClaimRecord, ...]:
            records = archive.claims_in_blocks(keys, applied=True)
            seen.update(record.claim.id for record in records)
            return records

        start = time.process_time()
        delta = world_change(fetch, (), [ClaimRecord(again, told)], (), (), gazetteer, Names())
        seconds.append(time.process_time() - start)
        fetched.append(len(seen))
        if not delta.added or meta.id == again.id:
            raise RuntimeError("an article changed nothing")
    return seconds, fetched


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000,100000", help="events, joined by commas")
    parser.add_argument("--articles", type=int, default=30, help="further articles that are measured at each size")
    parser.add_argument("--one-pair", action="store_true", help="all events between two states: the worst case")
    options = parser.parse_args()
    gazetteer = Gazetteer.load()
    first: float | None = None
    worst = 0.0
    for size in map(int, options.sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            archive = Archive.open(Path(folder) / "archive.sqlite")
            choice = random.Random(size)
            fill(archive, (make_article(n, choice, one_pair=options.one_pair) for n in range(2 * size)), gazetteer)
            seconds, fetched = measure(archive, 2 * size, options.articles, gazetteer, one_pair=options.one_pair)
            archive.close()
        median = statistics.median(seconds)
        first = first or median
        worst = max(worst, median / first)
        memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sys.stdout.write(
            f"{size:>7} events  {median * 1000:8.1f} ms an article  x{median / first:.2f}"
            f"  {statistics.median(fetched):.0f} claims looked at  {memory_mb:.0f} MB at most\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"{'ok' if worst <= LIMIT else 'over'}: x{worst:.2f} of x{LIMIT}\n")
    return 0 if worst <= LIMIT or options.one_pair else 1


if __name__ == "__main__":
    sys.exit(main())
