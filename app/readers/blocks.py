"""Text -> blocks: title, byline, dateline, caption, subhead, body, boilerplate. Offsets are code points of the text as it is.

A block is a paragraph (or the dateline before its first words). Paragraphs are parted by blank lines; where the lines of a
paragraph are as long as paragraphs are, each line is one. Blocks are in order, do not overlap and have no outer white space;
no letter or digit of the text is outside of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from app.gazetteer import fold
from app.model import Block, BlockKind

_MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    r"|Dec(?:ember)?)\.?"
)
_WEEKDAY: Final = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DAY: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_TO: Final = r" ?[-\u2013] ?"
_DATE_WORDS: Final = rf"(?:{_MONTH} {_DAY}(?:{_TO}(?:{_MONTH} )?{_DAY})?|{_DAY}(?:{_TO}{_DAY})? {_MONTH})"
_RUSSIAN_DATE: Final = (
    r"\d{1,2} (?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)(?: \d{4}(?: года| г\.)?)?"
)
_CHINESE_DATE: Final = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日"
_HEADING_DATE: Final = (
    rf"(?:(?:{_WEEKDAY},? )?{_DATE_WORDS}(?:,? \d{{4}})?(?:,? ?\({_WEEKDAY}\)|, {_WEEKDAY})?"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|{_RUSSIAN_DATE}|{_CHINESE_DATE})"
)
_DATE_LINE: Final = re.compile(rf"(?:\*\*|__)?{_HEADING_DATE}(?:\*\*|__)?[:.]?(?:\*\*|__)?$")
_LEAD_END: Final = r"(?::| ?[\u2013\u2014]| --?)(?=\s)"
_DATE_LEAD: Final = re.compile(rf"{_HEADING_DATE}{_LEAD_END}")
# The same before the entries of a list: several paragraphs begin so ("March 2013. The …", "24 February 2022. The …", "2014: The …").
_ENTRY_LEAD: Final = re.compile(
    rf"(?:{_HEADING_DATE}|(?:(?:[Ee]arly|[Mm]id|[Ll]ate)[ -])?(?:{_MONTH} )?(?:19|20)\d\d)(?:{_LEAD_END}|\.(?= [A-Z\"]))"
)
_FEWEST_ENTRIES: Final = 2
_LIST_MARK: Final = re.compile(r"[-*\u2022\u2013]\s+")
_AGENCY: Final = r"(?:\([A-Z][A-Za-z /.-]{1,30}\)|/[A-Z][A-Za-z -]{1,20}/)"
_CAPITALS: Final = r"[A-Z][A-Z.'\u2019-]+(?:[ /][A-Z][A-Z.'\u2019-]+){0,3}"
_REGION: Final = r"(?:, [A-Z][A-Za-z.]+(?: [A-Z][a-z]+)?)?"
_DATELINES: Final = (  # BEIJING, July 26 (Xinhua) -- · MOSCOW (AP) — · MOSCOW. July 5 (Interfax) - · MOSCOW, July 5. /TASS/.
    re.compile(
        rf"{_CAPITALS}{_REGION}(?: {_AGENCY})?(?:[,.]? ?{_DATE_WORDS}(?:,? \d{{4}})?)?(?:,? {_AGENCY})? ?(?:--+|[\u2013\u2014]|-(?=\s))"
    ),
    re.compile(rf"{_CAPITALS}{_REGION}, {_DATE_WORDS}(?:,? \d{{4}})?\. /[A-Z][A-Za-z -]{{1,20}}/\."),
    re.compile(
        rf"[A-Z][A-Za-z.'\u2019-]+(?: [A-Z][a-z]+){{0,2}}[,.] {_DATE_WORDS}(?:,? \d{{4}})?(?:,? {_AGENCY})? ?(?:--+|[\u2013\u2014]|-(?=\s))"
    ),
    re.compile(rf"[A-Z][A-Za-z.'\u2019-]+(?: [A-Z][a-z]+){{0,2}} {_AGENCY} ?(?:--+|[\u2013\u2014]|-(?=\s))"),
)
_BYLINE: Final = re.compile(
    r"(?:By|Written by|Reported by|Reporting by)[: ] ?[A-Z][^.!?;]{2,120}$|(?:Автор|Авторы|作者|记者)[:：] ?\S.{0,60}$"
)
_CAPTION: Final = re.compile(
    r"(?i)(?:photo|image|picture|file photo|illustration)s?(?: by| credit|:| courtesy)\b.*$"
    r"|.*\[[^\[\]]{2,80}\]$"
    r"|.*\((?:[^()]*\b(?:photo|image|picture|photograph|handout)\b[^()]*"
    r"|(?:xinhua|afp|ap|reuters|tass|sputnik|getty images|epa)\s?[/|][^()]+)\)\.?$"
)
_BOILERPLATE: Final = re.compile(
    r"(?i)(?:©|\(c\) \d{4}|copyright\b|all rights reserved|sign up for|subscribe\b|follow us\b|click here|read (?:more|also)\b"
    r"|related (?:stories|articles|news)\b|share (?:this|on)\b|advertisement$|continue reading|do you like this article"
    r"|comment policy|your e-?mail|this website uses cookies|we use cookies|print this|skip to )"
)
_BOILERPLATE_ANYWHERE: Final = re.compile(r"(?i)\ball rights reserved\b|\bterms of (?:use|service)\b.*\bprivacy policy\b")
_SPEAKER: Final = re.compile(r"Q\b[.: ]|A[.:] |[A-Z][A-Z .'\u2019-]{2,40}:|(?:Question|Answer):")
_MARKDOWN_MARK: Final = re.compile(r"#{1,6}[ \t]+|(?:>[ \t]?)+|[-*+][ \t]+(?=\S)")
_RULE: Final = re.compile(r"[-*_=~ \t]+$")
_ENDS_SENTENCE: Final = re.compile(r"[.!?:;,…。！？：；，][\"'”’»)\]]*(?:\s*\([^()]{1,60}\))?$")
_LONG_LINE: Final = 120
_HEADING_LENGTH: Final = 110
_NEAR_TOP: Final = 5  # paragraphs among which a byline is looked for


def find_blocks(
    text: str, title: str | None = None, *, headings: frozenset[str] = frozenset(), is_markdown: bool = False
) -> tuple[Block, ...]:
    """The blocks of a text. `title` is what is known from elsewhere; `headings` are paragraphs that the format marks as such."""
    paragraphs = list(_paragraphs(text, is_markdown))
    is_list = sum(1 for start, end, _ in paragraphs if _entry_lead(text[start:end])) >= _FEWEST_ENTRIES
    blocks: list[Block] = []
    for index, (start, end, is_marked) in enumerate(paragraphs):
        words = text[start:end]
        is_heading = is_marked or words in headings
        kind = _kind_of(words, index, len(paragraphs), title, is_heading)
        if kind == "subhead" and not is_heading and blocks and blocks[-1].kind == "dateline":
            kind = "body"  # the entry of a digest, however short
        lead = (_lead_length(words) or (_entry_lead(words) if is_list else 0)) if kind == "body" else 0
        if lead:
            blocks.append(Block("dateline", start, start + lead))
            start += lead + len(words[lead:]) - len(words[lead:].lstrip())
        blocks.append(Block(kind, start, end))
    return tuple(blocks)


def find_title(text: str, blocks: tuple[Block, ...]) -> str | None:
    """The title that stands in the text."""
    return next((" ".join(text[block.start : block.end].split()) for block in blocks if block.kind == "title"), None)


def find_byline(text: str, blocks: tuple[Block, ...]) -> str | None:
    """The author that the byline names, without "By"."""
    for block in blocks:
        if block.kind == "byline":
            words = " ".join(text[block.start : block.end].split())
            return re.sub(r"^(?:(?:Written |Reported |Reporting )?[Bb]y[: ]|(?:Авторы?|作者|记者)[:：]) ?", "", words)
    return None


def count_headings(text: str, blocks: tuple[Block, ...]) -> int:
    """How many blocks are the date of a digest's entry."""
    return sum(1 for block in blocks if block.kind == "dateline" and _is_date(text[block.start : block.end]))


