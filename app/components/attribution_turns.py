"""Transcripts: whose turn a paragraph belongs to. A turn begins with a label in capitals ("MS. IVANOVA:", "THE PRESIDENT:") or "Q"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LABEL: Final = re.compile(r"(?P<label>(?:(?:MR|MS|MRS|DR)\. )?[A-Z][A-Z.'\u2019-]+(?: [A-Z][A-Z.'\u2019-]*){0,5})(?: \([^)]{1,40}\))?: ?")
QUESTION: Final = re.compile(r"(?:Q|QUESTION|REPORTER|PRESS)(?:[:.]\s*|\s+)(?=\S)")
_NOBODY: Final = frozenset(
    {
        "OPERATOR",
        "MODERATOR",
        "INTERPRETER",
        "AIDE",
        "STAFF",
        "PARTICIPANT",
        "CROWD",
        "AUDIENCE",
        "NOTE",
        "CLICK HERE",
        "EDITOR'S NOTE",
        "UPDATE",
    }
)
_STAGE: Final = re.compile(r"^[(\[].*[)\]]$")


@dataclass(frozen=True, slots=True)
class Turn:
    """One paragraph of a turn: which block it is, the label (None where the text gives none), and where the words begin and end in the block."""

    block: int
    label: str | None
    start: int
    end: int


def find_turns(paragraphs: Sequence[str], *, opened: bool = False) -> tuple[Turn, ...]:
    """The paragraphs of officials' turns, in order; empty if the text is no transcript.

    `opened` says that what stands before the first label is the words of the text's author.
    """
    labels = [_label_of(text) for text in paragraphs]
    if not any(labels) and not (opened and any(QUESTION.match(text) for text in paragraphs)) and not opened:
        return ()
    turns: list[Turn] = []
    current: str | None = None
    speaking = opened
    for block, text in enumerate(paragraphs):
        label = labels[block]
        start = 0
        if label:
            current, speaking = label, label not in _NOBODY
            match = LABEL.match(text)
            start = match.end() if match else 0
        elif QUESTION.match(text):
            speaking = False
            continue
        end = len(text.rstrip())
        if speaking and end > start and not _STAGE.match(text[start:end]):
            turns.append(Turn(block, current, start, end))
    return tuple(turns)


def _label_of(text: str) -> str | None:
    match = LABEL.match(text)
    if not match:
        return None
    label = match.group("label").strip()
    return label if len(label.replace(".", "")) >= 3 and label not in {"QUESTION", "REPORTER", "PRESS"} else None
