"""Statements of whole texts: who speaks in readouts, turns and joint texts, through whom, when, and with which words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from app.annotate import Annotator, build_annotator
from app.extract.events import extract as extract_events
from app.extract.statement_confidence import confidence_of, load_statement_confidence
from app.extract.statements import Voices, attribution_of, extract
from app.gazetteer import Gazetteer
from app.model import Article, Claim
from app.readers import read_bytes
from app.settings import Settings
from app.validate import validate_claims

Read = Callable[..., tuple[Claim, ...]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="module")
def annotator(gazetteer: Gazetteer) -> Annotator:
    return build_annotator(Settings(), gazetteer)


@pytest.fixture(scope="module")
def article_of(gazetteer: Gazetteer) -> Callable[..., Article]:
    def read(text: str, **meta: str) -> Article:
        about: Mapping[str, object] = {"title": "News", "publisher": "The Herald", "published": "2023-07-17", "language": "en"} | meta
        item = read_bytes(text.encode(), "text.txt", about, gazetteer)[0]
        assert isinstance(item, Article)
        return item

    return read


@pytest.fixture(scope="module")
def statements_of(gazetteer: Gazetteer, annotator: Annotator, article_of: Callable[..., Article]) -> Read:
    def read(text: str, **meta: str) -> tuple[Claim, ...]:
        article = article_of(text, **meta)
        return extract(article, annotator.annotate(article), gazetteer)

    return read


def lines(claims: tuple[Claim, ...]) -> list[str]:
    return [f"{'; '.join(a.name for a in c.attributed_to)} | {c.statement.quote}" for c in claims if c.statement]


def speakers(claims: tuple[Claim, ...]) -> set[str]:
    return {actor.name for claim in claims for actor in claim.attributed_to}


# ---- speakers


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The Chinese Defence Ministry said on Friday that the drill was over.", "Ministry of National Defence of China"),
        ("Beijing said the drill was over.", "China"),
        ("A Kremlin spokesman said the drill was over.", "Russia"),
        ("The Norwegian Foreign Ministry said that the drill was over.", "Foreign Ministry of Norway"),
        ("Chinese customs put the trade at 50 billion dollars.", "General Administration of Customs of China"),
        ("The Bank of Russia said the rate would fall.", "Central Bank of Russia"),
        ("NATO members signed a statement which says that the drill is over.", "North Atlantic Treaty Organization"),
        ("Japan's defence minister, Sauli Virta, said the drill was over.", "Sauli Virta"),
        ("The drill was over, Lavrov said.", "Sergey Lavrov"),
        ("The drill is over, by a Chinese diplomat's account.", "China"),
    ],
)
def test_who_speaks(statements_of: Read, text: str, speaker: str) -> None:
    assert speakers(statements_of(text)) == {speaker}


def test_it_after_a_ministry_is_the_ministry(statements_of: Read) -> None:
    claims = statements_of(
        "The Chinese Defence Ministry said on Friday that a drill would begin. It said the aim was to keep the sea lanes safe."
    )
    assert speakers(claims) == {"Ministry of National Defence of China"}
    assert len(claims) == 2


def test_a_joint_text_speaks_for_those_who_issued_it(statements_of: Read) -> None:
    claims = statements_of(
        "Putin and Xi met in Beijing on Friday and signed a joint statement. The statement says that the friendship has no limits."
    )
    assert lines(claims) == ["Vladimir Putin; Xi Jinping | the friendship has no limits"]


def test_a_surname_is_the_person_named_in_full_before(statements_of: Read) -> None:
    claims = statements_of('The judge, Anna Kuznova, said that the case was open. "We need time," Kuznova said.')
    assert speakers(claims) == {"Anna Kuznova"}


# ---- texts of their issuers


def test_a_government_speaks_for_its_state_in_its_own_statement(statements_of: Read) -> None:
    claims = statements_of(
        "We condemn the attack on the port. We urge both sides to return to the table.",
        title="Statement on the Port",
        publisher="The White House",
    )
    assert lines(claims) == ["United States | the attack on the port", "United States | return to the table"]
    assert [claim.time.edtf for claim in claims] == ["2023-07-17"] * 2


def test_the_author_is_the_issuer(statements_of: Read) -> None:
    claims = statements_of("We call on all parties to disarm.", title="Leaders' Statement", publisher="The Herald", author="Club of Nine")
    assert lines(claims) == ["Club of Nine | disarm"]


def test_first_person_of_a_news_text_is_nobody(statements_of: Read) -> None:
    assert statements_of("We call on all parties to disarm.") == ()


def test_readouts_are_of_their_publication_day(statements_of: Read) -> None:
    claims = statements_of(
        "President Biden met with President Xi. He underscored that the strait must stay open.",
        title="Readout of a Meeting",
        publisher="The White House",
    )
    assert [(claim.time.edtf, claim.time.basis) for claim in claims] == [("2023-07-17", "dateline")]


def test_turns_of_a_briefing(statements_of: Read) -> None:
    text = "Q When did the ship leave?\n\nMS. OSEI: It left on Friday.\n\nIt will be back in May.\n\n"
    text += "Q The Kremlin said that it had sunk. Is that so?\n\nMS. OSEI: No."
    claims = statements_of(text, title="Press Briefing by Press Secretary Mary Osei", publisher="The White House")
    turns = [claim for claim in claims if claim.rule == "statement.turn"]
    assert lines(tuple(turns)) == ["Mary Osei | It left on Friday.", "Mary Osei | It will be back in May.", "Mary Osei | No."]
    assert all(claim.statement is not None and claim.statement.direct and claim.time.edtf == "2023-07-17" for claim in turns)
    assert "Russia | it had sunk" in lines(claims)


# ---- chains, dates, addressees, topics


def test_a_source_in_between_is_the_reporter(statements_of: Read) -> None:
    (claim,) = statements_of("Lavrov told reporters that the talks were useful, a Kremlin readout said.")
    assert [actor.id for actor in claim.attributed_to] == ["sergey-lavrov"]
    assert [actor.country for actor in claim.reported_by] == ["russia"]
    assert claim.sourcing == "attributed"


def test_an_outlet_speaks_only_where_it_is_the_only_voice(statements_of: Read) -> None:
    assert speakers(statements_of("Reuters reported that the ships had left.")) == {"Reuters"}
    (claim,) = statements_of("Reuters reported that Lavrov had called for a ceasefire.")
    assert [actor.name for actor in claim.attributed_to] == ["Sergey Lavrov"]
    assert [actor.name for actor in claim.reported_by] == ["Reuters"]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Lavrov said on Friday that the talks had failed.", "2023-07-14"),
        ("Lavrov said in June that the talks had failed.", "2023-06"),
        ("Lavrov said the talks would begin on Friday.", None),
        ("Lavrov said that the talks had failed.", None),
        ("Lavrov, speaking in Minsk on July 3, said that the talks had failed.", "2023-07-03"),
        ("According to Lavrov, the ships left port on July 3.", None),
    ],
)
def test_the_date_is_that_of_the_utterance(statements_of: Read, text: str, edtf: str | None) -> None:
    (claim,) = statements_of(text)
    assert claim.time.edtf == edtf


def test_an_entry_of_a_digest_dates_what_it_tells(statements_of: Read) -> None:
    text = "May 3, 2021\n\nRussia says that the bridge is open.\n\nJune 9, 2021\n\nChina says that the bridge is closed."
    assert [claim.time.edtf for claim in statements_of(text, published="2021-07-01")] == ["2021-05-03", "2021-06-09"]


def test_addressee_channel_and_topics(statements_of: Read) -> None:
    (claim,) = statements_of("In an interview, Lavrov told Wang Yi that Ukraine was a matter of its own.")
    assert claim.statement is not None
    assert claim.statement.addressee is not None
    assert claim.statement.addressee.id == "wang-yi"
    assert claim.statement.channel == "interview"
    assert claim.topics == ("ukraine",)


# ---- quotations over paragraphs


def test_a_quotation_goes_on_in_the_next_paragraph(statements_of: Read) -> None:
    claims = statements_of(
        '"This is nobody\'s business," Peskov said.\n\n"We train where we like.\n\n"Nobody will stop us."\n\nThe talks ended on Friday.'
    )
    assert lines(claims) == [
        "Dmitry Peskov | This is nobody's business",
        "Dmitry Peskov | We train where we like.",
        "Dmitry Peskov | Nobody will stop us.",
    ]


def test_a_quotation_without_a_speaker_before_it_is_nobodys(statements_of: Read) -> None:
    assert statements_of('The talks ended on Friday.\n\n"Nobody will stop us."') == ()


def test_every_statement_proves_itself(statements_of: Read, article_of: Callable[..., Article]) -> None:
    text = "\u201cWe agree,\u201d Lavrov told Wang Yi. Xi\u2019s spokeswoman, Mao Ning, denied that arms had been sent.\n\n"
    text += "The Kremlin \u2014 it said so on Friday \u2014 was \u201cglad\u201d."
    article = article_of(text)
    claims = statements_of(text)
    assert claims
    for claim in claims:
        assert claim.statement is not None
        assert article.text[claim.statement.quote_start : claim.statement.quote_end] == claim.statement.quote
        assert all(article.text[e.start : e.end] == e.quote for e in claim.evidence)
        assert claim.attributed_to
    assert validate_claims(article, claims) == (claims, ())
    assert len({claim.id for claim in claims}) == len(claims)


# ---- events told inside a statement


def test_an_event_inside_a_statement_has_its_source(gazetteer: Gazetteer, annotator: Annotator, article_of: Callable[..., Article]) -> None:
    article = article_of("Lavrov told reporters that Xi had met Modi in Delhi, Xinhua reported. Putin met Modi.")
    docs = annotator.annotate(article)
    met = [token.i for token in docs[-1] if token.lower_ == "met"]
    assert attribution_of(docs[-1], met[0]) is not None
    assert attribution_of(docs[-1], met[1]) is None
    voices = Voices(article, docs, gazetteer)
    told, reporters = voices.behind(len(docs) - 1, met[0])
    assert [actor.id for actor in told] == ["sergey-lavrov"]
    assert [actor.id for actor in reporters] == ["xinhua"]
    assert voices.behind(len(docs) - 1, met[1]) == ((), ())


@pytest.mark.parametrize(
    ("text", "speaker", "reporter"),
    [
        ("Lavrov told reporters that Xi had met Modi in Delhi, Xinhua reported.", ["sergey-lavrov"], ["xinhua"]),
        ("Xi met Modi in Delhi, Reuters reported, citing Lavrov.", ["sergey-lavrov"], ["reuters"]),
        ("Lavrov was quoted by Xinhua as saying that Xi had met Modi.", ["sergey-lavrov"], ["xinhua"]),
        ("Lavrov said that Xi had met Modi and that ties were good, according to Xinhua.", ["sergey-lavrov"], ["xinhua"]),
        ("Xinhua quoted Lavrov as saying that Xi had met Modi.", ["sergey-lavrov"], ["xinhua"]),
        ("Reuters reported that Xi had met Modi.", ["reuters"], []),
        ("Lavrov said that Xi had met Modi.", ["sergey-lavrov"], []),
        ("Xi met Modi in Delhi.", [], []),
        ("Xi met Modi in Delhi before Lavrov spoke to Xinhua.", [], []),
        ("Lavrov praised Xinhua. Xi met Modi.", [], []),
    ],
)
def test_an_event_has_its_chain_of_sources(
    gazetteer: Gazetteer, annotator: Annotator, article_of: Callable[..., Article], text: str, speaker: list[str], reporter: list[str]
) -> None:
    article = article_of(text)
    claims = extract_events(article, annotator.annotate(article), gazetteer)
    meeting = next(claim for claim in claims if claim.type in ("Meeting", "PhoneCall"))
    assert [actor.id for actor in meeting.attributed_to] == speaker
    assert [actor.id for actor in meeting.reported_by] == reporter
    assert meeting.sourcing == ("attributed" if speaker else "own")


def test_every_rule_has_a_measured_confidence() -> None:
    table = load_statement_confidence()
    assert all(0.0 < value < 1.0 for value in table.values())
    assert confidence_of("turn") == table["turn"]
    assert confidence_of("rule that half A never met") == table["other"]