def count_turns(text: str, blocks: tuple[Block, ...]) -> int:
    """How many paragraphs begin with a question mark or a speaker's label."""
    return sum(1 for block in blocks if block.kind == "body" and _SPEAKER.match(text, block.start, block.end))


def _is_date(words: str) -> bool:
    return bool(_DATE_LINE.match(words) or _DATE_LEAD.match(words + " ") or _ENTRY_LEAD.match(words + " A"))


def _kind_of(words: str, index: int, count: int, title: str | None, is_heading: bool) -> BlockKind:
    is_line = "\n" not in words
    if title is not None and index < 3 and fold(" ".join(words.split())) == fold(title):
        return "title"
    if is_line and _DATE_LINE.match(words):
        return "dateline"
    if is_line and index <= _NEAR_TOP and _BYLINE.match(words):
        return "byline"
    if len(words) < 250 and (_BOILERPLATE.match(words) or _BOILERPLATE_ANYWHERE.search(words)):
        return "boilerplate"
    if len(words) < 400 and _CAPTION.match(words):
        return "caption"
    looks_like_heading = is_line and _looks_like_heading(words)
    if index == 0 and count > 1 and title is None and (is_heading or looks_like_heading):
        return "title"
    return "subhead" if is_heading or (looks_like_heading and index < count - 1) else "body"


