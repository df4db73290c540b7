"""Pairs of claims that tell of one event, and near misses that do not (model.md rule 4: precision first)."""

from __future__ import annotations

from typing import Any

import pytest

from app.consolidate import world_quads
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import ClaimRecord

XP = "xi-jinping vladimir-putin"
WL = "wang-yi sergey-lavrov"
CR = "china russia"


def count_events(records: list[ClaimRecord], gazetteer: Gazetteer, names: Names) -> int:
    quads = world_quads(records, (), gazetteer, names)
    return len({q.subject for q in quads if q.predicate.value.endswith("#type") and getattr(q.object, "value", "").endswith("#Event")})


# Each: what differs, first claim, second claim (kind, actors, edtf, place, more). The second stands in another article.
Pair = tuple[str, tuple[Any, ...], tuple[Any, ...]]
SAME: list[Pair] = [
    ("order of the two", ("Meeting", XP, "2019-06-05", "moscow"), ("Meeting", "vladimir-putin xi-jinping", "2019-06-05", "moscow")),
    ("day and month", ("Meeting", XP, "2019-06-05", "moscow"), ("Meeting", XP, "2019-06", "moscow")),
    ("day and month, no place", ("Meeting", XP, "2019-06-05", "moscow"), ("Meeting", XP, "2019-06", None)),
    ("city and country", ("Meeting", XP, "2019-06-05", "moscow"), ("Meeting", XP, "2019-06", "russia")),
    ("venue and city", ("Meeting", XP, "2019-06-05", "kremlin"), ("Meeting", XP, "2019-06-05", "moscow")),
    ("no place at all", ("Meeting", XP, "2019-06-05", None), ("Meeting", XP, "2019-06-05", None)),
    ("state of one side", ("Meeting", WL, "2023-07-13", "jakarta"), ("Meeting", "wang-yi russia", "2023-07-13", "jakarta")),
    ("states of both sides", ("Meeting", WL, "2023-07-13", "jakarta"), ("Meeting", CR, "2023-07-13", "jakarta")),
    ("ministry of one side", ("Meeting", WL, "2023-07-13", "jakarta"), ("Meeting", "wang-yi mfa-russia", "2023-07-13", "jakarta")),
    ("delegation", ("Meeting", XP, "2019-06-05", "moscow"), ("Meeting", XP + " wang-yi sergey-lavrov", "2019-06-05", "moscow")),
    ("range and day in it", ("Meeting", XP, "2023-03-20/2023-03-22", "moscow"), ("Meeting", XP, "2023-03-21", "moscow")),
    ("year and day, same city", ("Meeting", XP, "2022-02-04", "beijing"), ("Meeting", XP, "2022", "beijing")),
    ("undated, same city, soon after", ("Meeting", XP, "2023-10-18", "beijing"), ("Meeting", XP, None, "beijing")),
    ("two places of one city", ("Meeting", XP, "2023-03-21", "kremlin"), ("Meeting", XP, "2023-03-21", "russia")),
    ("one day, two cities of one country", ("Meeting", XP, "2023-10-18", "beijing"), ("Meeting", XP, "2023-10-18", "shanghai")),
    ("call", ("PhoneCall", XP, "2022-06-15", None), ("PhoneCall", XP, "2022-06-15", None)),
    ("call of the month", ("PhoneCall", XP, "2022-06-15", None), ("PhoneCall", XP, "2022-06", None)),
    ("visit without its host", ("Visit", "xi-jinping", "2023-03-20/2023-03-22", "moscow", "visitor"), ("Visit", "xi-jinping vladimir-putin", "2023-03", "russia", "visitor host")),
    ("exercise by name", ("MilitaryExercise", CR, "2022-12-21/2022-12-27", "east-china-sea", "", {"name": "Joint Sea 2022"}), ("MilitaryExercise", CR, "2022-12", None, "", {"name": "Joint Sea-2022"})),
    ("exercise by name, last day differs", ("MilitaryExercise", CR, "2021-10-14/2021-10-17", None, "", {"name": "Joint Sea 2021"}), ("MilitaryExercise", CR, "2021-10-14/2021-10-18", None, "", {"name": "Joint Sea 2021"})),
    ("patrol of the month", ("JointPatrol", CR, "2023-06-06", "sea-of-japan"), ("JointPatrol", CR, "2023-06", "sea-of-japan")),
    ("signature at midnight", ("Agreement", CR, "2014-05-20", "shanghai", "", {"name": "gas supply contract"}), ("Agreement", CR, "2014-05-21", "shanghai", "", {"name": "Gas supply contract"})),
    ("summit by name", ("Summit", WL, "2023-07-14", "jakarta", "", {"name": "East Asia Summit"}), ("Summit", "sergey-lavrov", "2023-07", "jakarta", "", {"name": "the East Asia Summit"})),
    ("summit, shared participants", ("Summit", XP + " narendra-modi", "2022-09-16", "samarkand"), ("Summit", XP, "2022-09-16", "samarkand")),
    ("denied and told", ("Meeting", WL, "2023-07-13", "jakarta"), ("Meeting", WL, "2023-07-13", "jakarta", "", {"status": "denied"})),
    ("level told and not", ("Meeting", "vladimir-putin wang-yi", "2023-02-22", "moscow", "", {"level": "leader"}), ("Meeting", "vladimir-putin wang-yi", "2023-02-22", "moscow", "", {"level": "foreign"})),
    ("alleged and told", ("Meeting", WL, "2023-07-13", "jakarta"), ("Meeting", WL, "2023-07-13", "jakarta", "", {"status": "alleged"})),
]  # fmt: skip
DIFFERENT: list[Pair] = [
    ("two days", ("Meeting", XP, "2019-06-05", "moscow"), ("Meeting", XP, "2019-06-07", "saint-petersburg")),
    ("two days in one city", ("Meeting", XP, "2019-06-05", "moscow"), ("Meeting", XP, "2019-06-06", "moscow")),
    ("two months", ("Meeting", XP, "2019-06", "russia"), ("Meeting", XP, "2019-07", "russia")),
    ("two countries in a month", ("Meeting", XP, "2019-06", "russia"), ("Meeting", XP, "2019-06", "kyrgyzstan")),
    ("two countries in a day", ("Meeting", XP, "2019-06-05", "moscow"), ("Meeting", XP, "2019-06-05", "beijing")),
    ("another person of a side", ("Meeting", WL, "2023-07-13", "jakarta"), ("Meeting", "qin-gang sergey-lavrov", "2023-07-13", "jakarta")),
    ("leaders and ministers in a day", ("Meeting", XP, "2023-03-21", "moscow"), ("Meeting", WL, "2023-03-21", "moscow")),
    ("ministers and leaders with them", ("Meeting", XP + " wang-yi sergey-lavrov", "2023-03-21", "moscow"), ("Meeting", WL, "2023-03-21", "moscow")),
    ("a third side", ("Meeting", WL, "2023-07-13", "jakarta"), ("Meeting", WL + " narendra-modi", "2023-07-13", "jakarta")),
    ("states alone, month only, no place", ("Meeting", WL, "2023-07-13", "jakarta"), ("Meeting", CR, "2023-07", None)),
    ("states alone, two claims of a year", ("Meeting", CR, "2023", None), ("Meeting", CR, "2023", None)),
    ("states alone, undated", ("Meeting", WL, "2023-07-13", "jakarta"), ("Meeting", CR, None, "jakarta")),
    ("call and meeting", ("Meeting", XP, "2022-02-04", "beijing"), ("PhoneCall", XP, "2022-02-04", None)),
    ("summit and meeting", ("Meeting", WL, "2023-07-13", "jakarta"), ("Summit", WL, "2023-07-13", "jakarta")),
    ("visit and meeting", ("Visit", XP, "2023-03", "moscow", "visitor host"), ("Meeting", XP, "2023-03", "moscow")),
    ("visit there and back", ("Visit", XP, "2023-03", "moscow", "visitor host"), ("Visit", "vladimir-putin xi-jinping", "2023-03", "beijing", "visitor host")),
    ("undated, no place", ("Meeting", XP, "2023-03-21", "moscow"), ("Meeting", XP, None, None)),
    ("undated, another city", ("Meeting", XP, "2023-03-21", "moscow"), ("Meeting", XP, None, "beijing")),
    ("undated, years later", ("Meeting", XP, "2013-03-22", "moscow"), ("Meeting", XP, None, "moscow")),
    ("year only, no place", ("Meeting", XP, "2022-02-04", "beijing"), ("Meeting", XP, "2022", None)),
    ("decade", ("Meeting", XP, "2013-03-22", "moscow"), ("Meeting", XP, "2010/2019", "moscow")),
    ("two forums in a day", ("Summit", WL + " asean", "2023-07-14", "jakarta"), ("Summit", WL + " east-asia-summit", "2023-07-14", "jakarta")),
    ("exercises of two years", ("MilitaryExercise", CR, "2022-12", None, "", {"name": "Joint Sea 2022"}), ("MilitaryExercise", CR, "2022-12", None, "", {"name": "Joint Sea 2021"})),
    ("exercises of two names", ("MilitaryExercise", CR, "2018-09", "russia", "", {"name": "Vostok 2018"}), ("MilitaryExercise", CR, "2018-09", "russia", "", {"name": "Peace Mission 2018"})),
    ("agreements of two names in a day", ("Agreement", CR, "2014-05-21", "shanghai", "", {"name": "gas supply contract"}), ("Agreement", CR, "2014-05-21", "shanghai", "", {"name": "currency swap"})),
    ("patrols of two months", ("JointPatrol", CR, "2023-06", "sea-of-japan"), ("JointPatrol", CR, "2023-12", "sea-of-japan")),
    ("planned and told", ("Meeting", XP, "2023-10-18", "beijing"), ("Meeting", XP, "2023-10", "beijing", "", {"status": "planned"})),
    ("with India and without", ("Meeting", "xi-jinping vladimir-putin", "2018-11-30", "argentina"), ("Meeting", "xi-jinping vladimir-putin narendra-modi", "2018-11-30", "argentina")),
]  # fmt: skip


