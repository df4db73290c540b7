"""What is said: the words under a reporting verb that are its content, by the kinds the word file gives the verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from app.components.attribution_speakers import agents, report_before
from app.components.attribution_words import Reporting, reporting_words

_CLAUSES = frozenset({"ccomp", "parataxis"})


@dataclass(frozen=True, slots=True)
class Content:
    """Token bounds [start, end) of the content, the kind of frame that found it, and who is spoken to."""

    kind: str
    start: int
    end: int
    addressee: int | None = None


def find_content(verb: Token, words: Reporting) -> Content | None:
    """The content of an active or passive reporting verb, by the first of its kinds that fits; None if there is none but quotes."""
    lemma = verb.lemma_.lower()
    kinds = words.verbs.get(lemma, ())
    particles = {child.lower_ for child in verb.children if child.dep_ in {"prt", "advmod", "acomp", "oprd", "ccomp"}}
    particles |= {
        grandchild.lower_ for child in verb.children if child.dep_ == "ccomp" for grandchild in child.children if grandchild.pos_ == "ADJ"
    }
    if lemma in words.needs and verb.i + 1 < len(verb.doc):
        particles.add(verb.doc[verb.i + 1].lower_)
    if particles & words.refuses.get(lemma, frozenset()):
        return None
    if lemma in words.needs and not particles & words.needs[lemma]:
        return None
    for kind in kinds:
        finder = _FINDERS.get(kind.split(":", 1)[0])
        content = finder(verb, words) if finder else None
        if content and content.end > content.start:
            return _without_next_report(verb, content, words)
    return None


def _without_next_report(verb: Token, content: Content, words: Reporting) -> Content:
    """Content that the parse runs on into the next report ("… readiness to talk and thanked Y") ends before it."""
    if content.kind == "clause":
        return content
    for token in verb.doc[content.start : content.end]:
        finite = token.dep_ == "conj" and token.tag_ in {"VBD", "VBZ", "VBP"} and token.head.tag_ not in {"VBD", "VBZ", "VBP"}
        if finite and token.lemma_.lower() in words.verbs and not any(c.dep_ in {"nsubj", "nsubjpass"} for c in token.children):
            return replace(content, end=max(content.start, _before_joint(token)))
    return content


def span_of(token: Token, *, without: Token | None = None) -> tuple[int, int]:
    """Token bounds of a subtree, cut before or behind the subtree of `without` where that stands at its edge."""
    start, end = token.left_edge.i, token.right_edge.i + 1
    if without is not None and start <= without.i < end:
        if without.i < token.i:
            start = without.right_edge.i + 1 if without.right_edge.i < token.i else without.i + 1
        else:
            end = without.left_edge.i if without.left_edge.i > token.i else without.i
    return start, end


def addressee_of(verb: Token) -> Token | None:
    """Who is spoken to: the object of tell, assure …, or of "to" after say, convey …"""
    kinds = reporting_words().verbs.get(verb.lemma_.lower(), ())
    for child in verb.children:
        if child.dep_ in {"dobj", "dative"} and child.pos_ in {"PROPN", "NOUN", "PRON"} and "addressee" in kinds:
            return child
        if child.dep_ in {"prep", "dative"} and child.lower_ in {"to", "with"} and "addressee-to" in kinds:
            for grandchild in child.children:
                if grandchild.dep_ == "pobj":
                    return grandchild
    return None


def _clause(verb: Token, words: Reporting) -> Content | None:
    for child in verb.children:
        if child.dep_ in _CLAUSES and child.pos_ in {"VERB", "AUX", "NOUN", "ADJ", "PROPN", "ADV"}:
            if child.dep_ == "parataxis" and child.i > verb.i:
                continue
            start, end = span_of(child)
            if start < verb.i and any(c.dep_ == "nsubjpass" and c.lower_ != "it" for c in verb.children):
                continue  # "X arrived and was welcomed by Y": what was done to X, no words
            if start <= verb.i < end or (end <= verb.i and any(t.text == ";" for t in verb.doc[end : verb.i])):
                continue
            if any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children) and not any(
                c.dep_ in {"nsubj", "nsubjpass", "expl"} for c in child.children
            ):
                continue
            if any(c.dep_ == "mark" and c.lower_ in {"as", "while", "because", "since"} for c in child.children):
                continue
            start = _behind_date(verb, child, _behind_marker(child, start))
            addressee = addressee_of(verb)
            end = _with_joined(verb, child, end)
            end = _before_contrast(child, _before_speaker(verb, start, end), words)
            return Content("clause", start, end, addressee.i if addressee else None)
    return None


def _with_joined(verb: Token, clause: Token, end: int) -> int:
    """The end of a second clause that the parse hangs on the verb beside the first ("said A was ready and a treaty had been signed")."""
    for child in verb.children:
        joint = [token for token in verb.doc[end : child.left_edge.i] if not token.is_punct]
        if child.dep_ == "ccomp" and child.i > clause.i > verb.i and child.left_edge.i >= end and all(t.dep_ == "cc" for t in joint):
            end = child.right_edge.i + 1
    return end


def _before_speaker(verb: Token, start: int, end: int) -> int:
    """A clause in front of its verb ends before the speaker."""
    for child in verb.children:
        if child.dep_ == "nsubj" and start < child.left_edge.i < end:
            return child.left_edge.i
    return end


def _behind_date(verb: Token, clause: Token, start: int) -> int:
    """The start of a clause without a day that belongs to the verb: "said on Monday it had …"."""
    if start != verb.i + 1:
        return start
    for child in clause.children:
        opens = child.left_edge.i == start and child.right_edge.i + 1 < clause.i and child.dep_ in {"prep", "npadvmod", "advmod"}
        if opens and any(t.ent_type_ == "DATE" for t in child.subtree):
            return child.right_edge.i + 1
    return start


def _before_contrast(clause: Token, end: int, words: Reporting) -> int:
    """The end of a clause before "while Y says …", which is another's word."""
    for child in clause.subtree:
        if clause.i < child.left_edge.i < end and child.dep_ == "conj" and report_before(child, words) is not None:
            return _before_joint(child)
        if (
            child.dep_ in {"advcl", "conj"}
            and child.lemma_.lower() in words.verbs
            and clause.i < child.left_edge.i < end
            and child.i != clause.i
        ):
            own_subject = any(c.dep_ == "nsubj" for c in child.children)
            contrast = any(c.dep_ == "mark" and c.lower_ in {"while", "whereas", "although", "though"} for c in child.children)
            if own_subject and (
                contrast or (child.dep_ == "conj" and child.head.i == clause.i and "clause" in words.verbs[child.lemma_.lower()])
            ):
                return child.left_edge.i
    return end


