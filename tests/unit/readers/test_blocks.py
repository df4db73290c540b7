"""Text -> blocks, by sentences of our own."""

from __future__ import annotations

import time

import pytest

from app.readers.blocks import find_blocks

Kinds = list[tuple[str, str]]


def cut(text: str, title: str | None = None, *, is_markdown: bool = False) -> Kinds:
    return [(block.kind, text[block.start : block.end]) for block in find_blocks(text, title, is_markdown=is_markdown)]


def test_a_news_article() -> None:
    text = (
        "Harvest talks open in Jakarta\n\nBy Ann Example and Bob Sample\n\n"
        "Farmers on a terrace near the city. [Ministry of Farms]\n\n"
        "The two ministers met on Tuesday and spoke about rice.\n\nWhat comes next\n\n"
        "A second round follows in autumn.\n\nSign up for our newsletter\n"
    )
    assert [kind for kind, _ in cut(text)] == ["title", "byline", "caption", "body", "subhead", "body", "boilerplate"]
    assert cut(text)[1][1] == "By Ann Example and Bob Sample"


def test_a_title_known_from_elsewhere_is_found_whatever_its_spacing() -> None:
    text = "Talks open\nin Jakarta.\n\nThe ministers met.\n"
    assert cut(text, "Talks open in Jakarta.")[0] == ("title", "Talks open\nin Jakarta.")
    assert cut("A short line\n\nThe ministers met.\n", "Another title")[0][0] == "subhead"


@pytest.mark.parametrize(
    "dateline",
    [
        "BEIJING, July 26 --",
        "BEIJING, July 26 (Xinhua) --",
        "MOSCOW (AP) —",
        "MOSCOW. July 5 (Interfax) -",
        "MOSCOW, July 5. /TASS/.",
        "MOSCOW, Dec. 29 --",
        "NEW DELHI, March 2 -",
        "ST. PETERSBURG, June 7 –",
        "JAKARTA, Indonesia, July 13 —",
        "Jakarta, July 13 (ANTARA) -",
        "Jakarta (ANTARA) -",
        "BEIJING —",
    ],
)
def test_a_dateline_is_a_block_of_its_own_and_the_body_begins_after_it(dateline: str) -> None:
    text = f"{dateline} The two ministers met on Tuesday."
    assert cut(text) == [("dateline", dateline), ("body", "The two ministers met on Tuesday.")]


@pytest.mark.parametrize(
    "words",
    [
        "A co-operation plan - the third of its kind - was signed.",
        "NATO said on July 12 that it was concerned.",
        "Xi and Putin met. July 5 was a Wednesday.",
        "The U.S. - not Russia - made the offer.",
        "ASEAN, Japan and others took part.",
    ],
)
def test_other_beginnings_are_no_datelines(words: str) -> None:
    assert cut(words) == [("body", words)]


@pytest.mark.parametrize(
    "heading",
    ["July 16, 2023", "July 16, 2023:", "Monday, 16 July 2023", "16 July 2023", "2023-07-16", "16 июля 2023 года", "2023年7月16日"],
)
def test_the_heading_of_a_digest_entry_is_a_dateline(heading: str) -> None:
    text = f"{heading}\nBoth fleets sailed home (Example Post)\n\n{heading}\n\nA longer entry, told in one sentence.\n"
    assert [kind for kind, _ in cut(text)] == ["dateline", "body", "dateline", "body"]
    assert cut(text)[0][1] == heading


def test_a_date_before_the_entry_on_the_same_line() -> None:
    assert cut("July 16, 2023: Both fleets sailed home.") == [("dateline", "July 16, 2023:"), ("body", "Both fleets sailed home.")]
    assert cut("July 16 – Both fleets sailed home.")[0] == ("dateline", "July 16 –")


def test_speakers_stay_in_the_body() -> None:
    text = "Q Did they meet?\n\nMS. EXAMPLE: They did.\n\nAnd at length.\n"
    assert [kind for kind, _ in cut(text)] == ["body", "body", "body"]


def test_hard_wrapped_lines_are_one_paragraph_and_long_lines_each_their_own() -> None:
    wrapped = "The two ministers met on Tuesday\nand spoke about rice\nfor an hour."
    assert cut(wrapped) == [("body", wrapped)]
    long_line = (
        "The two ministers met on Tuesday and spoke about rice for an hour, in a room with a view of the harbour and of the old town."
    )
    assert cut(f"{long_line}\n{long_line}") == [("body", long_line), ("body", long_line)]


def test_markdown_marks_stay_outside() -> None:
    text = "# Harvest talks\n\n## Day one\nThe ministers met.\n\n- rice was a subject\n- tea was another\n\n> quoted words follow.\n\n---\n"
    assert cut(text, is_markdown=True) == [
        ("title", "Harvest talks"),
        ("subhead", "Day one"),
        ("body", "The ministers met."),
        ("body", "rice was a subject"),
        ("body", "tea was another"),
        ("body", "quoted words follow."),
    ]


def test_a_source_in_brackets_is_no_caption_but_a_credit_is() -> None:
    assert cut("Both fleets sailed home. (Example Post)")[0][0] == "body"
    assert cut("The fleet at sea. (Photo: Navy)")[0][0] == "caption"
    assert cut("The fleet at sea. (Xinhua/Ann Example)")[0][0] == "caption"
    assert cut("Photo by Ann Example")[0][0] == "caption"


@pytest.mark.parametrize(
    "part",
    ["A.", "A ", "AB ", "A-", "[", "(", "(photo", "By Aa ", "July 1, ", "# ", "> ", "\n", "a\n", ".", "*", "terms of use ", "Q ", "--"],
)
def test_no_text_of_ten_kilobytes_takes_long(part: str) -> None:
    text = part * (10_000 // len(part))

    def run() -> float:
        start = time.process_time()
        find_blocks(text, None, is_markdown=True)
        return time.process_time() - start

    assert min(run() for _ in range(3)) < 0.05


def test_the_entries_of_a_chronicle_have_their_dates_apart() -> None:
    text = "A chronicle\n\nMarch 2013. The mill opens.\n\n4 May 2014. The mill burns.\n\n2015: Nothing.\n\nLate 2016 - It opens again.\n\nMay 2017 was dry.\n"
    found = cut(text)
    assert [words for kind, words in found if kind == "dateline"] == ["March 2013.", "4 May 2014.", "2015:", "Late 2016 -"]
    assert found[-1] == ("body", "May 2017 was dry.")


def test_one_month_alone_begins_no_chronicle() -> None:
    assert [kind for kind, _ in cut("March 2013. It was a dry month for the mill.\n\nThe ministers met and spoke.\n")] == ["body", "body"]
