"""Whose turn a paragraph of a transcript belongs to."""

from __future__ import annotations

import pytest

from app.components.attribution_turns import find_turns
from app.gazetteer import Gazetteer

BRIEFING = (
    "Q Has the ship left port?",
    "And when will it be back?",
    "MS. NOVAK: It left on Friday.",
    "It will be back in May.",
    "Q Thank you.",
    "MR. OSEI: You are welcome.",
    "(Laughter.)",
    "OPERATOR: The next question, please.",
    "QUESTION: What about the crew?",
    "MR. OSEI: They are well.",
)


def said(blocks: tuple[str, ...], *, opened: bool = False) -> list[tuple[str | None, str]]:
    return [(turn.label, blocks[turn.block][turn.start : turn.end]) for turn in find_turns(blocks, opened=opened)]


def test_an_outlet_asks_even_without_a_question_mark() -> None:
    gazetteer = Gazetteer.load()
    blocks = (
        "TASS: The neighbour said that the bridge would open.",
        "Anna Petrova: It will open in May.",
        "Rivertown TV: My question is on the harbour. Thank you.",
        "Anna Petrova: The harbour is safe.",
        "Deputy Press Secretary Osei: The Daily asked for a date. It is June 3.",
    )
    found = find_turns(blocks, gazetteer=gazetteer)
    assert [turn.label for turn in found] == ["Anna Petrova", "Anna Petrova", "Deputy Press Secretary Osei"]


def test_a_briefing_gives_one_item_a_paragraph_of_an_official() -> None:
    assert said(BRIEFING) == [
        ("MS. NOVAK", "It left on Friday."),
        ("MS. NOVAK", "It will be back in May."),
        ("MR. OSEI", "You are welcome."),
        ("MR. OSEI", "They are well."),
    ]


def test_names_and_outlets_as_labels() -> None:
    blocks = (
        "Anna Petrova: The minister will travel to Oslo.",
        "The Herald: Will he meet the king?",
        "Anna Petrova: He may.",
        "Nothing is settled.",
    )
    assert said(blocks) == [
        ("Anna Petrova", "The minister will travel to Oslo."),
        ("Anna Petrova", "He may."),
        ("Anna Petrova", "Nothing is settled."),
    ]


def test_lines_within_a_block_are_turns_too() -> None:
    assert said(("THE PRESIDENT: We agreed.\nQ On what?\nTHE PRESIDENT: On grain.",)) == [
        ("THE PRESIDENT", "We agreed."),
        ("THE PRESIDENT", "On grain."),
    ]


def test_what_stands_before_the_first_label_is_the_authors_if_he_has_the_floor() -> None:
    assert said(("We met at noon.", "Q And then?", "THE PRESIDENT: We parted."), opened=True) == [
        (None, "We met at noon."),
        ("THE PRESIDENT", "We parted."),
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        ("The ships left port on Friday.", "They will be back in May."),
        ("Note: the ships left port.", "They will be back in May."),
        ("Background: the pact of 1996.", "It was renewed twice.", "Nobody noticed.", "Nobody cared.", "It lapsed."),
        ("At 10:30 the ship left.", "MOSCOW, July 3 -- It came back."),
        ("Q. How many ships?", "A. Five."),
    ],
)
def test_no_transcript(blocks: tuple[str, ...]) -> None:
    assert said(blocks) == []


def test_remarks_of_two_whom_the_registry_knows() -> None:
    gazetteer = Gazetteer.load()
    blocks = (
        "The guests had flown in at noon.",
        "President of Russia Vladimir Putin: Friends, good day.",
        "I am glad to see you.",
        "Foreign Minister of China Wang Yi (retranslated): Thank you.",
        "The table was laid for six.",
        "The press was let in.",
        "Nobody stayed.",
    )
    assert [turn.label for turn in find_turns(blocks, gazetteer=gazetteer)][:3] == [
        "President of Russia Vladimir Putin",
        "President of Russia Vladimir Putin",
        "Foreign Minister of China Wang Yi",
    ]
    harbour = ("Harbour: The ships left.", "Station Road: It is shut.", *blocks[4:])
    assert find_turns(harbour, gazetteer=gazetteer) == ()