def _before_joint(verb: Token) -> int:
    """The token index behind what comes before ", and" of a conjoined verb."""
    end = verb.i
    while end > 0 and (verb.doc[end - 1].pos_ in {"CCONJ", "PUNCT"} or verb.doc[end - 1].dep_ in {"advmod", "cc"}):
        end -= 1
    return end


def _behind_marker(clause: Token, start: int) -> int:
    """The start of a clause without "that" (and what stands before it: dates drawn into the clause by the parse)."""
    for child in clause.children:
        if child.dep_ == "mark" and child.lower_ in {"that", "how", "whether"} and child.i < clause.i:
            return child.i + 1 if child.lower_ == "that" else child.i
    return start


def _infinitives(verb: Token) -> Iterator[Token]:
    """Infinitives with "to" that belong to the verb, its object or its preposition."""
    places = [verb]
    for child in verb.children:
        if child.dep_ in {"dobj", "dative", "prep", "prt"} and child.i > verb.i:
            places.append(child)
            places.extend(grandchild for grandchild in child.children if grandchild.dep_ == "pobj")
        if child.dep_ in {"ccomp"} and child.i > verb.i:
            places.append(child)
    for place in places:
        for child in [place, *place.children]:
            if child.i > verb.i and child.pos_ in {"VERB", "AUX"} and any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children):
                yield child


def _to_other(verb: Token, _: Reporting) -> Content | None:
    passive = any(child.dep_ == "nsubjpass" for child in verb.children)
    for infinitive in _infinitives(verb):
        subject = [c for c in infinitive.children if c.dep_ == "nsubj"]
        marker = next(c for c in infinitive.children if c.dep_ == "aux" and c.lower_ == "to")
        if marker.i == verb.i + 1 and not passive:
            continue
        addressee = subject[0] if subject else next((c for c in verb.children if c.dep_ in {"dobj", "dative", "nsubjpass"}), None)
        if addressee is None:
            addressee = next((g for c in verb.children if c.dep_ == "prep" for g in c.children if g.dep_ == "pobj"), None)
        negation = next((c for c in infinitive.children if c.dep_ == "neg" and c.i < marker.i), None)
        start = negation.i if negation else marker.i + 1
        return Content("to-other", start, infinitive.right_edge.i + 1, addressee.i if addressee else None)
    return None


