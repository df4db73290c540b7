"""Transcripts: whose turn a paragraph belongs to.

A turn begins with a label in capitals ("MS. IVANOVA:", "THE PRESIDENT:"), a name or title that opens several paragraphs ("Anna Ivanova:",
"Answer:"), or "Q". One item a paragraph; the paragraphs of questions are none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.components.attribution_words import reporting_words
from app.gazetteer import Gazetteer

CAPITALS: Final = re.compile(
    r"(?P<label>(?:(?:MR|MS|MRS|DR)\. )?[A-Z][A-Z.'\u2019-]+(?: [A-Z][A-Z.'\u2019-]*){0,5})(?: \([^)]{1,40}\))?: ?"
)
NAMED: Final = re.compile(
    r"(?P<label>(?:[A-Z][\w.'\u2019-]*)(?: (?:of|for|the|and|de|von|van|der|[A-Z][\w.'\u2019-]*)){0,9})(?: \([^)]{1,60}\))?: ?(?=\S)"
)
QUESTION: Final = re.compile(r"(?:Q|QUESTION|REPORTER|PRESS|Question|Reporter|Journalist)(?: \([^)]{1,40}\))?(?:[:.]\s*|\s+)(?=\S)")
_ANSWERS: Final = frozenset({"answer", "a"})
_STAGE: Final = re.compile(r"[(\[].*[)\]]")
_CLOCK: Final = re.compile(
    r"(?:END\s+)?\d{1,2}:\d\d\s*[AP]\.?\s?M\.?(?:\s+[A-Z]{2,4})?(?:\s*\(.*\))?|END|[#*\s]+"
)  # when it began or ended
_LINE: Final = re.compile(r"\n(?=\S)")


@dataclass(frozen=True, slots=True)
class Turn:
    """One paragraph of a turn: its block, the label (None where the text gives none: the author), and its bounds in the block."""

    block: int
    label: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    block: int
    start: int
    end: int
    text: str


def names_the_press(label: str, gazetteer: Gazetteer) -> bool:
    """Whether a label is that of an outlet, whose turns are questions even where no question mark ends them: "Example TV", "TASS"."""
    outlet = gazetteer.actors.get(gazetteer.find_publisher(label) or "")
    if outlet is not None and outlet.type == "MediaOutlet":
        return True
    words = re.findall(r"[a-z]+", label.lower())
    return len(words) > 1 and bool(reporting_words().outlet_names & set(words[1:])) and not set(words) & reporting_words().label_titles


def names_a_person(label: str, gazetteer: Gazetteer) -> bool:
    """Whether a label ends in the full name of somebody whom the registry knows: "President of Ruritania Anna Petrova"."""
    words = re.sub(r"\s*\(.*", "", label).split()
    for start in range(len(words) - 1):
        found = gazetteer.find_actors(" ".join(words[start:]))
        if len(found) == 1 and gazetteer.actors[found[0]].type == "Person":
            return True
    return False


def find_turns(blocks: Sequence[str], *, opened: bool = False, gazetteer: Gazetteer | None = None) -> tuple[Turn, ...]:
    """The paragraphs of officials' turns, in order; empty if the text is no transcript.

    `opened` says that what stands before the first label is the words of the text's author. With the registry, outlets are known to
    ask, and the remarks of two persons make a transcript.
    """
    paragraphs = [paragraph for index, text in enumerate(blocks) for paragraph in _paragraphs(index, text)]
    labels = _labels([paragraph.text for paragraph in paragraphs], gazetteer)
    if not opened and not any(labels):
        return ()
    turns: list[Turn] = []
    current: str | None = None
    speaking = opened
    for paragraph, found in zip(paragraphs, labels, strict=True):
        start = paragraph.start
        if found:
            current, length = found
            speaking = (
                current.lower() not in reporting_words().no_turns
                and not _asks_only(current, gazetteer)
                and not _asks(paragraph.text[length:])
            )
            start += length
            if current.lower() in _ANSWERS:
                current = None
        elif QUESTION.match(paragraph.text):
            speaking = False
            continue
        words = paragraph.text[start - paragraph.start :].strip()
        if speaking and words and not _STAGE.fullmatch(words) and not _CLOCK.fullmatch(words):
            turns.append(Turn(paragraph.block, current, start, paragraph.end))
    return tuple(turns)


def _paragraphs(block: int, text: str) -> list[_Paragraph]:
    """The block, cut where a line begins with a label."""
    cuts = [
        0,
        *(
            m.end()
            for m in _LINE.finditer(text)
            if CAPITALS.match(text, m.end()) or QUESTION.match(text, m.end()) or NAMED.match(text, m.end())
        ),
    ]
    found = []
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        stripped = text[start:end].rstrip()
        if stripped:
            found.append(_Paragraph(block, start, start + len(stripped), stripped))
    return found


def _asks_only(label: str, gazetteer: Gazetteer | None) -> bool:
    return gazetteer is not None and names_the_press(label, gazetteer)


def _labels(paragraphs: Sequence[str], gazetteer: Gazetteer | None) -> list[tuple[str, int] | None]:
    """(label, length) of each paragraph that begins with one. A label in mixed case counts where such labels make up the text."""
    capitals = [_capitals(text) for text in paragraphs]
    named = [NAMED.match(text) if not capital else None for text, capital in zip(paragraphs, capitals, strict=True)]
    counts = Counter(match.group("label") for match in named if match)
    questions = sum(bool(QUESTION.match(text)) for text in paragraphs)
    are_turns = _are_turns(counts, questions) and 3 * (sum(counts.values()) + questions) >= len(paragraphs)
    are_turns |= gazetteer is not None and len(counts) == 2 and all(names_a_person(label, gazetteer) for label in counts)
    return [
        capital or ((match.group("label"), match.end()) if match and are_turns and not _is_question_label(match.group("label")) else None)
        for capital, match in zip(capitals, named, strict=True)
    ]


def _are_turns(counts: Counter[str], questions: int) -> bool:
    """Whether labels in mixed case are speakers and no headings: several of them, or repeated, or with questions."""
    total = sum(counts.values())
    return total >= 3 or (total == 2 and (len(counts) == 1 or questions > 0))


def _is_question_label(label: str) -> bool:
    return label in {"Question", "Q", "Reporter", "Journalist"}


def _capitals(text: str) -> tuple[str, int] | None:
    match = CAPITALS.match(text)
    if not match or QUESTION.match(text):
        return None
    label = match.group("label").strip()
    return (label, match.end()) if len(label.replace(".", "")) >= 3 else None


def _asks(words: str) -> bool:
    """A paragraph that ends in a question, as those of the press do."""
    return words.rstrip().rstrip('"').endswith("?")
