"""Who says what: direct, indirect and reported speech, one item a reporting verb with its own content.

The words that report are data (`data/words/reporting.yaml`). `find_attributions` sees one block; what reaches over blocks
(turns of a transcript, quotations that go on in the next paragraph) is added by `find_all_attributions`.
An item is a plain dict (see `extensions`): speakers, speaker_refs, verb, content, direct, reported_by, addressee, date, evidence, rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.tokens import Doc, Span, Token

from app.components.attribution_chains import chain, join_continued, without_doubles
from app.components.attribution_content import Content, addressee_of, find_content
from app.components.attribution_dates import date_of
from app.components.attribution_quotes import Quotation, find_quotations, quoted_share, snap_to_quotations, trim
from app.components.attribution_sources import Source, content_beside, find_noun_reports, find_sources, segment_of
from app.components.attribution_speakers import agents, can_speak, is_actual, is_first_person, issuers, named, subjects, with_conjuncts
from app.components.attribution_utterance import Utterance, is_inside_quotation
from app.components.attribution_words import Reporting, reporting_words
from app.components.dates_dateline import parse_dateline
from app.components.extensions import text_of

ISSUER = "@issuer"  # the speaker is whoever issues the text ("we", "I"): metadata or turn tell who


def find_attributions(doc: Doc) -> list[dict[str, Any]]:
    """The attributions of one block; also kept in `doc._.amur_attributions` where that extension is registered."""
    words = reporting_words()
    quotations = find_quotations(text_of(doc))
    utterances = [u for token in doc if (u := _of_verb(token, quotations, words)) is not None]
    utterances += _of_nouns(doc, quotations, words)
    utterances = _add_sources(doc, utterances, quotations, words)
    utterances = chain(without_doubles(utterances), doc, words)
    line = parse_dateline(text_of(doc), None)
    for utterance in utterances if line is not None else ():  # a dateline is no part of what is said
        if line is not None and utterance.content[0] < line.end < utterance.content[1]:
            utterance.content = (line.end, utterance.content[1])
    utterances.sort(key=lambda u: (u.content, u.verb))
    utterances = join_continued(doc, utterances, quotations)
    items = [_as_item(doc, utterance, quotations) for utterance in utterances]
    if Doc.has_extension("amur_attributions"):
        doc._.amur_attributions = items
    return items


def find_all_attributions(docs: Sequence[Doc]) -> None:
    """The attributions of an article's blocks."""
    for doc in docs:
        find_attributions(doc)


# ---- verbs ------------------------------------------------------------------------------------------------------------


def _of_verb(verb: Token, quotations: Sequence[Quotation], words: Reporting) -> Utterance | None:
    if verb.pos_ not in {"VERB", "AUX"} or verb.lemma_.lower() not in words.verbs:
        return None
    if verb.lemma_ in {"quote", "cite"}:
        return _quoted_as_saying(verb, quotations, words)
    if not is_actual(verb, words) or _is_asked(verb) or _is_quoted_saying(verb) or _is_said_to_you(verb):
        return None
    heads = [named(token) for token in subjects(verb, words)]
    content = find_content(verb, words)
    heads, from_text = _speaking(heads, words)
    if not heads:
        return None
    aside = _told_by_the_way(verb)
    span = aside or _content_span(verb, content, quotations, words, heads)
    if span is None:
        return None
    first = [token for token in heads if is_first_person(token)]
    if first and is_inside_quotation(verb, quotations):
        return None
    reporters: list[Token] = []
    if (cited := _cited(verb, heads, words)) is not None:
        (heads, from_text), reporters = cited, heads
    return Utterance(
        verb=verb.i,
        speakers=[token.i for token in heads if not is_first_person(token)],
        content=span,
        rule="verb.as-told" if aside else f"verb.{content.kind if content else 'quote'}",
        reported_by=[token.i for token in reporters],
        speaker_refs=[ISSUER] if first else [],
        addressee=content.addressee if content and content.addressee is not None else _index(addressee_of(verb)),
        from_text=from_text,
        plural_issuer=any(token.lower_ in {"we", "us"} for token in first),
    )


def _told_by_the_way(verb: Token) -> tuple[int, int] | None:
    """For "Prices will fall, as the bank warned on Friday.": what the main clause says."""
    main = verb.head
    if verb.dep_ != "advcl" or main.pos_ not in {"VERB", "AUX"} or not any(c.lower_ == "as" and c.dep_ == "mark" for c in verb.children):
        return None
    if any(c.dep_ in {"ccomp", "dobj", "xcomp"} for c in verb.children) or verb.left_edge.i == 0:
        return None
    last = verb.doc[verb.left_edge.i - 1]
    if last.text != "," or main.i > verb.i:
        return None
    start = main.left_edge.i
    return verb.doc[start].idx, last.idx