def make_pair(make: Any, pair: Pair) -> list[ClaimRecord]:
    records = []
    for index, told in enumerate(pair[1:]):
        kind, actors, edtf, place, *more = told
        published = "2023-11-20" if any(t[2] is None for t in pair[1:]) else "2024-01-01"
        fields = {"roles": more[0] if more else "", **(more[1] if len(more) > 1 else {})}
        records.append(make(kind, actors, edtf, place, article=f"a{index}", published=published, **fields))
    return records


@pytest.mark.parametrize("pair", SAME, ids=[pair[0] for pair in SAME])
def test_one_event(make: Any, gazetteer: Gazetteer, names: Names, pair: Pair) -> None:
    records = make_pair(make, pair)
    assert count_events(records, gazetteer, names) == 1
    assert count_events(records[::-1], gazetteer, names) == 1


@pytest.mark.parametrize("pair", DIFFERENT, ids=[pair[0] for pair in DIFFERENT])
def test_two_events(make: Any, gazetteer: Gazetteer, names: Names, pair: Pair) -> None:
    assert count_events(make_pair(make, pair), gazetteer, names) == 2


def test_a_vague_claim_never_chains_two_dated_events(make: Any, gazetteer: Gazetteer, names: Names) -> None:
    dated = [make("Meeting", XP, "2019-06-05", "moscow", article="a"), make("Meeting", XP, "2019-06-27", "moscow", article="b")]
    vague = [
        make("Meeting", XP, "2019-06", "moscow", article="c"),
        make("Meeting", XP, None, "moscow", article="d", published="2019-07-01"),
    ]
    assert count_events(dated, gazetteer, names) == 2
    assert count_events(dated + vague[:1], gazetteer, names) == 3, "it fits both equally well, so it joins neither"
    assert count_events(dated + vague, gazetteer, names) >= 3


def test_states_alone_join_none_of_two_meetings_of_one_day(make: Any, gazetteer: Gazetteer, names: Names) -> None:
    """Also where the day is known: a president and a premier received the guest, and "China met Russia" may tell of either."""
    named = [
        make("Meeting", "xi-jinping mikhail-mishustin", "2023-05-24", "beijing", article="a"),
        make("Meeting", "li-qiang mikhail-mishustin", "2023-05-24", "beijing", article="b"),
    ]
    states = make("Meeting", CR, "2023-05-24", "beijing", article="c")
    assert count_events([*named, states], gazetteer, names) == 3
    assert count_events([named[0], states], gazetteer, names) == 1


def test_names_and_places_of_the_pairs_are_known(gazetteer: Gazetteer) -> None:
    """A typing error would make a near miss pass for the wrong reason."""
    for _, *told in (*SAME, *DIFFERENT):
        for _, actors, _, place, *_ in told:
            assert all(actor in gazetteer.actors for actor in actors.split()), actors
            assert place is None or all(p in gazetteer.places for p in place.split()), place
