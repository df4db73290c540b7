"""The names under which our components leave what they find on a Doc (one Doc a block).

All values are plain dict, list, str, number or None, so that Docs travel between processes:

- `amur_offset`: code-point offset of the block in `Article.text`; `amur_block`: its kind; `amur_published`: ISO day or None;
  `amur_article`: title, publisher, publisher_id, author, kind, language, url.
- `amur_dateline`: {place, date} inherited from the dateline above, or None.
- `amur_mentions` (linker, coref): start, end, head (token indexes), kind ("actor", "place", "group"), ref, refs, members, via, name, type,
  country, surface, link (quality, 0 to 1).
- `amur_dates` (dates): start, end, head, words, edtf, earliest, latest, precision, basis, reading, relation.
- `amur_quantities` (quantities): start, end, head, value, unit, what.
- `amur_attributions` (attribution): speakers, speaker_refs, verb, content, direct, reported_by, addressee, date, evidence, rule.
- `amur_frames` (frames, status): type, trigger, rule, roles, status, certainty, phase and what else the rule gives.
- `amur_repairs` (parse_repair): names of the repairs made, with the token index.
"""

from __future__ import annotations

from typing import Any, Final

from spacy.tokens import Doc

DEFAULTS: Final[dict[str, Any]] = {
    "amur_offset": 0,
    "amur_block": "body",
    "amur_published": None,
    "amur_article": None,
    "amur_dateline": None,
    "amur_mentions": None,
    "amur_dates": None,
    "amur_quantities": None,
    "amur_attributions": None,
    "amur_frames": None,
    "amur_repairs": None,
}
_LISTS: Final = ("amur_mentions", "amur_dates", "amur_quantities", "amur_attributions", "amur_frames", "amur_repairs")


def register_extensions() -> None:
    """Make the `amur_*` attributes known to spaCy; calling it again changes nothing."""
    for name, default in DEFAULTS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


def empty_lists(doc: Doc) -> None:
    """Give a new Doc its own empty lists, so that components may append."""
    for name in _LISTS:
        if getattr(doc._, name) is None:
            setattr(doc._, name, [])


def text_of(doc: Doc) -> str:
    """The text of a block. spaCy joins it anew from all tokens each time it is asked; here it is joined once."""
    text: str | None = doc.user_data.get("amur_text")
    if text is None:
        text = doc.user_data["amur_text"] = doc.text
    return text
