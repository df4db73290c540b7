"""Whether a word fits a rule: its class, what stands before and behind it, its object, subject and complement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from spacy.tokens import Token

from app.components.interpreter import MEASURES, Arguments, Filler, modifier_lemmas, object_lemmas
from app.components.lexicon import load_words, word_set
from app.components.rules import Rule

_TALKS: Final = frozenset({"Meeting", "PhoneCall"})
_GENERAL: Final = frozenset({"any", "such", "every", "each", "all", "further", "more"})
_REPEATED: Final = frozenset({"regular", "frequent", "possible", "future", "periodic", "annual"})
_URGING: Final = frozenset(
    {
        "urge",
        "call",
        "ask",
        "demand",
        "encourage",
        "advise",
        "press",
        "appeal",
        "exhort",
        "advocate",
        "favour",
        "favor",
        "insist",
        "suggest",
    }
)
_VAGUE_NUMBERS: Final = frozenset(
    {"several", "many", "numerous", "regular", "frequent", "repeated", "some", "few", "more", "various", "all"}
)
_JOURNEYS: Final = frozenset({"visit", "trip", "tour", "stop", "stopover"})
_OFFICES: Final = word_set("offices")
_COUNTED: Final = frozenset({"Meeting", "PhoneCall", "Visit", "MilitaryExercise", "JointPatrol"})
_PLURAL_ONE: Final = frozenset({"talk", "negotiation", "consultation", "discussion"})  # "talks" are one occasion
_TRENDS: Final = frozenset(
    {"become", "grow", "increase", "intensify", "multiply", "expand", "decline", "show", "reflect", "underline", "signal"}
)
_ORDINALS: Final = word_set("ordinals")


def fits_word(rule: Rule, token: Token) -> bool:
    if rule.pos == "VERB":
        if token.pos_ not in ("VERB", "AUX") and not rule.attributive:
            return False
        if any(
            _is_often(c) or (c.dep_ == "aux" and c.lower_ in ("should", "must", "ought") and not c.is_sent_start) for c in token.children
        ):
            return False  # urged, not told
        if is_urged(token) or is_asked(token):
            return False
        if rule.type == "Appointment" and token.dep_ == "pcomp":
            return False  # "since taking office"
        before_noun = token.dep_ in ("amod", "compound") and token.i + 1 < len(token.doc)
        if rule.attributive:
            return token.tag_ == "VBG" and (before_noun or _stands_before_title(token))
        if before_noun:
            return False
    elif rule.pos == "NOUN":
        if token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "nmod") or (rule.singular and token.tag_ in ("NNS", "NNPS")):
            return False
        if rule.type == "Agreement" and any(
            c.dep_ in ("acl", "ccomp", "relcl") and any(g.dep_ == "mark" and g.lower_ == "that" for g in c.children) for c in token.children
        ):
            return False  # "their agreement that …": what they think
        if rule.type in _TALKS and is_general(token):
            return False
        words = modifier_lemmas(token) if rule.modifier or rule.no_modifier else set()
        if (rule.modifier and not words & set(rule.modifier)) or words & set(rule.no_modifier):
            return False
        if token.tag_ in ("NNS", "NNPS") and rule.type in _COUNTED and any(c.dep_ == "nummod" for c in token.children):
            return False  # "six exercises last year" is a count
        if token.tag_ in ("NNS", "NNPS") and rule.type in _COUNTED and token.dep_ == "nsubj" and token.head.lemma_.lower() in _TRENDS:
            return False  # "joint patrols have become routine"
        if token.dep_ == "pobj" and token.head.lower_ in ("including", "like") and token.tag_ == "NNS":
            return False
        if rule.countable and token.tag_ in ("NNS", "NNPS") and token.lemma_.lower() not in _PLURAL_ONE:
            return rule.several and has_partners(token)
        if (
            rule.type in ("Meeting", "PhoneCall", "Visit")
            and token.dep_ in ("attr", "pobj")
            and any(c.dep_ == "amod" and c.lower_ in _ORDINALS for c in token.children)
            and token.dep_ == "attr"
        ):
            return False  # "it was their third meeting" counts, and tells no other meeting
    elif token.pos_ != rule.pos:
        return False
    following = {c.lower_ for c in token.children if c.dep_ in ("prt", "prep", "advmod", "agent", "dative")}
    following |= {g.lower_ for c in token.children if c.lower_ in ("back", "home") for g in c.children if g.dep_ == "prep"}
    if following & set(rule.no_preposition):
        return False
    if rule.particle and not following & set(rule.particle):
        return False
    if rule.preposition_object:
        inner = [g for c in token.children if c.dep_ == "dobj" for g in c.children if g.dep_ == "prep"]  # "exchanged views over lunch"
        following |= {g.lower_ for g in inner}
        behind = {
            t.lower_
            for c in (*token.children, *inner)
            if c.dep_ in ("prep", "agent", "prt") and c.lower_ in rule.preposition
            for g in c.children
            if g.dep_ == "pobj"
            for h in (g, *_measured(g))
            for t in (h, *h.lefts)
        }
        if not behind & set(rule.preposition_object) or behind & set(rule.no_preposition_object):
            return False
    return not (rule.preposition and not following & set(rule.preposition))


def _stands_before_title(verb: Token) -> bool:
    """Whether "visiting" follows a verb, preposition or article, or opens the sentence, and a title or name follows it."""
    doc, i = verb.doc, verb.i
    if i + 2 >= len(doc) or not (doc[i + 1].pos_ == "PROPN" or (doc[i + 1].pos_ == "ADJ" and doc[i + 1].text.istitle())):
        return False
    if not (doc[i + 2].pos_ == "PROPN" or doc[i + 2].text.istitle()):
        return False
    before = doc[i - 1] if i > verb.sent.start else None
    return before is None or before.pos_ in ("ADP", "DET") or (before.pos_ == "VERB" and before.i == verb.head.i)


def has_partners(noun: Token) -> bool:
    """Whether a plural names who each was with: "meetings with A and B", no mere number of them."""
    if any(c.dep_ == "nummod" or c.lower_ in _VAGUE_NUMBERS for c in noun.children):
        return False
    links = ("to", "in") if noun.lemma_.lower() in _JOURNEYS else ("with",)
    return any(g.dep_ == "pobj" and g.conjuncts for c in noun.children if c.dep_ == "prep" and c.lower_ in links for g in c.children)


def _measured(noun: Token) -> list[Token]:
    """What a measure is of: "hundreds of drones", "50 billion euros in aid"."""
    if noun.lemma_.lower() not in MEASURES:
        return []
    return [g for c in noun.children if c.dep_ == "prep" and c.lower_ in ("of", "in") for g in c.children if g.dep_ == "pobj"]


def is_urged(verb: Token) -> bool:
    """What somebody merely urges or asks another to do ("urged A to meet B", "called on A and B to resume talks") is told as no event."""
    clause = verb
    for _ in range(3):
        head = clause.head
        if clause.dep_ in ("xcomp", "ccomp", "advcl") and head.lemma_.lower() in _URGING and head != clause:
            to = any(c.dep_ == "aux" and c.lower_ == "to" for c in clause.children) or any(c.tag_ == "MD" for c in clause.children)
            return to or clause.tag_ == "VB"
        if clause.dep_ not in ("xcomp", "conj") or head == clause or head.pos_ not in ("VERB", "AUX"):
            return False
        clause = head
    return False


def is_asked(verb: Token) -> bool:
    """The verb of a question that may be answered by no ("Has A met B?")."""
    if verb.sent.text.rstrip().rstrip('"')[-1:] != "?" or verb.dep_ not in ("ROOT", "conj", "xcomp", "parataxis"):
        return False
    top = verb
    while top.dep_ in ("conj", "xcomp", "parataxis") and top.head != top:
        top = top.head
    subjects = [c.i for c in top.children if c.dep_ in ("nsubj", "nsubjpass")]
    helpers = [c.i for c in top.children if c.dep_ in ("aux", "auxpass")] or ([top.i] if top.pos_ == "AUX" else [])
    asks = any(t.tag_ in ("WP", "WRB", "WDT") and t.i < top.i for t in top.subtree if t.head == top)
    return bool(subjects and helpers and min(helpers) < min(subjects)) and not asks


def is_general(noun: Token) -> bool:
    """A noun that means no single occasion: "any talks", "such meetings", "further negotiations", talks that "must" be held."""
    before = {c.lower_ for c in noun.children if c.dep_ in ("det", "amod", "predet", "advmod", "poss") and c.i < noun.i}
    if before & _GENERAL or (before & _REPEATED and not before & {"the", "a", "an", "this", "their", "his"}):
        return True
    if "annual" in before and before & {"a", "an"}:
        return True
    clause = noun.head
    while clause.dep_ in ("prep", "pobj", "conj", "appos") and clause.head != clause and clause.pos_ not in ("VERB", "AUX"):
        clause = clause.head
    if clause.pos_ not in ("VERB", "AUX") or noun.dep_ not in ("dobj", "nsubj", "nsubjpass", "pobj"):
        return False
    if noun.dep_ == "pobj" and noun.head.lower_ not in ("for", "to", "of"):
        return False
    must = any(c.dep_ == "aux" and c.lower_ in ("should", "must", "ought") and not c.is_sent_start for c in clause.children)
    return must or is_urged(clause) or (clause.lemma_.lower() in _URGING and noun.dep_ in ("dobj", "pobj"))


def _is_often(token: Token) -> bool:
    """An adverbial of repetition: "met several times", "regularly"."""
    return _repeats(token) and not any(
        t.lower_ == "recently" and any(c.lower_ == "most" for c in t.children)
        for t in token.sent  # "several times, most recently on Sunday" dates the last
    )


def _repeats(token: Token) -> bool:
    if token.dep_ == "npadvmod" and any(
        (c.lower_ in ("every", "each") and c.dep_ == "det") or (c.lower_ == "twice" and c.dep_ == "advmod") for c in token.children
    ):
        return True
    if token.dep_ == "npadvmod" and token.lemma_ == "time" and any(c.lower_ == "all" for c in token.children):
        return True
    return (token.lemma_ == "time" and token.tag_ == "NNS" and token.dep_ in ("npadvmod", "advmod", "dobj")) or (
        token.dep_ == "advmod"
        and token.lower_
        in ("often", "regularly", "repeatedly", "frequently", "twice", "annually", "usually", "sometimes", "routinely", "periodically")
    )


def fits_verb(rule: Rule, token: Token, arguments: Arguments) -> bool:
    if rule.passive is not None and arguments.is_passive(token) != rule.passive:
        return False
    if rule.object or rule.no_object:
        lemmas = object_lemmas(arguments, token)
        if (rule.object and not lemmas & set(rule.object)) or lemmas & set(rule.no_object):
            return False
    if rule.object_type and not _has_type(arguments, arguments.objects(token), rule.object_type):
        return False
    if rule.no_subject and {t.lemma_.lower() for s in arguments.subjects(token) for t in (s, *s.conjuncts)} & set(rule.no_subject):
        return False
    if rule.subject and not _subject_lemmas(arguments, token) & set(rule.subject):
        return False
    if rule.subject_type and not _has_type(arguments, arguments.subjects(token), rule.subject_type):
        return False
    if rule.preposition_type and not _has_type(
        arguments, arguments.prepositional(token, frozenset(rule.preposition)), rule.preposition_type
    ):
        return False
    if rule.no_modifier and {c.lower_ for c in token.children} & set(rule.no_modifier):
        return False
    if rule.complement_title:
        complements = [c for c in token.children if c.dep_ in ("attr", "dobj", "oprd", "xcomp", "acomp")]
        if not any(c.lemma_.lower() in _OFFICES for c in complements):
            return False
    if rule.complement_words and not {c.lemma_.lower() for c in token.children if c.dep_ in ("attr", "oprd", "acomp")} & set(
        rule.complement_words
    ):
        return False
    if rule.clause_words and not {c.lemma_.lower() for c in token.children if c.dep_ == "xcomp"} & set(rule.clause_words):
        return False
    if rule.no_complement:
        clauses = {c.lemma_.lower() for c in token.children if c.dep_ in ("xcomp", "ccomp")} | {
            "that" for c in token.children if c.dep_ == "ccomp" and any(g.dep_ == "mark" for g in c.children)
        }
        clauses |= {g.lemma_.lower() for c in token.children if c.dep_ == "prep" for g in c.children if g.dep_ == "pobj"}
        if clauses & set(rule.no_complement):
            return False
    if rule.complement is not None:
        has = any(c.dep_ in ("ccomp", "xcomp", "oprd", "acomp", "attr") for c in token.children) or any(
            g.dep_ == "appos" and not any(t.is_punct for t in token.doc[c.i : g.i])  # "called X a friend"
            for c in token.children
            if c.dep_ == "dobj"
            for g in c.children
        )
        if token.lemma_ == "call" and rule.particle:  # "called on X to stop"
            has = has or any(c.dep_ == "advcl" and any(g.tag_ == "TO" for g in c.children) for c in token.children)
        return has == rule.complement
    return True


def _subject_lemmas(arguments: Arguments, verb: Token) -> set[str]:
    """Lemmas of the subject; of a name also those that stand before it ("the destroyer Urumqi")."""
    found = set()
    for subject in arguments.subjects(verb):
        for item in (subject, *subject.conjuncts):
            found.add(item.lemma_.lower())
            if item.pos_ == "PROPN" or any(c.isdigit() for c in item.text):
                found |= {c.lemma_.lower() for c in item.children if c.dep_ in ("compound", "appos")}
    return found


def _has_type(arguments: Arguments, tokens: Iterable[Token], types: Sequence[str]) -> bool:
    return any(f["type"] in types or ("Official" in types and _is_official(t, f)) for t in tokens for f in arguments.actors_at(t))


def _is_official(token: Token, filler: Filler) -> bool:
    """An unnamed office holder, who stands for the state ("the commander of the Russian Navy")."""
    return bool(filler["type"] == "State" and filler["via"] == "organ" and token.lemma_.lower() in load_words("titles")["titles"])
