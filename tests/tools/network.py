"""A small network of actors in a real store, for the tests of traversal and exports: sentences of our own, claims by hand.

Chain: li-shangfu - sergei-shoigu - vladimir-putin - xi-jinping; wang-yi and sergey-lavrov met twice, spoke and sat in one forum.
A plan, a denial, an allegation, a hedged meeting; days, a month, a year, a range, and no date at all; hostile text.
"""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

HOSTILE = '=cmd|"/c calc"!A1, <b>&amp;</b>; "quoted"'


def load_corpus() -> ModuleType:
    """tests/api/corpus.py, which knows how to fill a store."""
    name = "amur_test_corpus"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).parents[1] / "api" / "corpus.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def papers() -> list[Any]:
    corpus = load_corpus()
    one = corpus.Paper("network-one", "Contacts of a year", date(2024, 3, 1), "CC BY 4.0")
    one.say("Wang Yi conferred with Sergey Lavrov in Jakarta in July 2023.", "Meeting", "wang-yi sergey-lavrov", "2023-07", "jakarta")
    one.say("On 1 February 2024 the two sat together in Beijing.", "Meeting", "wang-yi sergey-lavrov", "2024-02-01", "beijing")
    one.say("Lavrov rang Wang on 3 March 2023.", "PhoneCall", "wang-yi sergey-lavrov", "2023-03-03", medium="phone")
    one.say(
        "Wang, Lavrov and Li Shangfu attended the forum of 14 July 2023.",
        "Summit",
        "wang-yi sergey-lavrov li-shangfu",
        "2023-07-14",
        "jakarta",
    )
    one.say("Li Shangfu saw Sergei Shoigu in Moscow on 16 April 2023.", "Meeting", "li-shangfu sergei-shoigu", "2023-04-16", "moscow")
    one.say("Putin received Shoigu in the Kremlin on 20 April 2023.", "Meeting", "vladimir-putin sergei-shoigu", "2023-04-20", "moscow")
    one.say("Xi and Putin talked in Moscow on 21 March 2023.", "Meeting", "xi-jinping vladimir-putin", "2023-03-21", "moscow")
    one.say("Xi and Putin had met in 2019.", "Meeting", "xi-jinping vladimir-putin", "2019", "moscow")
    one.say("Once, nobody recorded when, they conferred in Sochi.", "Meeting", "xi-jinping vladimir-putin", None, "sochi")
    one.say("Li Qiang and Mikhail Mishustin once sat down with each other.", "Meeting", "li-qiang mikhail-mishustin")
    one.say("Qin Gang is to meet Lavrov in May 2024.", "Meeting", "qin-gang sergey-lavrov", "2024-05", "beijing", status="planned")
    one.say("Qin Gang did not meet Shoigu on 5 June 2023.", "Meeting", "qin-gang sergei-shoigu", "2023-06-05", status="denied")
    one.say("Qin Gang may have met Putin in June 2023.", "Meeting", "qin-gang vladimir-putin", "2023-06", certainty="possible")
    one.say("Bombers of both sides patrolled together from 23 to 24 May 2022.", "JointPatrol", "china russia", "2022-05-23/2022-05-24")
    one.say(
        f"An envoy {HOSTILE} met Wang Yi in Beijing on 4 February 2022.",
        "Meeting",
        "x-attack wang-yi",
        "2022-02-04",
        "beijing",
        name=HOSTILE,
    )
    two = corpus.Paper("network-two", "The same seen from elsewhere", date(2024, 3, 2), None, publisher="TASS", publisher_id="tass")
    two.say(
        "Sergey Lavrov met Wang Yi in the Chinese capital on 1 February 2024.", "Meeting", "sergey-lavrov wang-yi", "2024-02-01", "beijing"
    )
    return [one, two]


def fill(folder: Path) -> Any:
    """The settings of a store in the folder that holds the network."""
    corpus = load_corpus()
    settings = corpus.settings_in(folder)
    corpus.fill(settings, papers())
    return settings
