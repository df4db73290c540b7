"""When and where events were that the text ties to a dateline, a stay or the step told before: texts of our own as a reader gives them."""

from __future__ import annotations

import pytest

from app.annotate import Annotator, build_annotator
from app.extract.events import extract
from app.gazetteer import Gazetteer
from app.model import Article
from app.readers import read_bytes
from app.settings import Settings

GUESTS = [  # a guest and a host from Russia
    ("Wang Yi", "Wang", "Sergey Lavrov"),
    ("Li Qiang", "Li", "Mikhail Mishustin"),
    ("Xi Jinping", "Xi", "Vladimir Putin"),
    ("Dong Jun", "Dong", "Andrei Belousov"),
    ("Narendra Modi", "Modi", "Vladimir Putin"),
]

# (text, kind, date, places); published on Monday, July 17, 2023
TIED: list[tuple[str, str, str | None, set[str]]] = [
    # the reader sets the dateline apart, in whatever form it stands
    ("MOSCOW, July 14 - {A} held talks with {B} on Friday.\n\nTrade was discussed.", "Meeting", "2023-07-14", {"moscow"}),
    ("MOSCOW, July 14 (Agency) -- {A} held talks with {B} on Thursday.\n\nTrade was discussed.", "Meeting", "2023-07-13", {"moscow"}),
    ("MOSCOW, July 14. /AGENCY/. {A} held talks with {B}.\n\nTrade was discussed.", "Meeting", "2023-07-14", {"moscow"}),
    ("MOSCOW. July 14 (Agency) - {A} was received by {B}.\n\nTrade was discussed.", "Meeting", "2023-07-14", {"moscow"}),
    ("Moscow, 14 July \u2013 {A} met {B}.\n\nTrade was discussed.", "Meeting", "2023-07-14", {"moscow"}),
    ("MOSCOW (Agency) - {A} met {B} on Sunday.\n\nTrade was discussed.", "Meeting", "2023-07-16", {"moscow"}),
    ("ASTANA, July 14 - {A} met {B} on Friday.\n\nTrade was discussed.", "Meeting", "2023-07-14", {"astana"}),
    # a dateline is no place for what it reports of elsewhere, of long ago, of plans or of calls, and no day for background
    ("MOSCOW, July 14 - {A} met {B} in Vienna on Friday.\n\nTrade was discussed.", "Meeting", "2023-07-14", {"vienna"}),
    ("MOSCOW, July 14 - The envoy in Vienna wrote that {A} met {B} on Friday.\n\nTrade was discussed.", "Meeting", "2023-07-14", set()),
    ("MOSCOW, July 14 - {A} met {B} on June 5.\n\nTrade was discussed.", "Meeting", "2023-06-05", set()),
    ("MOSCOW, July 14 - {A} spoke with {B} by telephone on Friday.\n\nTrade was discussed.", "PhoneCall", "2023-07-14", set()),
    ("MOSCOW, July 14 - {A} will meet {B} on Thursday.\n\nTrade is the subject.", "Meeting", "2023-07-20", set()),
    ("MOSCOW, July 14 - {A} had met {B}.\n\nTrade was discussed.", "Meeting", None, set()),
    ("MOSCOW, July 14 - Prices are rising.\n\nTrade was discussed. {A} met {B}.", "Meeting", None, set()),
    # a stay that has begun
    ("{A} arrived in Moscow on Wednesday.\n\n{B} received {a} on Thursday.", "Meeting", "2023-07-13", {"moscow"}),
    ("On Wednesday {A} landed in Moscow. On Friday {a} held talks with {B}.", "Meeting", "2023-07-14", {"moscow"}),
    ("{A} landed in Moscow on Wednesday for a four-day visit. {B} received him on Saturday.", "Meeting", "2023-07-15", {"moscow"}),
    ("{A} arrived in Moscow on July 3. {B} received {a} on July 11.", "Meeting", "2023-07-11", set()),
    ("{A} left Moscow on Wednesday. {B} received {a} on Thursday.", "Meeting", "2023-07-13", set()),
    ("{A} arrived in Vienna on Wednesday. {B} met {a} on Thursday.", "Meeting", "2023-07-13", set()),
    ("{A} arrived in Moscow on Tuesday and flew to Astana on Thursday. {B} met {a} on Friday.", "Meeting", "2023-07-14", set()),
    # how long a visit lasts that its verb tells
    ("{A} wrapped up a two-day visit to Russia on Friday.", "Visit", "2023-07-13/2023-07-14", {"russia"}),
    ("{A} arrived in Moscow on Monday for a three-day visit.", "Visit", "2023-07-17/2023-07-19", {"moscow"}),
    ("{A} flew to Moscow on Tuesday on a two-day trip.", "Visit", "2023-07-11/2023-07-12", {"moscow"}),
    ("{A} arrived in Moscow on Monday for a visit of the museum.", "Visit", "2023-07-17", {"moscow"}),
    ("{A} arrived in Moscow on Monday for three days of talks on a five-year plan.", "Visit", "2023-07-17", {"moscow"}),
    # what leads to the verb
    ("{A} is on a tour of Europe. In Minsk he is to meet {B}.", "Meeting", None, {"minsk"}),
    ("{A} left for Minsk on Friday, where {B} received him.", "Meeting", "2023-07-14", {"minsk"}),
    ("In June {A} travelled to Minsk, where he met {B}.", "Meeting", "2023-06", {"minsk"}),
    ("They last took part in a fair in Minsk in May 2023, where {A} met {B}.", "Meeting", "2023-05", {"minsk"}),
    # a guest whom the article has there now
    ("{A} is visiting Moscow; he was received on Sunday by {B}.", "Meeting", "2023-07-16", {"moscow"}),
    ("{A} is visiting Moscow; he was received on June 5 by {B}.", "Meeting", "2023-06-05", set()),
    # a timetable is told in the present
    ("{A} meets {B} on Thursday in Minsk.", "Meeting", "2023-07-20", {"minsk"}),
    ("{A} has talks with {B} in Minsk on Wednesday.", "Meeting", "2023-07-19", {"minsk"}),
    ("{A} met {B} on Thursday in Minsk.", "Meeting", "2023-07-13", {"minsk"}),
    # entries of several days, of a month, of a year; lines of a chronicle
    ("July 3-5, 2023\n\n{A} visits Moscow and holds talks with {B}.\n\nJuly 9, 2023\n\nPrices rise.", "Meeting",
     "2023-07-03/2023-07-05", {"moscow"}),
    ("July 3-5, 2022: Trade grows. {A} meets {B} on the 4th.\nJuly 9, 2022: Prices rise.", "Meeting", "2022-07-04", set()),
    ("October 2021\n\n{A} meets {B} in Minsk.\n\nNovember 2021\n\nPrices rise.", "Meeting", "2021-10", {"minsk"}),
    ("2019\n\nOn March 5 {A} met {B} in Minsk.\n\n2020\n\nPrices rose.", "Meeting", "2019-03-05", {"minsk"}),
    ("- Mar 22-23: {A} meets {B} in Minsk.\n- Apr 2: Prices rise.", "Meeting", "2023-03-22/2023-03-23", {"minsk"}),
    # asides of a story
    ("{A} ended a tour in Moscow on Friday. He had been welcomed by Kim Jong Un in Pyongyang a day earlier.\n\n{a} also met {B}.",
     "Meeting", "2023-07-14", {"moscow"}),
    ("{A} is well known in Moscow. In May he had travelled to Minsk. There {a} met {B}.", "Meeting", "2023-05", {"minsk"}),
    ("{A} told {B} on Friday that trade was growing.\n\nThe two were meeting on the margins of a fair in Minsk.", "Meeting",
     "2023-07-14", {"minsk"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return build_annotator(Settings(_env_file=None), Gazetteer.load())


@pytest.mark.parametrize(("template", "kind", "day", "places"), TIED, ids=[row[0][:70] for row in TIED])
def test_when_and_where(annotator: Annotator, template: str, kind: str, day: str | None, places: set[str]) -> None:
    number = [row[0] for row in TIED].index(template)
    for guest, short, host in (GUESTS[number % 5], GUESTS[(number + 2) % 5]):
        text = template.replace("{A}", guest).replace("{B}", host).replace("{a}", short)
        about = {"title": "News of the day", "publisher": "Daily", "published": "2023-07-17"}
        (article,) = read_bytes(text.encode(), "news.txt", about, annotator.gazetteer)
        assert isinstance(article, Article)
        claims = extract(article, annotator.annotate(article), annotator.gazetteer)
        found = [c for c in claims if c.type == kind and len(c.participants) == 2 and {guest, host, "Russia"} >= {p.actor.name for p in c.participants}]  # fmt: skip
        assert [(c.time.edtf, {p.id for p in c.places}) for c in found] == [(day, places)], (guest, host)


# (text, kind, (date, places, status) of all of that kind); published on Monday, July 17, 2023
OTHERS: list[tuple[str, str, list[tuple[str | None, set[str], str]]]] = [
    ("China and Russia opened a joint exercise in the Sea of Japan on Sunday.", "MilitaryExercise",
     [("2023-07-16", {"sea-of-japan"}, "ongoing")]),
    ("China and Russia opened a joint exercise in the Sea of Japan on July 3.", "MilitaryExercise",
     [("2023-07-03", {"sea-of-japan"}, "occurred")]),
    ("Xi Jinping landed in Moscow on Sunday for a four-day visit.", "Visit", [("2023-07-16/2023-07-19", {"moscow"}, "ongoing")]),
    ("Xi Jinping landed in Moscow on July 3 for a four-day visit.", "Visit", [("2023-07-03/2023-07-06", {"moscow"}, "occurred")]),
    ("Xi Jinping leaves for Russia today.", "Visit", [("2023-07-17", {"russia"}, "planned")]),
    ("Xi Jinping left for Russia on Monday.", "Visit", [("2023-07-17", {"russia"}, "occurred")]),
    ("Japan sent a destroyer to Alaska in June.", "Deployment", [("2023-06", {"alaska"}, "occurred")]),
    ("American fighters intercepted two Russian bombers flying near Alaska.", "Deployment",
     [(None, {"alaska"}, "occurred")] * 2),  # the flight and what it met
    ("Russia and China flew a joint patrol in the Asia-Pacific region, flying over the Sea of Japan.", "JointPatrol",
     [(None, {"sea-of-japan"}, "occurred")]),
    ("Russia and China flew a joint patrol near Japan, flying over disputed waters.", "JointPatrol",
     [(None, {"japan"}, "occurred")]),
    ("China and Russia concluded the Joint Sea-2021 exercise off Vladivostok.", "MilitaryExercise",
     [(None, {"vladivostok"}, "occurred")]),
    ("We condemn the deployment of North Korean troops to Russia.", "Deployment", [(None, {"russia"}, "occurred")]),
    ("Xi Jinping and Vladimir Putin renewed their treaty of friendship last week by video link.", "Agreement",
     [("2023-07-10/2023-07-16", set(), "occurred")]),
    ("Xi Jinping and Vladimir Putin will sign a joint statement following their talks in Beijing.", "Meeting",
     [(None, {"beijing"}, "planned")]),
    ("On Tuesday China and Russia began a week of drills.", "MilitaryExercise", [("2023-07-11/2023-07-17", set(), "occurred")]),
    ("On a four-day visit to China since Tuesday, Vladimir Putin met Xi Jinping.", "Visit",
     [("2023-07-11/2023-07-14", {"china"}, "occurred")]),
    ("China and Russia held a joint exercise that began on July 8 and ran until July 12.", "MilitaryExercise",
     [("2023-07-08/2023-07-12", set(), "occurred")]),
    ("China and Russia are holding a joint exercise that began on July 14 and lasts until July 22.", "MilitaryExercise",
     [("2023-07-14/2023-07-22", set(), "ongoing")]),
    ("The leaders of the BRICS opened their annual summit in Kazan on Monday.", "Summit", [("2023-07-17", {"kazan"}, "ongoing")]),
    ("Sergey Lavrov and Wang Yi met in Kazan on June 5. They signed a plan of consultations for 2024 and 2025.", "Agreement",
     [("2023-06-05", {"kazan"}, "occurred")]),
    ("Chinese and Russian bombers flew a joint patrol on Tuesday. South Korea scrambled fighters when the Russian planes came near.",
     "Deployment", [("2023-07-11", set(), "occurred")]),
    ("Chinese and Russian bombers flew a joint patrol on Tuesday. South Korea scrambled fighters again.", "Deployment",
     [(None, set(), "occurred")]),
    ("Russian-Chinese talks took place in Sochi on June 5. Vladimir Putin and Xi Jinping signed a joint statement.", "Agreement",
     [("2023-06-05", {"sochi"}, "occurred")]),
    ("In June Xi Jinping travelled to Kazan. On the 15th he met Vladimir Putin.", "Meeting", [("2023-06-15", {"kazan"}, "occurred")]),
    ("June 5, 2023\n\nThe church thanks Wang Yi for meeting Sergey Lavrov.\n\nJuly 1, 2023\n\nPrices rise.", "Meeting",
     [(None, set(), "occurred")]),
    ("Russia vetoed a resolution on Venezuela in June.", "OtherEvent", [("2023-06", set(), "occurred")]),
    ("Gazprom and CNPC signed a contract for gas from the Russian Far East on Friday.", "Agreement", [("2023-07-14", set(), "occurred")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "expected"), OTHERS, ids=[row[0][:70] for row in OTHERS])
def test_lengths_plans_and_goals(annotator: Annotator, text: str, kind: str, expected: list[tuple[str | None, set[str], str]]) -> None:
    about = {"title": "News of the day", "publisher": "Daily", "published": "2023-07-17"}
    (article,) = read_bytes(text.encode(), "news.txt", about, annotator.gazetteer)
    assert isinstance(article, Article)
    claims = extract(article, annotator.annotate(article), annotator.gazetteer)
    assert [(c.time.edtf, {p.id for p in c.places}, c.status) for c in claims if c.type == kind] == expected
