"""Entries headed by a month or a year date what they tell, as far as the heading does."""

from __future__ import annotations

import pytest

from app.annotate import Annotator, build_annotator
from app.extract import extract_claims
from app.gazetteer import Gazetteer
from app.model import Article, Claim
from app.readers import read_bytes
from app.settings import Settings

PAIRS = [("Wang Yi", "Sergey Lavrov"), ("Li Qiang", "Mikhail Mishustin"), ("Xi Jinping", "Vladimir Putin"), ("Dong Jun", "Andrei Belousov")]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return build_annotator(Settings(_env_file=None), Gazetteer.load())


def events(annotator: Annotator, text: str, kind: str) -> list[Claim]:
    about = {"published": "2026-01-10", "title": "A chronicle"}
    (article,) = read_bytes(text.encode(), "x.txt", about, annotator.gazetteer)
    assert isinstance(article, Article)
    claims = extract_claims(article, annotator.annotate(article), annotator.gazetteer)
    return sorted((c for c in claims if c.type == kind), key=lambda c: c.evidence[0].start)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_each_entry_has_its_own_time(annotator: Annotator, first: str, second: str) -> None:
    text = (
        f"March 2023. {first} meets {second} in Astana.\n\n2024: {first} meets {second} in Astana.\n\n"
        f"May 2025. {first} meets {second} in Astana.\n\n8 June 2025. {first} meets {second} in Minsk.\n"
    )
    found = events(annotator, text, "Meeting")
    assert [c.time.edtf for c in found] == ["2023-03", "2024", "2025-05", "2025-06-08"]
    assert {(c.status, c.time.basis) for c in found} == {("occurred", "dateline")}


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_year_of_an_entry_is_that_of_its_days(annotator: Annotator, first: str, second: str) -> None:
    text = f"2023: A quiet year.\n\n2024: The bank fails. On 16 May {first} meets {second} in Minsk.\n"
    assert [(c.time.edtf, c.time.basis) for c in events(annotator, text, "Meeting")] == [("2024-05-16", "stated")]


def test_what_an_entry_tells_as_planned_has_no_time_of_it(annotator: Annotator) -> None:
    text = "March 2023. The bridge opens.\n\nMay 2023. Xi Jinping will visit Moscow, the Kremlin says.\n"
    assert [(c.status, c.time.edtf) for c in events(annotator, text, "Visit")] == [("planned", None)]
