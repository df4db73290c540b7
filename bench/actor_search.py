"""Search of actors among 100,000 generated ones: our index against a plain scan by rapidfuzz over the same names, in one run.

Prints the CPU time of a query of each kind (median and 95th percentile), how often the right actor was found, and the ratio to the scan.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable

from rapidfuzz import fuzz, process

from app.gazetteer import fold
from app.name_index import NameIndex

LATIN = list(map("".join, zip("aabcdefghijklmnoprstuvwxyz", "nreahneoaiioaoiaeuahnioaiih", strict=False)))
CYRILLIC = list(map("".join, zip("аабчдефгхижклмнорпцстувйш", "нреаенаоаиоиаоариаанаиока", strict=False)))
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 800)]
Actor = tuple[str, list[str]]


def make_actors(number: int, rng: random.Random) -> list[Actor]:
    def word(parts: list[str]) -> str:
        return "".join(rng.choice(parts) for _ in range(rng.randint(2, 4)))

    given, russian = [word(LATIN) for _ in range(4000)], [word(CYRILLIC) for _ in range(4000)]
    return [
        (
            f"x-{index}",
            [
                f"{rng.choice(given)} {word(LATIN)}",
                f"{rng.choice(russian)} {word(CYRILLIC)}",
                "".join(rng.choices(SIGNS, k=rng.randint(2, 4))),
            ],
        )
        for index in range(number)
    ]


def with_error(text: str, rng: random.Random) -> str:
    position = rng.randrange(len(text))
    return text[:position] + rng.choice("abcdefg") + text[position + 1 :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=100)
    asked = parser.parse_args()
    rng = random.Random(7)
    actors = make_actors(asked.actors, rng)
    started = time.thread_time()
    index = NameIndex(actors)
    built_s = time.thread_time() - started
    names = {fold(name): key for key, forms in actors for name in forms}
    kinds: dict[str, Callable[[Actor], str]] = {
        "whole name": lambda one: one[1][0],
        "beginning": lambda one: one[1][0][:4],
        "one letter": lambda one: one[1][0][:1],
        "surname": lambda one: one[1][0].split()[1],
        "order reversed": lambda one: " ".join(reversed(one[1][0].split())),
        "one error": lambda one: with_error(one[1][0], rng),
        "surname, one error": lambda one: with_error(one[1][0].split()[1], rng),
        "Russian": lambda one: one[1][1],
        "Russian, one error": lambda one: one[1][1][:3] + "ы" + one[1][1][4:],
        "Chinese": lambda one: one[1][2],
        "Chinese, from the second sign": lambda one: one[1][2][1:],
    }
    lines = [f"{len(actors)} actors, {len(names)} names; index made in {built_s:.1f} s", ""]
    lines += ["| query | p50 ms | p95 ms | found | scan p50 ms | scan / index |", "|---|---|---|---|---|---|"]
    for kind, make in kinds.items():
        times, scans, found = [], [], 0
        for number in range(asked.queries):
            one = rng.choice(actors)
            text = make(one)
            started = time.thread_time()
            scores = index.search(text)
            times.append((time.thread_time() - started) * 1000)
            found += one[0] in scores
            if number < asked.queries // 10:
                started = time.thread_time()
                process.extract(fold(text), names.keys(), scorer=fuzz.ratio, limit=20, score_cutoff=70)
                scans.append((time.thread_time() - started) * 1000)
        median, scan = statistics.median(times), statistics.median(scans)
        p95 = sorted(times)[int(len(times) * 0.95) - 1]
        lines.append(f"| {kind} | {median:.2f} | {p95:.2f} | {found}/{asked.queries} | {scan:.0f} | {scan / max(median, 0.001):.0f} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