def _to(verb: Token, _: Reporting) -> Content | None:
    for child in verb.children:
        if child.dep_ in {"xcomp", "ccomp", "advcl"} and child.i > verb.i:
            marker = next((c for c in child.children if c.dep_ == "aux" and c.lower_ == "to"), None)
            if marker is not None and marker.i <= verb.i + 4:
                return Content("to", marker.i + 1, child.right_edge.i + 1)
    return None


def _gerund(verb: Token, _: Reporting) -> Content | None:
    for child in verb.children:
        gerund = child.tag_ == "VBG" or any(c.dep_ in {"aux", "auxpass"} and c.tag_ == "VBG" for c in child.children)
        if child.dep_ in {"xcomp", "ccomp"} and gerund and child.i > verb.i:
            return Content("gerund", *span_of(child))
    return None


def _object(verb: Token, words: Reporting) -> Content | None:
    lemma = verb.lemma_.lower()
    if lemma in words.finite_only and verb.tag_ == "VBG":
        return None
    target = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
    if target is None and (verb.tag_ == "VBN" and any(agents(verb))):
        target = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    if target is None:
        what = next(
            (c for c in verb.children if c.dep_ in {"ccomp", "xcomp"} and c.i > verb.i and c.left_edge.lower_ in {"what", "how"}), None
        )
        return Content("object", *span_of(what)) if what is not None else None
    if any(c.dep_ in {"prep", "dative"} and c.lower_ == "to" for c in verb.children) and lemma in {"deny"}:
        return None
    if target.lower_ in {"it", "them", "this", "that", "these", "those"}:
        return None  # "conveyed it to Y": what, another sentence says
    allowed = words.objects_only.get(lemma)
    heads = {target.lemma_.lower(), *(c.lemma_.lower() for c in target.children if c.dep_ == "conj")}
    if allowed is not None and not heads & allowed and not any(t.text == '"' for t in target.subtree):
        return None
    start, end = span_of(target)
    for preposition in [*target.children, *verb.children]:
        if preposition.dep_ == "prep" and (lemma, target.lemma_.lower(), preposition.lower_) in words.stripped:
            objects = [c for c in preposition.children if c.dep_ in {"pobj", "pcomp"}]
            if objects:
                return Content("object", *span_of(objects[0]))
    for child in verb.children:  # what the parse hangs on the verb but belongs to the noun: "concern about …"
        if (
            child.dep_ == "prep"
            and child.i == end
            and child.lower_ in {"about", "for", "over", "of", "that", "with", "at", "on", "toward", "towards", "against", "to"}
        ):
            if not any(t.ent_type_ in {"DATE", "TIME"} for t in child.children):
                end = child.right_edge.i + 1
        elif child.dep_ in {"ccomp", "xcomp", "acl"} and child.i > target.i and child.left_edge.i == end:
            end = child.right_edge.i + 1
    return Content("object", start, end)


def _as(verb: Token, words: Reporting) -> Content | None:
    passive = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    target = passive or next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
    parts = [c for c in verb.children if c.i > verb.i and (c.dep_ == "oprd" or (c.dep_ == "prep" and c.lower_ == "as"))]
    if target is not None and not parts:
        parts = [c for c in target.children if c.dep_ == "prep" and c.lower_ == "as"]
    if parts and target is not None and target.tag_ in {"WDT", "WP"}:
        return Content("as", (parts[0].i + 1) if parts[0].dep_ == "prep" else parts[0].left_edge.i, parts[-1].right_edge.i + 1)
    if parts and target is not None:
        start = min(target.left_edge.i, parts[0].left_edge.i) if not passive else parts[0].left_edge.i
        return Content("as", start, parts[-1].right_edge.i + 1)
    if target is None and len(parts) == 1 and parts[0].dep_ == "oprd" and parts[0].left_edge.pos_ in {"PROPN", "PRON"}:
        return Content("as", *span_of(parts[0]))
    clause = next((c for c in verb.children if c.dep_ in {"ccomp", "xcomp"} and c.i > verb.i and c.pos_ in {"NOUN", "ADJ", "PROPN"}), None)
    if (
        clause is not None
        and any(c.dep_ == "nsubj" for c in clause.children)
        and not any(c.dep_ in {"aux", "cop", "mark"} for c in clause.children)
    ):
        return Content("as", *span_of(clause))
    if verb.lemma_ == "call" and target is not None and not any(c.lower_ in {"on", "for", "upon"} for c in verb.children):
        appositive = next((c for c in target.children if c.dep_ in {"appos", "npadvmod"}), None)
        if appositive is not None:
            return Content("as", target.left_edge.i, appositive.right_edge.i + 1)
    return None


