"""Few, named repairs of the dependency tree, each for a construction that the parser reads wrongly in this kind of text.

- `acronym`: "the Association of Southeast Asian Nations (ASEAN) meeting": the bracketed acronym tears the noun from its name,
  so that "meeting" hangs somewhere above. The noun takes the place of the name, the name becomes its modifier.
- `leading-date`: "In April Sergey Lavrov flew", "From Moscow Xi flew on": the month, weekday or place is read as a first name. It goes to
  its preposition, the name to its verb.
- `lost-subject`: "Li held talks with him and Hu received him": the subject of the second clause is read as one more name of the first. It
  goes to its verb. "On the day of its opening Putin was received": likewise the name behind the noun of a leading phrase; "At the summit in
  Bishkek, Putin and Xi sat": likewise the names behind its place.
- `due`: "Putin is due in Beijing": the place hangs on the copula. It goes to the adjective, whose it is.
- `bare-preposition`: "his meeting on Sunday with Li lasted an hour": the name behind "with" is read as one more subject of the verb. It
  goes to its preposition.
- `stray-partner`: "the meeting on Sunday with Li": the partner hangs on the day or place in between. It goes to the noun or verb before it.
- `said-text`: "issued a statement opposing missile defences": the text is read as a modifier of what it opposes. It goes to the verb.
- `dative`: "gave Ukraine cluster munitions": who is given something is read as a modifier of the thing. It goes to the verb.
"""

from __future__ import annotations

from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from app.components.extensions import empty_lists, register_extensions
from app.components.lexicon import load_words

DATE_WORDS: Final = frozenset(word for key in ("months", "weekdays") for word in load_words("time")[key])
EVENT_NOUNS: Final = frozenset({"meeting", "summit", "forum", "conference", "session", "talk", "assembly", "exercise", "drill"})
_PARTNERED: Final = EVENT_NOUNS | frozenset(
    {
        "conversation",
        "call",
        "dinner",
        "lunch",
        "breakfast",
        "consultation",
        "negotiation",
        "dialogue",
        "encounter",
        "patrol",
        "agreement",
        "contract",
    }
)
_PARTNERING: Final = frozenset(
    {"meet", "speak", "talk", "confer", "sit", "hold", "dine", "lunch", "sign", "negotiate", "huddle", "train", "exercise"}
)
_TEXTS: Final = frozenset({"statement", "declaration", "communique", "communiqué", "agreement", "contract", "resolution", "letter"})
_GIVING: Final = frozenset({"give", "send", "supply", "lend", "offer", "grant", "hand", "sell", "ship", "provide", "promise"})


@Language.factory("amur_parse_repair")
def create_parse_repair(nlp: Language, name: str) -> ParseRepair:
    register_extensions()
    return ParseRepair()


class ParseRepair:
    """spaCy component: repairs the tree in place and notes each repair in `doc._.amur_repairs`."""

    def __call__(self, doc: Doc) -> Doc:
        repair_parse(doc)
        return doc


def repair_parse(doc: Doc) -> list[str]:
    """Repair the tree of a Doc; returns `name@token index` for each repair made."""
    empty_lists(doc)
    tokens = list(doc)  # made once: the passes change heads and labels, never the tokens
    for token in tokens:
        if _repair_leading_date(doc, token):
            doc._.amur_repairs.append(f"leading-date@{token.i}")
    for token in tokens:
        if _repair_lost_subject(token) or _repair_swallowed_subject(token) or _repair_enumerated_subject(token):
            doc._.amur_repairs.append(f"lost-subject@{token.i}")
    for token in tokens:
        if _repair_bare_preposition(token):
            doc._.amur_repairs.append(f"bare-preposition@{token.i}")
        if _repair_stray_partner(token):
            doc._.amur_repairs.append(f"stray-partner@{token.i}")
        if _repair_said_text(token):
            doc._.amur_repairs.append(f"said-text@{token.i}")
        if _repair_dative(token):
            doc._.amur_repairs.append(f"dative@{token.i}")
    for token in tokens:
        if _repair_due(token):
            doc._.amur_repairs.append(f"due@{token.i}")
    for token in tokens:
        if _repair_acronym(doc, token):
            doc._.amur_repairs.append(f"acronym@{token.i}")
    found: list[str] = doc._.amur_repairs
    return found


