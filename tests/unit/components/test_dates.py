"""Sentences of our own: what their times are, and what is no time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from spacy.tokens import Doc

from app.components.dates import DateContext, attach_dates, event_time, find_dates, parse_dateline, read_article_dates

Read = Callable[..., Doc]
MONDAY = "2023-07-17"  # a Monday
FRIDAY = "2021-10-15"  # a Friday

# (sentence, published, [(words, edtf, precision, basis, relation)])
TIMES = [
    # days
    ("The premiers met on 4 March 2019.", MONDAY, [("4 March 2019", "2019-03-04", "day", "stated", "on")]),
    ("They met on March 4, 2019, in Harbin.", MONDAY, [("March 4, 2019", "2019-03-04", "day", "stated", "on")]),
    ("The treaty of 2019-03-04 was renewed.", MONDAY, [("2019-03-04", "2019-03-04", "day", "stated", "on")]),
    ("The note is dated 04.03.2019.", MONDAY, [("04.03.2019", "2019-03-04", "day", "stated", "on")]),
    ("The note was sent on 25/03/2019.", MONDAY, [("25/03/2019", "2019-03-25", "day", "stated", "on")]),
    ("The note was sent on 04/05/2019.", MONDAY, [("04/05/2019", "2019-04/2019-05", "range", "stated", "on")]),
    ("They met on June 9.", MONDAY, [("June 9", "2023-06-09", "day", "stated", "on")]),
    ("They met on the ninth of June.", MONDAY, [("ninth of June", "2023-06-09", "day", "stated", "on")]),
    ("They met on December 9.", MONDAY, [("December 9", "2022-12-09", "day", "stated", "on")]),
    ("They will meet on December 9.", MONDAY, [("December 9", "2023-12-09", "day", "stated", "on")]),
    ("The Dec. 9 talks went well.", MONDAY, [("Dec. 9", "2022-12-09", "day", "stated", "on")]),
    ("Envoys arrived on Sept 5.", FRIDAY, [("Sept 5", "2021-09-05", "day", "stated", "on")]),
    ("The call took place on June 5 last year.", MONDAY, [("June 5 last year", "2022-06-05", "day", "stated", "on")]),
    ("Officials spoke on Saturday (July 15).", MONDAY, [("Saturday (July 15)", "2023-07-15", "day", "stated", "on")]),
    ("On Tuesday, December 27, the drill ended.", "2022-12-31", [("Tuesday, December 27", "2022-12-27", "day", "stated", "on")]),
    ("The pact was signed on Sunday, 16 July 2023.", MONDAY, [("Sunday, 16 July 2023", "2023-07-16", "day", "stated", "on")]),
    # from day to day
    ("The drill ran from July 10 to 13.", MONDAY, [("July 10 to 13", "2023-07-10/2023-07-13", "range", "stated", "on")]),
    ("The fair, on 13-15 March, was large.", MONDAY, [("13-15 March", "2023-03-13/2023-03-15", "range", "stated", "on")]),
    ("He stayed in Minsk on May 16 and 17.", MONDAY, [("May 16 and 17", "2023-05-16/2023-05-17", "range", "stated", "on")]),
    (
        "They spoke on May 16 and 20.",
        MONDAY,
        [("May 16", "2023-05-16", "day", "stated", "on"), ("20", "2023-05-20", "day", "stated", "on")],
    ),
    (
        "Ships trained from December 28, 2021 to January 3, 2022.",
        MONDAY,
        [("December 28, 2021 to January 3, 2022", "2021-12-28/2022-01-03", "range", "stated", "on")],
    ),
    ("The tour lasts from Tuesday to Thursday.", MONDAY, [("Tuesday to Thursday", "2023-07-11/2023-07-13", "range", "relative", "on")]),
    ("The tour will last from Tuesday to Thursday.", MONDAY, [("Tuesday to Thursday", "2023-07-18/2023-07-20", "range", "relative", "on")]),
    (
        "The court sat on Monday and Friday.",
        "2023-07-15",
        [("Monday", "2023-07-10", "day", "relative", "on"), ("Friday", "2023-07-14", "day", "relative", "on")],
    ),
    # months, seasons, years, parts
    ("Trade grew in May.", MONDAY, [("May", "2023-05", "month", "stated", "on")]),
    ("Trade grew in September.", MONDAY, [("September", "2022-09", "month", "stated", "on")]),
    ("The leaders plan to meet in September.", MONDAY, [("September", "2023-09", "month", "stated", "on")]),
    ("A summit to be held in October was discussed.", MONDAY, [("October", "2023-10", "month", "stated", "on")]),
    ("The line opened in March 2018.", MONDAY, [("March 2018", "2018-03", "month", "stated", "on")]),
    ("The line opened in June of last year.", MONDAY, [("June of last year", "2022-06", "month", "stated", "on")]),
    ("The line opened last December.", MONDAY, [("last December", "2022-12", "month", "relative", "on")]),
    ("The line opens next March.", MONDAY, [("next March", "2024-03", "month", "relative", "on")]),
    ("Talks began in mid-September 2019.", MONDAY, [("mid-September 2019", "2019-09", "month", "stated", "on")]),
    ("Talks began at the end of April.", MONDAY, [("the end of April", "2023-04", "month", "stated", "on")]),
    ("He resigned in early 2018.", MONDAY, [("early 2018", "2018", "year", "stated", "on")]),
    ("Sales rose between March and May 2023.", MONDAY, [("between March and May 2023", "2023-03/2023-05", "range", "stated", "on")]),
    (
        "Sales rose in the first seven months of 2022.",
        MONDAY,
        [("the first seven months of 2022", "2022-01/2022-07", "range", "stated", "on")],
    ),
    ("Sales rose in the second quarter of 2022.", MONDAY, [("the second quarter of 2022", "2022-04/2022-06", "range", "stated", "on")]),
    ("Sales rose in Q3 2022.", MONDAY, [("Q3 2022", "2022-07/2022-09", "range", "stated", "on")]),
    ("They trained in the summer of 2019.", MONDAY, [("summer of 2019", "2019-22", "season", "stated", "on")]),
    ("They trained in the spring.", MONDAY, [("spring", "2023-21", "season", "relative", "on")]),
    ("They trained last winter.", MONDAY, [("last winter", "2022-24", "season", "relative", "on")]),
    ("The pipeline was built in 2014.", MONDAY, [("2014", "2014", "year", "stated", "on")]),
    ("The 2014 contract expired.", MONDAY, [("2014", "2014", "year", "stated", "on")]),
    ("The programme for 2013-14 failed.", MONDAY, [("2013-14", "2013/2014", "range", "stated", "on")]),
    ("Ties cooled in the 1960s.", MONDAY, [("the 1960s", "1960/1969", "range", "stated", "on")]),
    # weekdays
    ("The minister flew home on Thursday.", MONDAY, [("Thursday", "2023-07-13", "day", "relative", "on")]),
    ("The minister spoke on Monday.", MONDAY, [("Monday", "2023-07-17", "day", "relative", "on")]),
    ("The minister will speak on Thursday.", MONDAY, [("Thursday", "2023-07-20", "day", "relative", "on")]),
    ("The minister is due in Tomsk on Thursday.", MONDAY, [("Thursday", "2023-07-20", "day", "relative", "on")]),
    ("The forum opens on Wednesday.", MONDAY, [("Wednesday", "2023-07-19", "day", "relative", "on")]),
    ("The agency reported it last Thursday.", MONDAY, [("last Thursday", "2023-07-13", "day", "relative", "on")]),
    ("They will talk again next Friday.", MONDAY, [("next Friday", "2023-07-28", "day", "relative", "on")]),
    ("They agreed on Wednesday of last week.", MONDAY, [("Wednesday of last week", "2023-07-12", "day", "relative", "on")]),
    # day words, weeks, months, years
    ("They met yesterday.", MONDAY, [("yesterday", "2023-07-16", "day", "relative", "on")]),
    ("The talks will resume tomorrow.", MONDAY, [("tomorrow", "2023-07-18", "day", "relative", "on")]),
    ("The fleet left port this weekend.", MONDAY, [("this weekend", "2023-07-15/2023-07-16", "range", "relative", "on")]),
    ("The fleet left port last weekend.", FRIDAY, [("last weekend", "2021-10-09/2021-10-10", "range", "relative", "on")]),
    ("The fleet will leave port this weekend.", FRIDAY, [("this weekend", "2021-10-16/2021-10-17", "range", "relative", "on")]),
    ("The bank cut rates last week.", MONDAY, [("last week", "2023-07-10/2023-07-16", "range", "relative", "on")]),
    ("The bank cut rates this week.", FRIDAY, [("this week", "2021-10-11/2021-10-15", "range", "relative", "on")]),
    ("The bank will cut rates next week.", FRIDAY, [("next week", "2021-10-18/2021-10-24", "range", "relative", "on")]),
    ("The bank cut rates last month.", MONDAY, [("last month", "2023-06", "month", "relative", "on")]),
    ("The bank cut rates earlier this month.", MONDAY, [("earlier this month", "2023-07", "month", "relative", "on")]),
    ("Six drills were held last year.", MONDAY, [("last year", "2022", "year", "relative", "on")]),
    ("He left the post three days ago.", MONDAY, [("three days ago", "2023-07-14", "day", "relative", "on")]),
    ("He left the post two weeks ago.", MONDAY, [("two weeks ago", "2023-07-03/2023-07-09", "range", "relative", "on")]),
    ("He left the post two months ago.", MONDAY, [("two months ago", "2023-05", "month", "relative", "on")]),
    ("Trade doubled in the past three years.", MONDAY, [("past three years", "2020/2023", "range", "relative", "on")]),
    ("Visits multiplied in recent months.", MONDAY, [("recent months", None, "none", "relative", "on")]),
    ("He left the post several days ago.", MONDAY, [("several days ago", None, "none", "relative", "on")]),
    # relations
    ("Nine drills have been held since 2015.", MONDAY, [("2015", "2015", "year", "stated", "since")]),
    ("The bridge will be ready by 2027.", MONDAY, [("2027", "2027", "year", "stated", "by")]),
    ("The ban lasts until July 30.", MONDAY, [("July 30", "2023-07-30", "day", "stated", "until")]),
    ("No ship passed before May 2022.", MONDAY, [("May 2022", "2022-05", "month", "stated", "before")]),
    ("Exports fell after March 2022.", MONDAY, [("March 2022", "2022-03", "month", "stated", "after")]),
    ("Exports fell throughout 2022.", MONDAY, [("2022", "2022", "year", "stated", "during")]),
    ("They spoke after Tuesday's session.", MONDAY, [("Tuesday", "2023-07-11", "day", "relative", "on")]),
    # told before
    (
        "Orlov arrived on May 5. Two days later he met Chen.",
        MONDAY,
        [("May 5", "2023-05-05", "day", "stated", "on"), ("Two days later", "2023-05-07", "day", "event-anchored", "on")],
    ),
    (
        "Orlov arrived on May 5 and left the following day.",
        MONDAY,
        [("May 5", "2023-05-05", "day", "stated", "on"), ("the following day", "2023-05-06", "day", "event-anchored", "on")],
    ),
    (
        "Orlov arrived in May 2020. That month he met Chen.",
        MONDAY,
        [("May 2020", "2020-05", "month", "stated", "on"), ("That month", "2020-05", "month", "event-anchored", "on")],
    ),
    (
        "Orlov came in 2019. In May of that year he met Chen.",
        MONDAY,
        [("2019", "2019", "year", "stated", "on"), ("May of that year", "2019-05", "month", "event-anchored", "on")],
    ),
    (
        "In 2019 Orlov came twice, in May and in July.",
        MONDAY,
        [
            ("2019", "2019", "year", "stated", "on"),
            ("May", "2019-05", "month", "stated", "on"),
            ("July", "2019-07", "month", "stated", "on"),
        ],
    ),
    (
        "In May 2020 Orlov came to Harbin. The two met the same day.",
        MONDAY,
        [("May 2020", "2020-05", "month", "stated", "on"), ("the same day", "2020-05", "month", "event-anchored", "on")],
    ),
    (
        "In May 2020 Orlov came to Harbin. Two days later he left.",
        MONDAY,
        [("May 2020", "2020-05", "month", "stated", "on"), ("Two days later", None, "none", "event-anchored", "on")],
    ),
    (
        "Orlov arrived on May 5. A week earlier Chen had called.",
        MONDAY,
        [("May 5", "2023-05-05", "day", "stated", "on"), ("A week earlier", "2023-04-24/2023-04-30", "range", "event-anchored", "on")],
    ),
    # days of a stretch
    (
        "Orlov was in Tomsk from May 5 to 7. He met Chen on the first day and Popov on the second.",
        MONDAY,
        [
            ("May 5 to 7", "2023-05-05/2023-05-07", "range", "stated", "on"),
            ("the first day", "2023-05-05", "day", "event-anchored", "on"),
            ("second", "2023-05-06", "day", "event-anchored", "on"),
        ],
    ),
    (
        "Orlov stayed on May 5 and 6. He met Chen on the first of the two days.",
        MONDAY,
        [
            ("May 5 and 6", "2023-05-05/2023-05-06", "range", "stated", "on"),
            ("the first of the two days", "2023-05-05", "day", "event-anchored", "on"),
        ],
    ),
    (
        "Orlov stayed from Tuesday to Thursday. He met Chen on the last day.",
        MONDAY,
        [
            ("Tuesday to Thursday", "2023-07-11/2023-07-13", "range", "relative", "on"),
            ("the last day", "2023-07-13", "day", "event-anchored", "on"),
        ],
    ),
    (
        "Orlov stayed in May 2020. He met Chen on the first day.",
        MONDAY,
        [("May 2020", "2020-05", "month", "stated", "on"), ("the first day", None, "none", "none", "on")],
    ),
    # the day told last
    (
        "Orlov arrived on May 5. In the evening he met Chen.",
        MONDAY,
        [("May 5", "2023-05-05", "day", "stated", "on"), ("In the evening", "2023-05-05", "day", "event-anchored", "on")],
    ),
    (
        "Orlov arrived on May 5. Hours later he met Chen.",
        MONDAY,
        [("May 5", "2023-05-05", "day", "stated", "on"), ("Hours later", "2023-05-05", "day", "event-anchored", "on")],
    ),
    (
        "Orlov arrived on Wednesday after a fair that ended on Tuesday. In the evening he met Chen.",
        MONDAY,
        [
            ("Wednesday", "2023-07-12", "day", "relative", "on"),
            ("Tuesday", "2023-07-11", "day", "relative", "on"),
            ("In the evening", "2023-07-12", "day", "event-anchored", "on"),
        ],
    ),
    ("Hours later he met Chen.", MONDAY, [("Hours later", None, "none", "none", "on")]),
    (
        "Orlov took office in May 2020. Before the month was out he had met Chen.",
        MONDAY,
        [("May 2020", "2020-05", "month", "stated", "on"), ("Before the month was out", "2020-05", "month", "event-anchored", "on")],
    ),
    ("Orlov will travel to Tomsk at the end of the month.", MONDAY, [("the end of the month", "2023-07", "month", "relative", "on")]),
    (
        "Chen came on June 14. Orlov had met Popov at the start of the month.",
        MONDAY,
        [("June 14", "2023-06-14", "day", "stated", "on"), ("the start of the month", "2023-06", "month", "event-anchored", "on")],
    ),
    # what counts from an event waits for it
    ("Orlov left two days before the talks.", MONDAY, [("two days before", None, "none", "none", "on")]),
    ("Orlov left a day ahead of the presidents.", MONDAY, [("a day ahead of", None, "none", "none", "on")]),
]

# what is no time, whatever the publication day
NO_TIMES = [
    "Ministers may meet if the council agrees.",
    "May I add a word on the pipeline?",
    "Troops march along the border.",
    "Theresa May spoke with the envoy.",
    "Dong Jun took the oath.",
    "The exercise Northern Shield 2021 was large.",
    "The drill Steppe-2021 was large.",
    "About 2000 soldiers took part.",
    "The 12-nation forum was small.",
    "The pact passed by 141 votes.",
    "An A320 and two Tu-95 planes landed.",
    "He praised the talks (Weekly Today).",
    "The route is 1,990 kilometres long.",
    "The five-day drill went well.",
    "A spokesman said 16 people had come.",
    "The second fleet sailed.",
    "The loan was 2023.5 million yuan.",
    "Parliament sat every Friday.",
]


@pytest.mark.parametrize(("text", "published", "expected"), TIMES, ids=[row[0] for row in TIMES])
def test_times_of_a_sentence(dated: Read, text: str, published: str, expected: list[tuple[str, str | None, str, str, str]]) -> None:
    found = [(e["words"], e["edtf"], e["precision"], e["basis"], e["relation"]) for e in dated(text, published)._.amur_dates]
    assert found == expected


@pytest.mark.parametrize("text", NO_TIMES)
def test_what_is_no_time(dated: Read, text: str) -> None:
    assert [entry["words"] for entry in dated(text, MONDAY)._.amur_dates] == []


@pytest.mark.parametrize(
    "text",
    [
        "They met on Monday.",
        "They met last month.",
        "They met on June 9.",
        "Trade grew in May.",
        "They met three days ago.",
        "They met in recent months.",
    ],
)
def test_without_a_publication_day_what_hangs_on_it_stays_unknown(dated: Read, text: str) -> None:
    (entry,) = dated(text)._.amur_dates
    assert (entry["edtf"], entry["earliest"], entry["latest"], entry["precision"], entry["basis"]) == (None, None, None, "none", "none")


def test_without_a_publication_day_a_full_date_is_known(dated: Read) -> None:
    assert dated("They met on 9 June 2021.")._.amur_dates[0]["edtf"] == "2021-06-09"


def test_a_weekday_that_the_date_does_not_have_is_a_conflict(dated: Read) -> None:
    entry = dated("They met on Tuesday, 16 July 2023.", MONDAY)._.amur_dates[0]
    assert (entry["edtf"], entry["conflict"]) == ("2023-07-16", "weekday")
    assert dated("They met on Sunday, 16 July 2023.", MONDAY)._.amur_dates[0]["conflict"] is None


def test_a_weekday_settles_the_year(dated: Read) -> None:
    assert dated("They met on Saturday, July 16.", MONDAY)._.amur_dates[0]["edtf"] == "2022-07-16"


@pytest.mark.parametrize("text", ["Nobody met on June 31.", "They met on February 29, 2023."])
def test_a_day_that_no_calendar_has_is_not_repaired(dated: Read, text: str) -> None:
    assert all(entry["precision"] != "day" for entry in dated(text, MONDAY)._.amur_dates)


# ---- which event a time dates ------------------------------------------------------------------------------------------------

ATTACHED = [
    ("Orlov said Monday that Chen met Popov last week.", "met", ["last week"]),
    ("Orlov said Monday that Chen met Popov last week.", "said", ["Monday"]),
    ("On Tuesday Chen arrived in Tomsk and met Popov.", "met", ["Tuesday"]),
    ("On Tuesday Chen arrived in Tomsk and met Popov.", "arrived", ["Tuesday"]),
    ("Chen and Popov held talks in Tomsk on Friday.", "talks", ["Friday"]),
    ("Chen and Popov held talks in Tomsk on Friday.", "held", ["Friday"]),
    ("The drill was held in August 2019.", "drill", ["August 2019"]),
    ("The drill was criticised on Monday.", "drill", []),
    ("A June meeting between Chen and Popov was praised on Friday.", "meeting", ["June"]),
    ("Chen met Popov, who had visited Harbin in May.", "met", []),
    ("Chen met Popov, who had visited Harbin in May.", "visited", ["May"]),
    ("Trade reached 9 billion dollars in 2021, 4 percent more than a year earlier.", "reached", ["2021"]),
    ("The session planned for Friday was called off on Wednesday.", "session", ["Friday"]),
    ("In 2012 they trained in the bay from April 22 to April 27.", "trained", ["April 22 to April 27", "2012"]),
    # the day of saying is not the day of what is said
    ("Orlov said on Wednesday he had a long call with Chen.", "had", []),
    ("Popov told reporters on Friday that Orlov had met Chen.", "met", []),
    ("The navies opened their drill at a port in Busan on Sunday, state television reported on Monday.", "opened", ["Sunday"]),
    ("Orlov met Chen in Tomsk on Thursday, the ministry said on Friday.", "met", ["Thursday"]),
    # a clause about a time
    ("Orlov has held the post since May, when he succeeded Popov.", "succeeded", ["May"]),
    ("On Friday, when Orlov met Chen, the fair was closed.", "met", ["Friday"]),
    ("It happened on the day on which Orlov met Chen.", "met", []),
    # what is followed is over, what follows is dated
    ("The talks were followed on Friday by a tour of the port.", "talks", []),
    ("The talks were followed on Friday by a tour of the port.", "tour", ["Friday"]),
    # one subject, one tense, one day
    ("The council removed Orlov on Tuesday and appointed Chen.", "appointed", ["Tuesday"]),
    ("Orlov left Tomsk on Tuesday and then met Chen.", "met", []),
    ("Orlov left Tomsk on Tuesday and Chen met Popov.", "met", []),
    ("Popov, whom Chen received and with whom Orlov held talks on Friday, was pleased.", "received", ["Friday"]),
    # a bare time behind an event noun
    ("Orlov made a call to Chen, his first since the invasion last year.", "invasion", ["last year"]),
    ("Orlov made a call to Chen, his first since the invasion last year.", "call", []),
    ("Orlov briefed Chen before his trip to Tomsk on Tuesday.", "trip", ["Tuesday"]),
    ("The fair opened on Friday, three days after the talks of Orlov and Chen.", "talks", []),
    ("Ministers meeting in Tomsk on Friday praised Orlov.", "meeting", ["Friday"]),
]


@pytest.mark.parametrize(("text", "trigger", "words"), ATTACHED)
def test_which_times_date_an_event(dated: Read, text: str, trigger: str, words: list[str]) -> None:
    doc = dated(text, MONDAY)
    index = next(token.i for token in doc if token.text == trigger)
    assert [doc._.amur_dates[i]["words"] for i in attach_dates(doc, index)] == words


# ---- across blocks -------------------------------------------------------------------------------------------------------------


def test_context_carries_what_was_told_from_block_to_block(dated: Read, vendor: Callable[[str], Doc]) -> None:
    context = DateContext(published=date(2023, 7, 17), reference=date(2023, 7, 17))
    find_dates(vendor("Orlov came on July 10."), date(2023, 7, 17), context=context)
    later = find_dates(vendor("He left the next day."), date(2023, 7, 17), context=context)
    assert later[0]["edtf"] == "2023-07-11"


def test_blocks_of_a_digest_are_dated_by_their_headings(vendor: Callable[[str], Doc]) -> None:
    docs = [vendor(text) for text in ("May 8, 2015", "Orlov met Chen on Thursday.", "June 1, 2015", "The same day Popov flew home.")]
    for doc in docs:
        doc._.amur_published = "2015-12-31"
    read_article_dates(docs)
    assert docs[1]._.amur_dateline["date"] == "2015-05-08"
    assert docs[1]._.amur_dates[0]["edtf"] == "2015-05-07"
    assert docs[3]._.amur_dates[0]["edtf"] == "2015-06-01"


def test_indexes_do_not_hang_on_what_is_known(vendor: Callable[[str], Doc]) -> None:
    doc = vendor("BAIKALSK, July 9 -- Orlov met Chen on Monday; two days later, in May of that year, they flew home.")
    alone = find_dates(doc, None)
    known = find_dates(doc, date(2023, 7, 17), date(2023, 7, 9), DateContext(date(2023, 7, 17), date(2023, 7, 9)))
    assert [(e["start"], e["end"], e["words"]) for e in alone] == [(e["start"], e["end"], e["words"]) for e in known]


# ---- datelines -----------------------------------------------------------------------------------------------------------------

DATELINES = [
    ("BEIJING, July 16 -- Ships left port.", "BEIJING", "2023-07-16"),
    ("ULAN-UDE, Dec. 3 \u2014 A bridge opened.", "ULAN-UDE", "2022-12-03"),
    ("TOMSK, Siberia, 5 May (Own agency) - Talks began.", "TOMSK, Siberia", "2023-05-05"),
    ("OMSK, July 4 (Own agency) -", "OMSK", "2023-07-04"),
    ("TOMSK. July 5 (Own agency) -", "TOMSK", "2023-07-05"),
    ("Omsk, July 5. /OWN/.", "Omsk", "2023-07-05"),
    ("Ulan-Ude (Own agency) \u2014", "Ulan-Ude", None),
    ("May 8, 2015", None, "2015-05-08"),
    ("8 May 2015", None, "2015-05-08"),
    ("Friday, May 8, 2015", None, "2015-05-08"),
]


@pytest.mark.parametrize(("text", "place", "day"), DATELINES)
def test_datelines(text: str, place: str | None, day: str | None) -> None:
    line = parse_dateline(text, date(2023, 7, 17))
    assert line is not None
    assert (line.place, line.day.isoformat() if line.day else None) == (place, day)


@pytest.mark.parametrize(
    "text",
    ["Ships left port on July 16.", "In May 2015", "NATO - a military alliance - met.", "May 8 and 9", "July 16 was a day of talks."],
)
def test_no_datelines(text: str) -> None:
    line = parse_dateline(text, date(2023, 7, 17))
    assert line is None or line.day is None


def test_a_heading_without_a_year_needs_a_publication_day() -> None:
    line = parse_dateline("July 16", None)
    assert line is not None
    assert line.day is None


@pytest.mark.parametrize(
    ("text", "place", "day"),
    [
        ("BEIJING, July 16 (Agency) -", "BEIJING", "2023-07-16"),
        ("MOSCOW, July 5. /AGENCY/.", "MOSCOW", "2023-07-05"),
        ("Tomsk, 5 July \u2013", "Tomsk", "2023-07-05"),
        ("ST. PETERSBURG (Agency) \u2014", "ST. PETERSBURG", None),
        ("May 8 \u2013", None, "2023-05-08"),
    ],
)
def test_a_dateline_that_the_reader_has_set_apart(vendor: Callable[[str], Doc], text: str, place: str | None, day: str | None) -> None:
    docs = [vendor(text), vendor("Talks began.")]
    for doc, kind in zip(docs, ("dateline", "body"), strict=True):
        doc._.amur_published, doc._.amur_block = "2023-07-17", kind
    read_article_dates(docs)
    assert (docs[1]._.amur_dateline["words"], docs[1]._.amur_dateline["date"]) == (place, day)


@pytest.mark.parametrize("text", ["On Friday Orlov met Dong Jun.", "Orlov was received by Dong Jun."])
def test_a_name_at_the_end_of_a_sentence_is_no_month(dated: Read, text: str) -> None:
    assert not [e for e in dated(text, MONDAY)._.amur_dates if "Jun" in e["words"]]


# ---- the time of an event ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "edtf", "earliest", "latest"),
    [
        ("They met in May 2022.", "2022-05", "2022-05-01", "2022-05-31"),
        ("They have met since 2019.", None, "2019-01-01", "2023-07-17"),
        ("They met before May 2022.", None, None, "2022-04-30"),
        ("They met by 2020.", None, None, "2020-12-31"),
        ("They met in recent years.", None, None, "2023-07-17"),
    ],
)
def test_time_of_an_event(dated: Read, text: str, edtf: str | None, earliest: str | None, latest: str | None) -> None:
    entry = dated(text, MONDAY)._.amur_dates[0]
    time = event_time(entry, date(2023, 7, 17), offset=100)
    assert (time.edtf, time.earliest and time.earliest.isoformat(), time.latest and time.latest.isoformat()) == (edtf, earliest, latest)
    words, start, end = time.words[0]
    assert text[start - 100 : end - 100] == words