def _at(verb: Token, _: Reporting) -> Content | None:
    target = next((c for c in verb.children if c.dep_ == "dobj" and c.i > verb.i), None)
    if target is None:
        return None
    for preposition in [*verb.children, *(g for c in target.subtree for g in c.children)]:
        if preposition.dep_ == "prep" and preposition.lower_ in {"at", "near", "between"} and preposition.i > target.i:
            amounts = [c for c in preposition.subtree if c.like_num or c.ent_type_ in {"MONEY", "PERCENT", "CARDINAL", "QUANTITY"}]
            if amounts:
                return Content("at", target.left_edge.i, _clause_end(verb, preposition.right_edge.i + 1))
    return None


def _clause_end(verb: Token, end: int) -> int:
    """What follows the number belongs to it ("…, 4 percent above the year before, and thus close to the goal"), but for the next clause."""
    for child in verb.children:
        if child.i >= end and (child.pos_ in {"VERB", "AUX"} or child.text == ";"):
            return max(end, child.left_edge.i)
    return max(end, verb.right_edge.i + 1)


def _of(verb: Token, _: Reporting) -> Content | None:
    target = next((c for c in verb.children if c.dep_ in {"dobj", "nsubjpass"}), None)
    for place in [verb, *([target] if target is not None else [])]:
        for preposition in place.children:
            if preposition.dep_ == "prep" and preposition.lower_ in {"of", "for"} and preposition.i > verb.i:
                start = target.left_edge.i if target is not None and target.dep_ == "dobj" else preposition.i + 1
                return Content("of", start, preposition.right_edge.i + 1, target.i if target is not None else None)
    return None


def _prep(verb: Token, words: Reporting) -> Content | None:
    wanted = words.prepositions(verb.lemma_.lower())
    addressee = addressee_of(verb) or next((c for c in verb.children if c.dep_ == "dobj"), None)
    particles = words.particles.get(verb.lemma_.lower())
    for preposition in _prepositions(verb):
        if preposition.lower_ in wanted and preposition.i > verb.i:
            if (
                particles is not None
                and preposition.lower_ != "of"
                and not any(c.dep_ in {"prt", "advmod"} and c.lower_ in particles for c in verb.children)
            ):
                continue
            for child in preposition.children:
                if child.dep_ in {"pobj", "pcomp"} and child.ent_type_ not in {"DATE", "TIME"}:
                    start, end = span_of(child)
                    return Content("prep", start, end, addressee.i if addressee is not None else None)
    return None


def _prepositions(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ in {"prep", "prt", "agent", "dative"}:
            yield child
            yield from (grandchild for grandchild in child.children if grandchild.dep_ == "prep")
        elif child.dep_ in {"dobj", "advmod"}:
            yield from (grandchild for grandchild in child.children if grandchild.dep_ == "prep")


def _clear(verb: Token, words: Reporting) -> Content | None:
    """As in "made (it) clear that …": the clause below the verb or below "clear"."""
    clear = next(
        (c for c in verb.subtree if c.lower_ in {"clear", "plain"} and c.i > verb.i and (c.head.i == verb.i or c.i == verb.i + 1)), None
    )
    if clear is None:
        return None
    for place in (verb, clear):
        for child in place.children:
            marker = next((c for c in child.children if c.dep_ == "mark" and c.lower_ == "that"), None)
            if child.i > clear.i and marker is not None:
                return Content("clause", marker.i + 1, child.right_edge.i + 1)
    for place in (verb, clear):  # "made clear his concern"
        for child in place.children:
            if child.dep_ in {"dobj", "nsubj"} and child.i > clear.i and child.pos_ in {"NOUN", "PROPN"}:
                return Content("object", max(clear.i + 1, child.left_edge.i), child.right_edge.i + 1)
    return None


_FINDERS: dict[str, Callable[[Token, Reporting], Content | None]] = {
    "clause": _clause,
    "to-other": _to_other,
    "to": _to,
    "gerund": _gerund,
    "object": _object,
    "as": _as,
    "at": _at,
    "of": _of,
    "prep": _prep,
    "clear": _clear,
}