def _looks_like_heading(words: str) -> bool:
    if len(words) > _HEADING_LENGTH or _ENDS_SENTENCE.search(words) or _SPEAKER.match(words) or _lead_length(words):
        return False
    first = next((char for char in words if char.isalnum()), "")
    return first.isalpha() and not first.islower() and not words.startswith(('"', "'", "“", "‘", "«", "「"))


def _lead_length(words: str) -> int:
    """Length of the dateline or entry date before the first words of a paragraph; 0 without one, or with nothing after it."""
    mark = _LIST_MARK.match(words)
    for pattern in (*_DATELINES, _DATE_LEAD):
        found = pattern.match(words, mark.end() if mark and pattern is _DATE_LEAD else 0)
        if found and words[found.end() :].strip() and found.end() < _HEADING_LENGTH:
            return found.end()
    return 0


def _entry_lead(words: str) -> int:
    """Length of the date, of any precision, before the words of an entry; 0 without one."""
    found = _ENTRY_LEAD.match(words)
    return found.end() if found and words[found.end() :].strip() else 0


def _paragraphs(text: str, is_markdown: bool) -> Iterator[tuple[int, int, bool]]:
    """(start, end, is marked as heading) of each paragraph."""
    lines: list[tuple[int, int]] = []
    for start, end in _lines(text):
        words = text[start:end]
        if not words.strip() or _RULE.match(words.strip()):
            yield from _cut(text, lines, is_markdown)
            lines = []
        else:
            lines.append((start, end))
    yield from _cut(text, lines, is_markdown)


def _cut(text: str, lines: list[tuple[int, int]], is_markdown: bool) -> Iterator[tuple[int, int, bool]]:
    """Parts the lines between two blank lines into paragraphs."""
    each_alone = any(end - start > _LONG_LINE for start, end in lines)
    begin = 0
    for index, (start, end) in enumerate(lines):
        words = text[start:end].strip()
        is_alone = each_alone or bool(_DATE_LINE.match(words))
        mark = _MARKDOWN_MARK.match(text[start:end].lstrip()) if is_markdown else None
        if mark or is_alone or _begins_entry(words):
            yield from _trimmed(text, lines[begin:index], is_markdown)
            begin = index
        if is_alone or (mark and mark[0].startswith("#")):
            yield from _trimmed(text, [(start, end)], is_markdown)
            begin = index + 1
    yield from _trimmed(text, lines[begin:], is_markdown)


def _begins_entry(words: str) -> bool:
    """For "- Mar 22-23: …", "May 19, 2015 – …": a line of a chronicle."""
    mark = _LIST_MARK.match(words)
    found = _DATE_LEAD.match(words, mark.end() if mark else 0)
    return found is not None and bool(words[found.end() :].strip())


def _trimmed(text: str, lines: list[tuple[int, int]], is_markdown: bool) -> Iterator[tuple[int, int, bool]]:
    if not lines:
        return
    start, end = lines[0][0], lines[-1][1]
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    mark = _MARKDOWN_MARK.match(text, start, end) if is_markdown else None
    if mark and mark.end() < end:
        start = mark.end() + len(text[mark.end() : end]) - len(text[mark.end() : end].lstrip())
    if start < end:
        yield start, end, bool(mark and mark[0].startswith("#"))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of each line without its end: line feed, carriage return or both."""
    start = 0
    for found in re.finditer(r"\r\n|\n|\r", text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)
