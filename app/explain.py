"""Which rule fired where: the parse, what each component found, and the claims that came of it, as plain JSON values.

Token numbers (`i`, `head`, `trigger`, `verb` …) count within the block; `start` and `end` are code points of the article's text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from spacy.tokens import Doc, Span

from app.extract import extract_claims
from app.model import Article, Claim
from app.resolve import resolve_claims
from app.text_side import TextSide, claims_as_json
from app.validate import validate_claims

_MENTION: Final = ("kind", "ref", "refs", "members", "via", "name", "type", "country", "link")
_DATE: Final = ("edtf", "earliest", "latest", "precision", "basis", "reading", "relation")
_QUANTITY: Final = ("value", "unit", "what")
_FRAME: Final = ("type", "rule", "trigger", "governor", "complete", "status", "certainty", "medium", "phase", "name", "confidence")


def explain_article(article: Article, text_side: TextSide) -> dict[str, Any]:
    """One article taken apart: {article, model, blocks: [{…, sentences: [{…}]}], claims, refused}."""
    docs = text_side.annotator.annotate(article)
    claims = resolve_claims(article, extract_claims(article, docs, text_side.gazetteer), text_side.gazetteer)
    kept, refused = validate_claims(article, claims)
    told = claims_as_json(article, kept)
    return {
        "article": told["article"],
        "model": text_side.annotator.provenance,
        "blocks": [_block(doc, kept) for doc in docs],
        "claims": told["claims"],
        "refused": [str(refusal) for refusal in refused],
    }


def _block(doc: Doc, claims: Sequence[Claim]) -> dict[str, Any]:
    offset = doc._.amur_offset
    return {
        "kind": doc._.amur_block,
        "start": offset,
        "end": offset + len(doc.text),
        "dateline": doc._.amur_dateline,
        "repairs": list(doc._.amur_repairs or ()),
        "sentences": [_sentence(doc, sentence, claims) for sentence in doc.sents],
    }


def _sentence(doc: Doc, sentence: Span, claims: Sequence[Claim]) -> dict[str, Any]:
    offset = doc._.amur_offset
    start, end = offset + sentence.start_char, offset + sentence.end_char
    return {
        "start": start,
        "end": end,
        "text": sentence.text,
        "tokens": [
            {
                "i": token.i,
                "text": token.text,
                "start": offset + token.idx,
                "end": offset + token.idx + len(token),
                "lemma": token.lemma_,
                "pos": token.pos_,
                "tag": token.tag_,
                "dep": token.dep_,
                "head": token.head.i,
            }
            for token in sentence
        ],
        "mentions": [_found(doc, item, _MENTION) for item in doc._.amur_mentions or () if item["head"] in _range(sentence)],
        "dates": [_found(doc, item, _DATE) for item in doc._.amur_dates or () if item["head"] in _range(sentence)],
        "quantities": [_found(doc, item, _QUANTITY) for item in doc._.amur_quantities or () if item["head"] in _range(sentence)],
        "attributions": [_attribution(doc, item) for item in doc._.amur_attributions or () if item["verb"] in _range(sentence)],
        "frames": [_frame(doc, item) for item in doc._.amur_frames or () if item["trigger"] in _range(sentence)],
        "claims": [claim.id for claim in claims if any(e.start < end and start < e.end for e in claim.evidence)],
    }


def _range(sentence: Span) -> range:
    return range(sentence.start, sentence.end)


def _found(doc: Doc, item: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    span = doc[item["start"] : item["end"]]
    return {
        "tokens": [item["start"], item["end"]],
        "start": doc._.amur_offset + span.start_char,
        "end": doc._.amur_offset + span.end_char,
        "text": span.text,
        **{key: item[key] for key in keys if item.get(key) not in (None, [], ())},
    }


def _attribution(doc: Doc, item: Mapping[str, Any]) -> dict[str, Any]:
    offset, dates = doc._.amur_offset, doc._.amur_dates or ()
    return {
        "rule": item["rule"],
        "verb": item["verb"],
        "verb_text": doc[item["verb"]].text,
        "speakers": [*item["speaker_refs"], *(_mention_at(doc, i) for i in item["speakers"])],
        "reported_by": [_mention_at(doc, i) for i in item["reported_by"]],
        "addressee": _mention_at(doc, item["addressee"]) if item["addressee"] is not None else None,
        "direct": item["direct"],
        "date": dates[item["date"]]["edtf"] if item["date"] is not None else None,
        "content": [{"start": offset + start, "end": offset + end, "text": doc.text[start:end]} for start, end in item["content"]],
    }


def _mention_at(doc: Doc, index: int) -> str:
    """The id of the mention whose head the token is, else its word."""
    mention = next((m for m in doc._.amur_mentions or () if m["head"] == index and m["ref"]), None)
    return str(mention["ref"]) if mention is not None else doc[index].text


def _frame(doc: Doc, item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{key: item.get(key) for key in _FRAME},
        "trigger_text": doc[item["trigger"]].text,
        "roles": {role: [filler["ref"] or filler["name"] for filler in fillers] for role, fillers in item["roles"].items()},
        "destination": [target["place"] or target["state"] for target in item["destination"]],
    }