def _repair_lost_subject(name: Token) -> bool:
    """A name joined to another before "and", with a finite verb behind it that has no subject, is that verb's subject."""
    if name.dep_ != "conj" or name.pos_ not in ("PROPN", "PRON") or name.i + 1 >= len(name.doc) or name.left_edge.i == 0:
        return False
    verb, joint = name.nbor(1), name.left_edge.nbor(-1)
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or verb.dep_ not in ("ROOT", "advcl", "ccomp", "conj", "dep") or joint.dep_ != "cc":
        return False
    if any(c.dep_ in ("nsubj", "nsubjpass", "auxpass", "expl") for c in verb.children) or name.is_ancestor(verb):
        return False
    clause = name.head
    while clause.pos_ not in ("VERB", "AUX") and clause.head != clause:
        clause = clause.head
    if clause.pos_ not in ("VERB", "AUX") or clause.i >= joint.i or (verb.dep_ == "conj" and verb.head == clause):
        return False  # "met Li and Hu and signed": the verb shares the first subject
    name.head, name.dep_ = verb, "nsubj"
    if not verb.is_ancestor(clause):
        verb.head, verb.dep_ = clause, "conj"
    return True


def _repair_swallowed_subject(name: Token) -> bool:
    """A name behind the noun of a leading phrase, with a verb to come that has no subject, is that verb's subject."""
    if name.dep_ != "pobj" or name.pos_ != "PROPN":
        return False
    nouns = [c for c in name.lefts if c.tag_ in ("NN", "NNS", "VBG") and c.is_lower and c.nbor(1).pos_ == "PROPN"]
    preposition, verb = name.head, name.head
    while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    if not nouns or verb.i < name.i or verb.dep_ != "ROOT" or any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children):
        return False
    noun = nouns[-1]
    noun.head, noun.dep_ = preposition, "pobj"
    for child in [c for c in name.lefts if c.i < noun.i]:
        child.head = noun
    name.head, name.dep_ = verb, "nsubjpass" if any(c.dep_ == "auxpass" for c in verb.children) else "nsubj"
    return True


def _repair_enumerated_subject(name: Token) -> bool:
    """A name behind a comma that was read as one more place of a leading phrase, with a verb to come that has no subject."""
    place = name.head
    if name.dep_ not in ("conj", "appos") or name.pos_ != "PROPN" or place.pos_ != "PROPN" or name.left_edge.i <= place.i:
        return False
    if name.left_edge.i == 0 or name.doc[name.left_edge.i - 1].text != "," or name.ent_type_ == place.ent_type_ == "GPE":
        return False
    verb = place
    while verb.dep_ in ("pobj", "prep", "pcomp") and verb.head != verb and verb.pos_ not in ("VERB", "AUX"):
        verb = verb.head
    if (
        verb.pos_ not in ("VERB", "AUX")
        or verb.i < name.right_edge.i
        or any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children)
    ):
        return False
    if any(t.pos_ in ("VERB", "AUX") and t.head != verb and t != verb for t in name.doc[name.right_edge.i + 1 : verb.i]):
        return False
    name.head, name.dep_ = verb, "nsubjpass" if any(c.dep_ == "auxpass" for c in verb.children) else "nsubj"
    return True


def _repair_bare_preposition(preposition: Token) -> bool:
    """The name right behind a "with" or "between" that has no object, where the verb to come has another subject too."""
    if preposition.lower_ not in ("with", "between", "to") or preposition.dep_ != "prep" or preposition.i + 1 >= len(preposition.doc):
        return False
    if any(c.dep_ in ("pobj", "pcomp") for c in preposition.children):
        return False
    name = preposition.nbor(1)
    while name.dep_ in ("compound", "amod", "nmod", "det") and name.head.i > name.i:
        name = name.head
    if name.dep_ not in ("nsubj", "nsubjpass") or name.left_edge.i != preposition.i + 1 or name.head.i < name.i:
        return False
    if sum(c.dep_ in ("nsubj", "nsubjpass") for c in name.head.children) < 2:
        return False
    name.head, name.dep_ = preposition, "pobj"
    return True


def _repair_stray_partner(preposition: Token) -> bool:
    """A "with" or "between" behind a day or place goes to the noun or verb before which tells the event."""
    if preposition.lower_ not in ("with", "between", "among", "alongside") or preposition.dep_ != "prep":
        return False
    inner = preposition.head
    if inner.dep_ != "pobj" or not (
        inner.lower_ in DATE_WORDS or inner.ent_type_ in ("DATE", "TIME", "GPE", "FAC", "LOC") or inner.like_num
    ):
        return False
    above = inner.head.head
    if inner.head.dep_ != "prep" or not (
        (above.pos_ in ("NOUN", "PROPN") and above.lemma_.lower() in _PARTNERED)
        or (above.pos_ == "VERB" and above.lemma_.lower() in _PARTNERING)
    ):
        return False
    preposition.head = above
    return True