def _cited(verb: Token, heads: Sequence[Token], words: Reporting) -> tuple[list[Token], bool] | None:
    """For "…, an agency reported, citing the ministry": the ministry speaks and the agency passes it on."""
    passes_on = all(token.ent_type_ == "ORG" or token.lemma_.lower() in words.outlets for token in heads)
    citing = next((c for c in verb.children if c.tag_ == "VBG" and c.lemma_.lower() in {"cite", "quote"} and c.i > verb.i), None)
    if citing is None or not passes_on:
        return None
    cited = [head for child in citing.children if child.dep_ == "dobj" for head in with_conjuncts(child)]
    figures = [head for head in cited if head.lemma_.lower() in {"data", "datum", "figure", "statistic", "document"}]
    owners = [named(owner) for head in figures for owner in issuers(head, words)]
    sources, from_text = _speaking([named(head) for head in cited if head not in figures] + owners, words)
    return (sources, from_text) if sources else None


def _is_quoted_saying(verb: Token) -> bool:
    """The "saying" of "quoted as saying", which belongs to that verb."""
    return verb.dep_ == "pcomp" and verb.head.lower_ == "as" and verb.head.head.lemma_ in {"quote", "cite"}


def _is_said_to_you(verb: Token) -> bool:
    """For "Mr President, thank you for coming": an address, and no report of what the president said."""
    return verb.tag_ in {"VB", "VBP"} and any(c.dep_ in {"dobj", "dative"} and c.lower_ == "you" for c in verb.children)


def _is_asked(verb: Token) -> bool:
    """Within a question, but not below another verb: "Did X say …?", "When will X call on …?"."""
    sentence = verb.sent.text.rstrip('" ')
    if not sentence.endswith("?") or '"' in verb.sent.text:
        return False
    while verb.dep_ in {"conj", "xcomp", "ccomp", "advcl", "parataxis"} and verb.head.i != verb.i:
        verb = verb.head
    return verb.dep_ == "ROOT"


def _speaking(heads: Sequence[Token], words: Reporting) -> tuple[list[Token], bool]:
    """Those who can speak; a text is replaced by its issuers. The flag says that a text spoke."""
    found: list[Token] = []
    from_text = False
    for token in heads:
        if token.lemma_.lower() in words.texts and token.pos_ == "NOUN":
            owners = [named(owner) for owner in issuers(token, words)]
            found.extend(owner for owner in owners if can_speak(owner, words) or owner.pos_ in {"ADJ"})
            if not owners and token.dep_ in {"nsubj", "nsubjpass", "pobj"}:
                found.append(token)  # whose text it is, an earlier sentence may tell
            from_text = True
        elif can_speak(token, words):
            found.append(token)
    return found, from_text


def _content_span(
    verb: Token, content: Content | None, quotations: Sequence[Quotation], words: Reporting, heads: Sequence[Token]
) -> tuple[int, int] | None:
    doc, kinds = verb.doc, words.verbs[verb.lemma_.lower()]
    span: tuple[int, int] | None = None
    if content:
        span = (doc[content.start].idx, doc[content.end - 1].idx + len(doc[content.end - 1].text))
    if "quote" in kinds:
        beside = _quotations_beside(verb, quotations)
        if beside and (span is None or content is None or content.kind == "clause"):
            edges = [span] if span else []
            span = (min(q.start for q in beside), max(q.end for q in beside))
            for start, end in edges:
                span = (min(span[0], start), max(span[1], end))
            if span[0] < verb.idx < span[1] and len(beside) > 1:
                return span
            around = _clause_before(verb, heads) if content is None and span[1] <= verb.idx and "clause" in kinds else None
            span = around if around is not None and around[0] < span[0] else span  # a clause with some words in quotation marks
    if span is None and "clause" in kinds:
        span = _clause_around(verb) or _clause_before(verb, heads)
        if span is not None and span[0] <= verb.idx < span[1]:
            return span
    if span is None:
        return None
    if span[0] <= verb.idx < span[1] and not any(q.start > verb.idx for q in quotations if q.start < span[1]):
        return None
    span = snap_to_quotations(text_of(doc), span, [q for q in quotations if not (q.start < verb.idx < q.end)])
    return span if span[1] - span[0] >= 3 else None


