"""Whatever the text: blocks tile it, offsets hold, folding is stable, and reading never raises."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.gazetteer import Gazetteer, fold
from app.model import Article
from app.readers import ReadFailure, read_bytes
from app.readers.blocks import find_blocks
from app.readers.curated_cells import split_rows

GAZETTEER = Gazetteer.load()
LINES = st.sampled_from(
    [
        "", " ", "\t", "July 16, 2023", "BEIJING, July 26 -- Words follow.", "By Ann Example", "# Heading", "- item", "> ", "---", "*", "#",
        "A short line", "Words that end in a stop.", "Q Why?", "习近平会见普京。", "Photo: Navy", "\u2028", "x" * 130, "© 2023", "1. one",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=12).map("\n".join), st.lists(LINES).map("\r\n".join))


@given(TEXTS, st.booleans())
@example("# \n#", True)
@example("BEIJING, July 26 --  \n", False)
def test_blocks_tile_the_text(text: str, is_markdown: bool) -> None:
    blocks = find_blocks(text, None, is_markdown=is_markdown)
    for block in blocks:
        assert 0 <= block.start < block.end <= len(text)
        words = text[block.start : block.end]
        assert words == words.strip()
    for before, after in pairwise(blocks):
        assert before.end <= after.start
    inside = {index for block in blocks for index in range(block.start, block.end)}
    assert not [char for index, char in enumerate(text) if index not in inside and char.isalnum()]


@given(st.text())
@example("İ")
@example("Ǆ-ʼn’")
@example("ͅ")
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(), st.sampled_from(["a.txt", "a.md", "a.jsonl", "a.csv", "a"]))
@settings(max_examples=200)
@example("---\n---\n", "a.md")
@example("---\nx: [\n---\n", "a.md")
@example("a,b\n", "a.csv")
@example('"', "a.csv")
@example("\n", "a.csv")
@example("{}", "a.jsonl")
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    for item in read_bytes(text.encode("utf-8", "surrogatepass"), name, None, GAZETTEER):
        if isinstance(item, ReadFailure):
            assert item.reason
            assert item.hint
        elif isinstance(item, Article):
            assert all(0 <= block.start < block.end <= len(item.text) for block in item.blocks)


@given(st.binary(), st.sampled_from(["a.txt", "a.md", "a.jsonl", "a.csv", "a"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    assert read_bytes(data, name, None, GAZETTEER)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_cells_come_back_with_their_offsets(table: list[list[str]]) -> None:
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in table]
    text = "\n".join(lines)
    rows = list(split_rows(text))
    assert [[cell.value for cell in row.cells] for row in rows] == table
    assert [text[row.start : row.end] for row in rows] == lines
    for row in rows:
        assert all(text[cell.start : cell.end].replace('""', '"') == cell.value for cell in row.cells)
        assert row.line == text.count("\n", 0, row.start) + 1
