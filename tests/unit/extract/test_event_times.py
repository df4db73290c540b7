"""When events were, by what the text ties them to: sentences of our own over several pairs of names, and what gives no day."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from app.annotate import Annotator, build_annotator
from app.extract.events import extract
from app.gazetteer import Gazetteer
from app.model import Article, Block, Claim
from app.settings import Settings

PAIRS = [
    ("Wang Yi", "Sergey Lavrov"),
    ("Li Qiang", "Mikhail Mishustin"),
    ("Xi Jinping", "Vladimir Putin"),
    ("Dong Jun", "Andrei Belousov"),
    ("Narendra Modi", "Fumio Kishida"),
]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return build_annotator(Settings(_env_file=None), Gazetteer.load())


def read(annotator: Annotator, text: str, published: str = "2023-07-17") -> list[Claim]:
    blocks, start = [], 0
    for part in text.split("\n\n"):
        blocks.append(Block("body", start, start + len(part)))
        start += len(part) + 2
    sha = hashlib.sha256(text.encode()).hexdigest()
    article = Article("a", "a", text, sha, tuple(blocks), published=date.fromisoformat(published))
    return list(extract(article, annotator.annotate(article), annotator.gazetteer))


def times(annotator: Annotator, template: str, kind: str, pair: int) -> list[str | None]:
    a, b = PAIRS[pair % len(PAIRS)]
    text = template.replace("{A}", a).replace("{B}", b).replace("{a}", a.split()[0 if a[0] in "WLXD" else -1])
    return sorted((c.time.edtf for c in read(annotator, text) if c.type == kind), key=str)


# (text, kind, the times of all events of that kind). The texts are published on Monday, July 17, 2023.
TIED = [
    # so much before or after an event that has a day
    ("The fair was opened on Friday, three days after {A}'s talks with {B} in Baku.", "Meeting", ["2023-07-11"]),
    ("On Tuesday, two days before his meeting with {B} in Minsk, {A} visited Astana.", "Meeting", ["2023-07-13"]),
    ("{A} met {B} in Baku on June 5. A week before the talks {B} visited Serbia.", "Visit", ["2023-05-29/2023-06-04"]),
    ("{A} became defence minister on June 5, two months after the removal of {B}.", "Appointment", ["2023-04", "2023-06-05"]),
    ("On May 3, a day ahead of his talks with {B}, {A} arrived in Minsk.", "Meeting", ["2023-05-04"]),
    ("The fair was opened in June, three days after {A}'s talks with {B} in Baku.", "Meeting", ["2023-06"]),
    ("The fair was opened on Friday, several days after {A}'s talks with {B} in Baku.", "Meeting", ["2023-07"]),
    ("{A} left office some time before the talks with {B}.", "Meeting", [None]),
    # an occasion that is named
    ("{A} met {B} in Baku on June 5. After the talks the two signed a plan of consultations.", "Agreement", ["2023-06-05"]),
    ("{A} met {B} in Baku on June 5. {A} and {B} signed a joint statement at the meeting.", "Agreement", ["2023-06-05"]),
    ("{A} was in Vienna from June 5 to 6. {B} met {A} during the visit.", "Meeting", ["2023-06-05/2023-06-06"]),
    ("{A} was in Vienna from June 5 to 6. {B} met {A} on the second day.", "Meeting", ["2023-06-06"]),
    ("{A} and {B} signed a treaty in Baku on June 5. The signing came after talks between {A} and {B}.", "Meeting", ["2023-06-05"]),
    ("On June 5 the exercise Joint Sea 2023 of China and Russia began. On the day of its opening {A} met {B}.", "Meeting", ["2023-06-05"]),
    # the story goes on
    ("{A} arrived in Baku on June 5. {a} then met {B}.", "Meeting", ["2023-06-05"]),
    ("{A} was welcomed in Baku on June 5. {a} met first with {B}.", "Meeting", ["2023-06-05"]),
    ("{A} met {B} in Baku on June 5.\n\n{A} and {B} agreed to set up a working group on transport.", "Agreement", ["2023-06-05"]),
    ("{A} said on June 5 that ties were strong. {a} discussed trade with {B} in Baku.", "Meeting", ["2023-06"]),
    ("{A} arrived in Baku on June 5. {a} had met {B} in Vienna.", "Meeting", [None]),
    ("{A} arrived in Baku on June 5. {a} has met {B} in Vienna.", "Meeting", [None]),
    ("{A} arrived in Baku on June 5. {a} met separately with {B}.", "Meeting", ["2023-06"]),
    ("{A} arrived in Baku on June 5. {a} will meet {B}.", "Meeting", [None]),
    ("{A} spent June in Baku. {a} met {B}.", "Meeting", ["2023-06"]),
    # where tells when
    ("{A} was received on June 5 in Baku, where {B} held talks with him.", "Meeting", ["2023-06-05"]),
    ("In May {A} travelled to Baku, where he met {B}.", "Meeting", ["2023-05"]),
    ("A trip to Baku in early May fell to {A}, who there met {B}.", "Meeting", ["2023-05"]),
    ("On June 5 {A} arrived in Baku, where he had once met {B}.", "Meeting", ["2023-06-05"]),
    ("On June 5 {A} arrived in Baku, where he will meet {B} next week.", "Meeting", ["2023-07-24/2023-07-30"]),
    # lengths
    ("On Wednesday {A} ended a three-day visit to Serbia.", "Visit", ["2023-07-10/2023-07-12"]),
    ("{A} began a three-day visit to Serbia on Wednesday.", "Visit", ["2023-07-12/2023-07-14"]),
    ("{A} met {B} on Tuesday, the second and last day of his visit to Serbia.", "Visit", ["2023-07-10/2023-07-11"]),
    ("{A} met {B} on Tuesday, the first day of his visit to Serbia.", "Visit", ["2023-07-11"]),
    ("{A} met {B} on the first day of his visit to Serbia.", "Visit", [None]),
    ("China and Russia on Saturday ended a week-long joint patrol.", "JointPatrol", ["2023-07-09/2023-07-15"]),
    ("China and Russia on Thursday ended a joint drill, which had begun on July 3.", "MilitaryExercise", ["2023-07-03/2023-07-13"]),
    ("{A} will pay a visit to Serbia that lasts three days.", "Visit", [None]),
    # announced, then told
    ("A meeting of the two is to follow next week. {A} and {B} are expected to confer in Kazan.", "Meeting", ["2023-07-24/2023-07-30"]),
    ("A meeting of the two took place last week. {A} and {B} are expected to confer in Kazan.", "Meeting", [None]),
    # the clause that has a day keeps it
    ("In June {A} had come to Minsk; in Baku {A} met {B}.", "Meeting", ["2023-06"]),
    ("{A} is due in Minsk on Sunday, and in Baku he is to hold talks with {B}.", "Meeting", [None]),
    # a stretch ahead, told by the way, is not the day that is gone on with
    (
        "The fair opened on July 6. The next one is due in the second half of the year. On the same day {A} received {B}.",
        "Meeting",
        ["2023-07-06"],
    ),
    # who left after a visit of some days came as long before; what was told "before the trip:" is not of its day
    ("{A} left Minsk on Friday after a visit of three days.", "Visit", ["2023-07-12/2023-07-14"]),
    (
        "{A} left Minsk on Friday after a visit of three days. The bank had spoken a month before the trip: on June 5 it published a paper.",
        "Visit",
        ["2023-07-12/2023-07-14"],
    ),
]


@pytest.mark.parametrize(("template", "kind", "expected"), TIED, ids=[row[0][:60] for row in TIED])
def test_times_by_what_the_text_ties(annotator: Annotator, template: str, kind: str, expected: list[str | None]) -> None:
    number = [row[0] for row in TIED].index(template)
    for pair in (number, number + 2):
        assert times(annotator, template, kind, pair) == expected, PAIRS[pair % len(PAIRS)]


def test_a_day_that_is_tied_says_so(annotator: Annotator) -> None:
    text = "Wang Yi arrived in Baku on June 5. After the talks Wang signed a plan with Sergey Lavrov. Wang then met Mikhail Mishustin."
    meeting = next(c for c in read(annotator, text) if c.type == "Meeting")
    assert (meeting.time.edtf, meeting.time.basis) == ("2023-06-05", "event-anchored")
    assert all(text[start:end] == words for words, start, end in meeting.time.words)


@pytest.mark.parametrize(
    ("text", "status", "latest"),
    [
        ("The Kremlin denied that {A} and {B} will meet.", "denied", None),
        ("{A} will reportedly meet {B} in Baku.", "alleged", None),
        ("{A} will not meet {B} in Baku.", "denied", None),
        ("The Kremlin denied that {A} and {B} had met.", "denied", "2023-07-17"),
        ("{A} reportedly met {B} in Baku.", "alleged", "2023-07-17"),
    ],
)
@pytest.mark.parametrize("pair", range(2))
def test_publication_ends_what_is_said_to_be_past_and_nothing_else(
    annotator: Annotator, text: str, status: str, latest: str | None, pair: int
) -> None:
    a, b = PAIRS[pair]
    [claim] = [c for c in read(annotator, text.replace("{A}", a).replace("{B}", b)) if c.type == "Meeting"]
    assert (claim.status, claim.time.edtf) == (status, None)
    assert claim.time.latest == (date.fromisoformat(latest) if latest else None)


@pytest.mark.parametrize(
    ("published", "when"),
    [("2022-05-08", "2022-05-10"), ("2022-05-15", "2022-05-10")],
)
def test_what_was_called_off_was_near(annotator: Annotator, published: str, when: str) -> None:
    text = "The meeting between Sergey Lavrov and Wang Yi planned for May 10 in Tashkent has been cancelled, the Russian Foreign Ministry said."
    [claim] = [c for c in read(annotator, text, published) if c.type == "Meeting"]
    assert (claim.status, claim.time.edtf) == ("cancelled", when)
