"""The status of an event by the chain of words above it."""

from __future__ import annotations

import pytest
from spacy.language import Language

from app.components.status import find_status


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("Xi met Putin on Monday.", "met", "occurred"),
        ("Xi will meet Putin on Monday.", "meet", "planned"),
        ("Xi is to meet Putin on Monday.", "meet", "planned"),
        ("Xi is expected to meet Putin.", "meet", "planned"),
        ("Xi agreed to meet Putin.", "meet", "planned"),
        ("Xi did not meet Putin.", "meet", "denied"),
        ("Xi refused to meet Putin.", "meet", "denied"),
        ("The Kremlin denied that Xi had met Putin.", "met", "denied"),
        ("Beijing did not confirm that Xi had met Putin.", "met", "hypothetical"),
        ("Neither side confirmed that the leaders had met in Sochi.", "met", "hypothetical"),
        ("Neither Moscow nor Beijing confirmed that the leaders had met in Sochi.", "met", "hypothetical"),
        ("Beijing confirmed that Xi had not met Putin.", "met", "denied"),
        ("Xi reportedly met Putin in Sochi.", "met", "alleged"),
        (
            "The meeting between Lavrov and Wang Yi planned for May 10 in Minsk has been cancelled, the Russian Foreign Ministry said.",
            "meeting",
            "cancelled",
        ),
        ("Talks between Lavrov and Wang Yi scheduled for May 10 have been called off.", "Talks", "cancelled"),
        ("Xi may meet Putin in Sochi.", "meet", "hypothetical"),
        ("If Xi meets Putin, ties will grow.", "meets", "hypothetical"),
        ("Xi would have met Putin in Sochi.", "met", "hypothetical"),
        ("Xi has yet to meet Putin.", "meet", "denied"),
        ("China would attack Taiwan if it declared independence.", "attack", "hypothetical"),
        ("There is no evidence that China has delivered weapons to Russia.", "delivered", "denied"),
        ("Talks on an agreement with Mongolia went on.", "agreement", "hypothetical"),
        ("The planned visit caused a stir.", "visit", "planned"),
        ("They cancelled the visit.", "visit", "cancelled"),
        ("The visit was called off.", "visit", "cancelled"),
        ("No visit took place.", "visit", "denied"),
        ("Putin is visiting Beijing.", "visiting", "ongoing"),
        ("Neither Xi nor Putin attended.", "attended", "denied"),
        ("Japan accused Russia of invading Ukraine.", "invading", "alleged"),
        ("Xi flew to Moscow to meet Putin.", "meet", "occurred"),
    ],
)
def test_status(vendor: Language, text: str, word: str, status: str) -> None:
    doc = vendor(text)
    trigger = next(t for t in doc if t.text == word)
    governor = trigger.head if trigger.pos_ == "NOUN" and trigger.dep_ in ("dobj", "nsubjpass", "nsubj") else None
    assert find_status(trigger, governor)[0] == status


def test_adverbs_make_it_less_certain(vendor: Language) -> None:
    doc = vendor("Xi probably met Putin.")
    assert find_status(next(t for t in doc if t.text == "met")) == ("occurred", "probable")