def _quotations_beside(verb: Token, quotations: Sequence[Quotation]) -> list[Quotation]:
    """The quotations that meet the reporting clause: the one that ends right before it, the one that begins right behind it."""
    text = text_of(verb.doc)
    own = [child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass"}]
    left = min([verb.idx, *(child.left_edge.idx for child in own)])
    right = max(token.idx + len(token.text) for token in [verb, *(child.right_edge for child in own if child.i > verb.i)])
    found = []
    for quotation in quotations:
        if quotation.start < verb.idx < quotation.end:
            continue
        if quotation.end <= left:
            last = text[quotation.inner[1] - 1 : quotation.inner[1]]
            ended = last in {",", ".", "?", "!", "\u2014", "-"} or text[quotation.end : quotation.end + 1] == ","
            if verb.tag_ != "VBG" and ended and not text[quotation.end : left].strip(" ,\n"):
                found.append(quotation)
        elif quotation.start >= right:
            between = text[right : quotation.start]
            if len(between) < 160 and _introduces(between) and not _reports(verb.doc, right, quotation.start):
                found.append(quotation)
            break
    return found


def _introduces(between: str) -> bool:
    stripped = between.rstrip()
    if not stripped:
        return True
    if any(mark in stripped[:-1] for mark in (". ", "? ", "! ", '"', ";")):
        return False
    return stripped[-1] in {",", ":", "\u2014"} or stripped.endswith("that")


def _reports(doc: Doc, start: int, end: int) -> bool:
    words = reporting_words()
    return any(start <= t.idx < end and t.pos_ == "VERB" and t.lemma_.lower() in words.verbs for t in doc)


def _clause_around(verb: Token) -> tuple[int, int] | None:
    """As in "The ship sank, the navy said, after a fire": the reporting clause is an insertion in what it reports."""
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if verb.dep_ not in {"parataxis", "ccomp"} or subject is None or verb.head.pos_ not in {"VERB", "AUX"}:
        return None
    left = min(subject.left_edge.i, verb.i)
    if verb.head.i > verb.i and verb.doc[verb.i + 1].text not in {",", "--", "\u2014"}:
        return None
    if left == 0 or verb.doc[left - 1].text not in {",", "--", "\u2014"}:
        return None
    start, end = verb.head.left_edge.i, verb.head.right_edge.i + 1
    behind = [token for token in verb.doc[verb.right_edge.i + 1 : end] if not token.is_punct]
    if not behind:
        end = left
    span = verb.doc[start:end]
    return span.start_char, span.end_char


def _clause_before(verb: Token, heads: Sequence[Token]) -> tuple[int, int] | None:
    """As in "Trade rose in May, customs reported." where the parse makes no clause of it: the words before the reporting clause."""
    sentence = verb.sent
    near = [verb, *(head for head in heads if sentence.start <= head.i < sentence.end)]
    left = min(token.left_edge.i if token.i != verb.i else token.i for token in near)
    if left - sentence.start < 4 or verb.doc[left - 1].text not in {",", "--", "\u2014"}:
        return None
    before = verb.doc[sentence.start : left - 1]
    if verb.i < min((head.i for head in heads), default=verb.i) - 3 or not any(
        t.pos_ in {"VERB", "AUX"} and t.tag_ not in {"VBG", "VB"} for t in before
    ):
        return None
    behind = [t for t in verb.doc[verb.i + 1 : sentence.end] if t.pos_ == "VERB" and not (t.dep_ == "acl" and t.tag_ == "VBN")]
    own = [child for child in verb.children if child.dep_ == "nsubj" and child.i >= left]
    own += [head for head in heads if head.dep_ == "appos" and head.right_edge.i == verb.i - 1]
    return (before.start_char, before.end_char) if own and not behind else None


def _quoted_as_saying(verb: Token, quotations: Sequence[Quotation], words: Reporting) -> Utterance | None:
    """As in "X was quoted as saying by Y that …", "Y quoted X as saying …": X speaks, Y reports."""
    saying = next((t for t in verb.subtree if t.i > verb.i and t.tag_ == "VBG" and t.lemma_.lower() in words.verbs), None)
    if saying is None or not is_actual(verb, words):
        return None
    passive = [child for child in verb.children if child.dep_ == "nsubjpass"]
    speakers = passive or [child for child in verb.children if child.dep_ == "dobj"]
    reporters = [*agents(verb), *agents(saying)] if passive else subjects(verb, words)
    content = find_content(saying, words)
    heads = [named(head) for speaker in speakers for head in with_conjuncts(speaker)]
    if not heads:
        return None
    span = _content_span(saying, content, quotations, words, [saying])
    if span is None and (beside := _quotations_beside(verb, quotations)):
        span = snap_to_quotations(text_of(verb.doc), (beside[0].start, beside[-1].end), quotations)
    if span is None:
        return None
    return Utterance(saying.i, [t.i for t in heads], span, "verb.quoted-as-saying", reported_by=[named(t).i for t in reporters])


# ---- nouns and source phrases -------------------------------------------------------------------------------------------


def _of_nouns(doc: Doc, quotations: Sequence[Quotation], words: Reporting) -> list[Utterance]:
    found = []
    for noun, bounds, owners, rule in find_noun_reports(doc, words):
        span = snap_to_quotations(text_of(doc), _chars(doc, bounds), quotations)
        found.append(Utterance(noun.i, list(owners), span, rule))
    return found


def _add_sources(doc: Doc, utterances: list[Utterance], quotations: Sequence[Quotation], words: Reporting) -> list[Utterance]:
    """As in "According to X": X reports an utterance of the same clause, or speaks itself."""
    for source in find_sources(doc, words):
        heads, from_text = _speaking([named(doc[i]) for i in source.names], words)
        if not heads:
            continue
        names = [token.i for token in heads]
        sentence = doc[source.start].sent
        first, last = segment_of(doc, source, sentence)
        reported = [u for u in utterances if first <= u.verb < last and (u.verb == source.clause or _says_it_all(doc, source, u))]
        if reported:
            for utterance in reported:
                utterance.reported_by += [i for i in names if i not in utterance.speakers]
                utterance.content = _without_phrase(doc, utterance.content, source, quotations)
            continue
        bounds = content_beside(doc, source, sentence)
        span = snap_to_quotations(text_of(doc), _chars(doc, bounds), quotations)
        if span[1] - span[0] >= 3:
            utterances.append(Utterance(source.start, names, span, source.rule, from_text=from_text))
    return utterances


def _says_it_all(doc: Doc, source: Source, utterance: Utterance) -> bool:
    """The source phrase ends the content of an utterance of its own sentence: "X said ties were good, according to a readout"."""
    verb = doc[utterance.verb]
    sentence = verb.sent
    inside = sentence.start <= source.start < sentence.end and verb.head.i == verb.i
    last = doc[source.end - 1]
    behind = last.idx + len(last.text) >= utterance.content[1] - 1 and doc[source.start - 1].text == "," if source.start else False
    return inside and behind and verb.i < source.start


def _without_phrase(doc: Doc, content: tuple[int, int], source: Source, quotations: Sequence[Quotation]) -> tuple[int, int]:
    start, end = _chars(doc, (source.start, source.end))
    if content[0] < start < content[1] <= end + 2:
        return trim(text_of(doc), (content[0], start), quotations)
    if content[0] >= start - 1 and content[0] < end < content[1]:
        return trim(text_of(doc), (end, content[1]), quotations)
    return content


# ---- chains -----------------------------------------------------------------------------------------------------------


def _as_item(doc: Doc, utterance: Utterance, quotations: Sequence[Quotation]) -> dict[str, Any]:
    first, last = doc[utterance.verb].sent, doc[utterance.verb].sent
    for sentence in doc.sents:
        if sentence.start_char < utterance.content[1] and sentence.end_char > utterance.content[0]:
            first = sentence if sentence.start < first.start else first
            last = sentence if sentence.end > last.end else last
    start, end = first.start_char, last.end_char
    while end > start and text_of(doc)[end - 1].isspace():
        end -= 1
    return {
        "speakers": utterance.speakers,
        "speaker_refs": utterance.speaker_refs,
        "verb": utterance.verb,
        "content": [utterance.content],
        "direct": quoted_share(text_of(doc), utterance.content, quotations) > 0.5,
        "reported_by": utterance.reported_by,
        "addressee": utterance.addressee,
        "date": date_of(doc, utterance),
        "evidence": (start, end),
        "rule": utterance.rule,
        "plural_issuer": utterance.plural_issuer,
        "from_text": utterance.from_text,
    }


def _chars(doc: Doc, bounds: tuple[int, int]) -> tuple[int, int]:
    span: Span = doc[bounds[0] : max(bounds[1], bounds[0] + 1)]
    return span.start_char, span.end_char


def _index(token: Token | None) -> int | None:
    return token.i if token is not None else None
