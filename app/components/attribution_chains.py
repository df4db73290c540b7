"""Several attributions of a block together: who only passes on, whose words go on, and what was found twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from app.components.attribution_quotes import Quotation, quoted_share
from app.components.attribution_utterance import Utterance
from app.components.attribution_words import Reporting
from app.components.extensions import text_of

_MOST = 0.6


def without_doubles(utterances: Iterable[Utterance]) -> list[Utterance]:
    """One item for equal content of the same speakers."""
    seen: dict[tuple[tuple[int, int], tuple[int, ...]], Utterance] = {}
    for utterance in utterances:
        seen.setdefault((utterance.content, tuple(utterance.speakers)), utterance)
    return list(seen.values())


def chain(utterances: list[Utterance], doc: Doc, words: Reporting) -> list[Utterance]:
    """An utterance that only passes on another one becomes its reporter: "Ivanov told reporters …, a ministry readout said"."""
    passed: set[int] = set()
    for inner in sorted(utterances, key=lambda u: u.content[1] - u.content[0]):
        for outer in utterances:
            if id(inner) in passed or id(outer) in passed:
                continue
            if outer is inner or not (outer.content[0] <= doc[inner.verb].idx < outer.content[1]) or not inner.speakers:
                continue
            if set(outer.speakers) == set(inner.speakers):
                continue
            if _speaks_of_itself(doc, inner, outer):
                passed.add(id(inner))
                continue
            if _share(doc, inner, outer, words) >= _MOST:
                inner.reported_by += [i for i in outer.speakers if i not in inner.reported_by and i not in inner.speakers]
                inner.reported_by += [i for i in outer.reported_by if i not in inner.reported_by]
                passed.add(id(outer))
    return [u for u in utterances if id(u) not in passed]


def _share(doc: Doc, inner: Utterance, outer: Utterance, words: Reporting) -> float:
    """How much of the outer content the inner one makes up.

    A text, an outlet or an office only passes on, so there the inner clause counts whole.
    """
    start, end = inner.content
    verb = doc[inner.verb]
    speakers = [doc[i] for i in outer.speakers]
    office = all(t.ent_type_ == "ORG" or t.lemma_.lower() in words.officials for t in speakers)
    utters = inner.rule in {"verb.clause", "verb.quote", "verb.quoted-as-saying"}
    passes_on = outer.from_text or doc[outer.verb].lemma_ == "report" or office
    if passes_on and verb.pos_ in {"VERB", "AUX"} and (utters or doc[outer.verb].lemma_ == "report"):
        start, end = min(start, verb.left_edge.idx), max(end, verb.right_edge.idx + len(verb.right_edge.text))
    start, end = max(start, outer.content[0]), min(end, outer.content[1])
    return (end - start) / max(1, outer.content[1] - outer.content[0])


def _speaks_of_itself(doc: Doc, inner: Utterance, outer: Utterance) -> bool:
    """As in "X said that he welcomed Y": one utterance of X."""
    pronouns = {"he", "she", "it", "they", "we", "i"}
    if not all(doc[i].lower_ in pronouns for i in inner.speakers):
        return False
    verb = doc[inner.verb]
    while verb.dep_ in {"conj", "xcomp"} and verb.head.i != verb.i:
        verb = verb.head
    return verb.dep_ in {"ccomp", "ROOT", "parataxis"} and verb.head.i in {outer.verb, verb.i}


def join_continued(doc: Doc, utterances: list[Utterance], quotations: Sequence[Quotation]) -> list[Utterance]:
    """Sentences that stand wholly in quotation marks without a verb of their own go on what the last speaker says."""
    for quotation in quotations:
        if any(u.content[0] < quotation.end and quotation.start < u.content[1] for u in utterances) or not _is_whole(doc, quotation):
            continue
        before = [u for u in utterances if doc[u.verb].idx < quotation.start and u.content[0] < quotation.start]
        last = max(before, key=lambda u: max(doc[u.verb].idx, u.content[1]), default=None)
        if last is None:
            continue
        sentence = doc[last.verb].sent
        adjoining = not any(sentence.end_char <= s.start_char and s.end_char <= quotation.start for s in doc.sents)
        quoted = quoted_share(text_of(doc), last.content, quotations) > 0.5
        if adjoining and quoted and not _ended_before(doc, last):
            start = last.content[0] - (1 if last.content[0] and text_of(doc)[last.content[0] - 1] == '"' else 0)
            last.content = (start, quotation.end)
            last.continued = True
        elif adjoining:
            utterances.append(
                Utterance(
                    last.verb, list(last.speakers), quotation.inner, "quote.continued", list(last.speaker_refs), list(last.reported_by)
                )
            )
    return sorted(utterances, key=lambda u: (u.content, u.verb))


def _ended_before(doc: Doc, utterance: Utterance) -> bool:
    """The sentence with the reporting verb is over: what stands in quotation marks behind it is the next thing said."""
    sentence = doc[utterance.verb].sent
    return doc[utterance.verb].idx >= utterance.content[1] and utterance.content[0] >= sentence.start_char


def _is_whole(doc: Doc, quotation: Quotation) -> bool:
    """The quotation is one or more whole sentences."""
    before = text_of(doc)[: quotation.start].rstrip()
    after = text_of(doc)[quotation.end :].lstrip()
    words = text_of(doc)[quotation.inner[0] : quotation.inner[1]].split()
    ends = text_of(doc)[quotation.inner[1] - 1 : quotation.inner[1]] in {".", "?", "!"} or after[:1] in {"", "."}
    return len(words) >= 2 and ends and (not before or before[-1] in '.?!"') and (not after or after[:1].isupper() or after[:1] in '."')