def _repair_said_text(text: Token) -> bool:
    """A statement with a gerund behind it, both read as modifiers of the gerund's object."""
    if text.dep_ not in ("nmod", "compound") or text.lemma_.lower() not in _TEXTS or text.i + 2 >= len(text.doc):
        return False
    gerund, thing = text.nbor(1), text.head
    if gerund.tag_ != "VBG" or gerund.dep_ not in ("amod", "compound") or gerund.head != thing or thing.i <= gerund.i:
        return False
    verb = thing.head
    if thing.dep_ != "dobj" or verb.pos_ != "VERB" or verb.i > text.i:
        return False
    for word in [c for c in thing.lefts if c.i < text.i]:
        word.head = text
    text.head, text.dep_ = verb, "dobj"
    gerund.head, gerund.dep_, gerund.pos_ = text, "acl", "VERB"
    thing.head, thing.dep_ = gerund, "dobj"
    return True


def _repair_dative(name: Token) -> bool:
    """A state before the thing it is given."""
    thing = name.head
    if name.dep_ not in ("compound", "nmod") or name.ent_type_ != "GPE" or thing.dep_ != "dobj" or thing.tag_ not in ("NNS", "NN"):
        return False
    verb = thing.head
    if verb.lemma_.lower() not in _GIVING or name.left_edge.i != verb.i + 1 or any(c.dep_ == "det" for c in thing.children):
        return False
    name.head, name.dep_ = verb, "dative"
    return True


def _repair_due(adjective: Token) -> bool:
    """The place behind "due" belongs to it, not to the copula."""
    if adjective.lower_ != "due" or adjective.dep_ != "acomp" or adjective.i + 1 >= len(adjective.doc):
        return False
    preposition = adjective.nbor(1)
    if preposition.head != adjective.head or preposition.dep_ != "prep":
        return False
    preposition.head = adjective
    return True


def _repair_acronym(doc: Doc, noun: Token) -> bool:
    if (
        noun.lemma_.lower() not in EVENT_NOUNS
        or noun.i < 4
        or doc[noun.i - 1].text != ")"
        or doc[noun.i - 3].text != "("
        or not doc[noun.i - 2].text.isupper()
    ):
        return False
    name = doc[noun.i - 4]
    if name.pos_ != "PROPN" or noun.is_ancestor(name):
        return False
    top = name
    while (
        top.head != top
        and top.head.i < top.i
        and (top.head.pos_ == "PROPN" or (top.dep_ == "pobj" and top.head.lower_ in ("of", "for", "on") and top.head.head.pos_ == "PROPN"))
    ):
        top = top.head.head if top.head.pos_ == "ADP" else top.head
    if top.head == top or top.head == noun:
        return False
    above, relation = top.head, top.dep_
    noun.head, noun.dep_ = above, relation
    top.head, top.dep_ = noun, "compound"
    return True


def _repair_leading_date(doc: Doc, preposition: Token) -> bool:
    if preposition.lower_ not in ("in", "on", "since", "by", "from", "at") or preposition.i + 2 >= len(doc):
        return False
    word = doc[preposition.i + 1]
    is_bare = (
        preposition.pos_ == "ADP" and not any(c.dep_ in ("pobj", "pcomp", "prep") for c in preposition.children) and word.pos_ == "PROPN"
    )
    if (
        not (word.lower_ in DATE_WORDS or is_bare)
        or word.dep_ not in ("compound", "nmod")
        or word.head.i <= word.i
        or word.head.pos_ != "PROPN"
    ):
        return False
    name = word.head
    end = word.i + 1
    while end < name.i and doc[end].like_num:
        end += 1
    _trim_entity(doc, word.i, end)
    verb = preposition.head
    word.head, word.dep_ = preposition, "pobj"
    for number in doc[word.i + 1 : end]:
        number.head, number.dep_ = word, "nummod"
    if (
        name.dep_ == "pobj"
        and name.head == preposition
        and verb.pos_ in ("VERB", "AUX")
        and not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
    ):
        passive = any(c.dep_ == "auxpass" for c in verb.children)
        name.head, name.dep_ = verb, "nsubjpass" if passive else "nsubj"
    return True


def _trim_entity(doc: Doc, start: int, end: int) -> None:
    """Take the date out of the entity that swallowed it."""
    kept = []
    for ent in doc.ents:
        if ent.start <= start < ent.end and ent.label_ != "DATE":
            if end < ent.end:
                kept.append(Span(doc, end, ent.end, label=ent.label_))
        else:
            kept.append(ent)
    doc.ents = tuple(kept)
