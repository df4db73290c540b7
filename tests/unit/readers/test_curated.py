"""Curated tables (.csv): one article, a claim a row, evidence that is the row; wrong columns and rows explained."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from app.gazetteer import Gazetteer
from app.model import Claim
from app.readers import CuratedTable, ReadFailure, ReadItem, read_bytes
from app.readers.curated import TABLES
from app.readers.curated_times import read_time
from app.resources import find_resource
from app.validate import validate_claims

GAZETTEER = Gazetteer.load()
FOLDER = find_resource("data", "curated")


def read_table(name: str) -> CuratedTable:
    items = read_bytes((FOLDER / f"{name}.csv").read_bytes(), f"{name}.csv", None, GAZETTEER)
    assert len(items) == 1, items[1:]
    assert isinstance(items[0], CuratedTable)
    return items[0]


def claim_of(name: str, row: str) -> Claim:
    table = read_table(name)
    return next(claim for claim in table.claims if claim.evidence[0].quote.startswith(f"{row},"))


def read_lines(*lines: str, name: str = "meetings.csv") -> tuple[ReadItem, ...]:
    return read_bytes("\n".join(lines).encode(), name, None, GAZETTEER)


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_a_valid_claim_that_quotes_it(name: str) -> None:
    table = read_table(name)
    article = table.article
    assert (article.kind, article.publisher_id, article.licence, article.language) == ("curated", "amur-tables", "CC BY 4.0", "en")
    assert article.text == (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    rows = [article.text[block.start : block.end] for block in article.blocks if block.kind == "row"]
    assert [claim.evidence[0].quote for claim in table.claims] == rows
    assert len({claim.id for claim in table.claims}) == len(rows) > 0
    kept, refused = validate_claims(article, table.claims)
    assert refused == ()
    assert kept == table.claims
    for claim in table.claims:
        assert claim.rule == f"curated.{name}"
        assert claim.sources
        evidence = claim.evidence[0]
        assert article.text[evidence.start : evidence.end] == evidence.quote
        assert all(article.text[start:end] == words for words, start, end in claim.time.words)


@pytest.mark.parametrize("name", TABLES)
def test_the_readme_describes_the_columns(name: str) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    line = next(line for line in readme.splitlines() if line.startswith(f"| `{name}.csv`"))
    for column in (*TABLES[name].required, *TABLES[name].optional):
        assert f"`{column}`" in line, column
    header = (FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert set(header) == {*TABLES[name].required, *TABLES[name].optional}


def test_a_meeting_has_sides_offices_and_its_day() -> None:
    claim = _jakarta()
    assert claim.type == "Meeting"
    assert (claim.level, claim.format, claim.status) == ("foreign", "bilateral", "occurred")
    assert [place.id for place in claim.places] == ["jakarta"]
    by_actor = {participation.actor.id: participation for participation in claim.participants}
    assert by_actor["sergey-lavrov"].on_behalf_of == "russia"
    assert by_actor["sergey-lavrov"].in_office == "foreign-minister-of-russia"
    assert by_actor["wang-yi"].on_behalf_of == "china"
    assert by_actor["wang-yi"].in_office == "director-of-the-cpc-foreign-affairs-office"  # Qin Gang was minister then
    assert claim.time.precision == "day"
    assert claim.time.earliest == claim.time.latest
    assert claim.time.basis == "stated"


def _jakarta() -> Claim:
    (claim,) = [
        claim
        for claim in read_table("meetings").claims
        if claim.time.earliest and claim.time.earliest.year == 2023 and [place.id for place in claim.places] == ["jakarta"]
    ]
    return claim


def test_being_at_one_event_is_a_summit_and_never_a_meeting() -> None:
    claims = read_table("meetings").claims
    for claim in claims:
        is_summit = claim.format == "multilateral"
        assert claim.type == ("Summit" if is_summit else "Meeting")
        assert {participation.role for participation in claim.participants} == {"attendee" if is_summit else "participant"}
    assert 0 < sum(claim.type == "Summit" for claim in claims) < len(claims)


def test_an_exercise_has_name_forces_and_honest_bounds() -> None:
    claim = claim_of("exercises", "ex-peace-mission-2007")
    assert (claim.type, claim.name, claim.ordinal) == ("MilitaryExercise", "Peace Mission 2007", None)
    assert (claim.time.edtf, claim.time.earliest, claim.time.latest) == ("2007/2007-08-17", date(2007, 1, 1), date(2007, 8, 17))
    patrols = [claim for claim in read_table("exercises").claims if claim.type == "JointPatrol"]
    air = [claim.ordinal for claim in patrols if claim.name and "air patrol" in claim.name]
    assert air == list(range(1, len(air) + 1))


def test_a_statement_is_direct_only_where_the_words_are_quoted() -> None:
    table = read_table("statements")
    for claim in table.claims:
        assert claim.statement is not None
        said = claim.statement
        assert table.article.text[said.quote_start : said.quote_end] == said.quote
        assert claim.attributed_to
        assert not claim.participants
    friend = claim_of("statements", "st-2019-best-friend")
    assert friend.statement is not None
    assert (friend.statement.quote, friend.statement.direct) == ("best friend", True)
    bond = claim_of("statements", "st-2021-lavrov-bond")
    assert bond.statement is not None
    assert not bond.statement.direct
    assert bond.time.precision == "month"


def test_a_figure_has_its_unit_period_and_agency() -> None:
    claim = claim_of("trade", "trade-2018-total")
    assert claim.figure is not None
    assert (claim.figure.value, claim.figure.unit, claim.figure.period) == ("107060000000", "USD", "2018")
    assert claim.figure.agency is not None
    assert claim.figure.agency.id == "gacc"


def test_confidence_and_doubt() -> None:
    for claim in read_table("meetings").claims:
        assert claim.confidence in {0.95, 0.8, 0.6}
        assert (claim.certainty == "probable") == (claim.confidence == 0.6)


@pytest.mark.parametrize(
    ("text", "edtf", "precision", "earliest", "latest", "reading"),
    [
        ("2023-07-12", "2023-07-12", "day", date(2023, 7, 12), date(2023, 7, 12), "sometime-within"),
        ("2023-07", "2023-07", "month", date(2023, 7, 1), date(2023, 7, 31), "sometime-within"),
        ("2024-02", "2024-02", "month", date(2024, 2, 1), date(2024, 2, 29), "sometime-within"),
        ("2023", "2023", "year", date(2023, 1, 1), date(2023, 12, 31), "sometime-within"),
        ("2023-03-20/2023-03-22", "2023-03-20/2023-03-22", "range", date(2023, 3, 20), date(2023, 3, 22), "throughout"),
        ("2019-04-29/2019", "2019-04-29/2019", "range", date(2019, 4, 29), date(2019, 12, 31), "sometime-within"),
        ("2005-08-18~/2005-08-25~", "2005-08-18~/2005-08-25~", "range", date(2005, 8, 15), date(2005, 8, 28), "sometime-within"),
        ("2019-09-17~", "2019-09-17~", "day", date(2019, 9, 14), date(2019, 9, 20), "sometime-within"),
        ("2019-04-29/..", "2019-04-29/..", "range", date(2019, 4, 29), None, "sometime-within"),
        ("/2019-04-29", "/2019-04-29", "range", None, date(2019, 4, 29), "sometime-within"),
        ("", None, "none", None, None, "sometime-within"),
    ],
)
def test_times(text: str, edtf: str | None, precision: str, earliest: date | None, latest: date | None, reading: str) -> None:
    time = read_time(text, 7)
    assert (time.edtf, time.precision, time.earliest, time.latest, time.reading) == (edtf, precision, earliest, latest, reading)
    assert time.words == (((text, 7, 7 + len(text)),) if text else ())


@pytest.mark.parametrize("text", ["soon", "2023-13", "2023-02-30", "2023-05-02/2023-05-01", "/", "..", "2023/2024/2025", "12 July 2023"])
def test_bad_times(text: str) -> None:
    with pytest.raises(ValueError, match=r"EDTF|calendar|before"):
        read_time(text, 0)


HEADER = "id,time,level,format,participants,place,sources"


def test_a_missing_column_is_named() -> None:
    (failure,) = read_lines("id,time,level,participants", "m1,2023,foreign,wang-yi|sergey-lavrov")
    assert isinstance(failure, ReadFailure)
    assert "'format' is missing" in failure.reason
    assert "participants" in failure.hint


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("a,b", "1,2"), "no table"),
        (("id,id,time,name,parties", "1,2,3,4,5"), "'id' stands twice"),
        (('id,time,name,parties,"note', "1,2,3,4,5"), "never closes"),
        (('id,time,name,parties,"note"x', "1,2,3,4,5"), "after a closing quotation mark"),
    ],
)
def test_what_is_no_table_is_refused(lines: tuple[str, ...], reason: str) -> None:
    (failure,) = read_lines(*lines, name="mine.csv")
    assert isinstance(failure, ReadFailure)
    assert reason in failure.reason


def test_a_wrong_row_is_left_out_with_its_line_and_the_others_stay() -> None:
    table, *failures = read_lines(
        HEADER,
        "m1,2023-07-12,foreign,bilateral,wang-yi|sergey-lavrov,jakarta,https://a.example/1",
        "m2,12 July,foreign,bilateral,wang-yi|sergey-lavrov,jakarta,",
        "m3,2023-07-12,lofty,bilateral,wang-yi|sergey-lavrov,jakarta,",
        "m4,2023-07-12,foreign,bilateral,wang-yi|no-such-one,jakarta,",
        "m5,2023-07-12,foreign,bilateral,Li|sergey-lavrov,jakarta,",
        "m6,2023-07-12,foreign,bilateral,wang-yi|sergey-lavrov,atlantis,",
        "m1,2023-07-12,foreign,bilateral,wang-yi|sergey-lavrov,jakarta,",
        "m7,2023-07-12,foreign,bilateral",
        ",2023-07-12,foreign,bilateral,wang-yi|sergey-lavrov,jakarta,",
        "m8,2023-07-13,foreign,bilateral,Wang Yi|Ann Example,Sandy Bay,",
    )
    assert isinstance(table, CuratedTable)
    assert len(table.claims) == 2
    assert all(isinstance(failure, ReadFailure) for failure in failures)
    problems = {failure.where: failure.reason for failure in failures if isinstance(failure, ReadFailure)}
    assert list(problems) == [f"line {number}" for number in range(3, 11)]
    for line, reason in {
        3: "'12 July'",
        4: "level 'lofty'",
        5: "no actor with the id 'no-such-one'",
        6: "li-keqiang or li-qiang",
        7: "no place with the id 'atlantis'",
        8: "'m1' stands already above",
        9: "4 cells, the header 7",
        10: "id is empty",
    }.items():
        assert reason in problems[f"line {line}"]
    by_name = table.claims[1]
    assert by_name.participants[0].actor.id == "wang-yi"
    assert by_name.participants[1].actor.is_provisional
    assert by_name.places[0].id.startswith("x-")


def test_the_kind_is_told_by_the_columns_under_any_name() -> None:
    (table,) = read_lines(HEADER, "m1,2023-07-12,foreign,bilateral,wang-yi|sergey-lavrov,jakarta,https://a.example/1", name="mine.csv")
    assert isinstance(table, CuratedTable)
    assert table.claims[0].rule == "curated.meetings"


def test_claim_ids_outlive_changes_elsewhere_in_the_table() -> None:
    row = "m2,2023-07-12,foreign,bilateral,wang-yi|sergey-lavrov,jakarta,"
    (short,) = read_lines(HEADER, row)
    (long,) = read_lines(HEADER, "m1,2022-07-07,foreign,bilateral,wang-yi|sergey-lavrov,bali,", row)
    assert isinstance(short, CuratedTable)
    assert isinstance(long, CuratedTable)
    assert short.claims[0].id == long.claims[1].id


def facts(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "facts" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["meetings", "calls", "exercises", "agreements", "statements"])
def test_every_row_of_the_fact_tables_is_there(shared: Path, name: str) -> None:
    rows = facts(shared, name)
    claims = {claim.evidence[0].quote.split(",", 1)[0]: claim for claim in read_table(name).claims}
    assert list(claims) == [row["id"] for row in rows]
    for row in rows:
        claim = claims[row["id"]]
        assert claim.sources == tuple(source.strip() for source in row["sources"].split(" | "))
        start, end = row.get("date_start", row.get("date", "")), row.get("date_end", "")
        if row["date_precision"] in {"day", "range"}:
            assert (str(claim.time.earliest), str(claim.time.latest)) == (start, end or start)
        elif row["date_precision"] == "approx":
            assert str(claim.time.earliest) < start <= (end or start) < str(claim.time.latest)


@pytest.mark.shared
def test_every_figure_of_the_fact_table_is_there(shared: Path) -> None:
    numbers = ("total_usd_bn", "china_exports_usd_bn", "china_imports_usd_bn", "growth_pct")
    rows = facts(shared, "trade")
    assert len(read_table("trade").claims) == sum(bool(row[column]) for row in rows for column in numbers)
    periods = {claim.figure.period for claim in read_table("trade").claims if claim.figure}
    assert periods == {row["period"] for row in rows}


@pytest.mark.shared
def test_participants_hold_the_office_that_the_level_asks_for(shared: Path) -> None:
    """Each plain foreign, defence or leaders' row names two holders of such offices."""
    levels = {"foreign_minister": "foreign", "defence_minister": "defence", "head_of_state": "leader", "head_of_government": "premier"}
    claims = {claim.evidence[0].quote.split(",", 1)[0]: claim for claim in read_table("meetings").claims}
    for row in facts(shared, "meetings"):
        if row["level"] not in levels or row["other_actor_ids"]:
            continue
        for participation in claims[row["id"]].participants:
            assert participation.in_office is not None, row["id"]
            assert GAZETTEER.offices[participation.in_office].level == levels[row["level"]], (row["id"], participation)
