"""Who speaks: the subject of a reporting verb through passives, conjunctions, participles and relative clauses; the issuer of a text."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from app.components.attribution_words import Reporting

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_FIRST_PERSON = frozenset({"we", "i", "us", "me"})
_ABSOLUTE = frozenset({"despite", "with", "amid", "of", "after"})
_MODALS = frozenset({"would", "could", "should", "may", "might", "can", "must", "will", "shall", "'ll", "'d", "wo", "ca"})
_CONDITIONS = frozenset({"if", "unless", "whether", "lest"})


def with_conjuncts(token: Token) -> list[Token]:
    """The token and what is joined to it by "and"."""
    found = [token]
    for child in token.children:
        if child.dep_ == "conj" and child.pos_ in {"PROPN", "NOUN", "PRON"}:
            found.extend(with_conjuncts(child))
    return found


def named(token: Token) -> Token:
    """The name in apposition to a title: "the spokesman, Ivan Petrov" -> Petrov; else the token itself."""
    if token.pos_ == "NOUN":
        for child in token.children:
            if child.dep_ == "appos" and child.pos_ == "PROPN" and child.ent_type_ in {"PERSON", "ORG", "GPE", "NORP", ""}:
                return child
    return token


def subjects(verb: Token, words: Reporting, depth: int = 0) -> list[Token]:
    """The heads of the noun phrases that speak with this verb; empty when nobody is told."""
    if depth > 6:
        return []
    passive = any(child.dep_ in {"auxpass", "nsubjpass"} for child in verb.children)
    reduced = verb.dep_ == "acl" and verb.tag_ == "VBN"
    if reduced and (citing := _citing(verb)) is not None:
        return with_conjuncts(citing)
    if passive or reduced:
        return [name for agent in agents(verb) for name in with_conjuncts(agent)]
    own = [child for child in verb.children if child.dep_ == "nsubj" and child.i != verb.i]
    split = [child for child in verb.children if child.dep_ == "aux"]  # "X has for his part stressed …"
    split += (
        [verb.head] if verb.dep_ == "advcl" and verb.tag_ in {"VBN", "VBD"} and verb.head.lemma_ == "have" and verb.head.i < verb.i else []
    )
    own = own or [g for auxiliary in split for g in auxiliary.children if g.dep_ == "nsubj"]
    if own:
        token = own[-1] if own[-1].i < verb.i else own[0]
        if token.tag_ in {"WDT", "WP"} or (token.lower_ == "that" and verb.dep_ == "relcl"):
            return with_conjuncts(verb.head) if verb.dep_ == "relcl" else []
        return with_conjuncts(token)
    return _named_right_before(verb) or _inherited(verb, words, depth)


def _named_right_before(verb: Token) -> list[Token]:
    """The name before a finite verb that the parse gave to something else.

    ", X and Y declared" read as an apposition to the noun before the comma; "out of the hall X told" read as the name of the hall.
    """
    name = verb.doc[verb.i - 1] if verb.i > verb.sent.start else None
    if name is None or name.pos_ != "PROPN" or verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.dep_ in {"acl", "relcl"}:
        return []
    if name.dep_ == "pobj" and verb.is_ancestor(name) and name.right_edge.i == verb.i - 1:
        return [name]
    while name.dep_ == "conj" and name.head.pos_ == "PROPN":
        name = name.head
    opened = name.left_edge.i > 0 and verb.doc[name.left_edge.i - 1].text in {",", '"'}
    return with_conjuncts(name) if name.dep_ == "appos" and opened and name.right_edge.i == verb.i - 1 else []


def _citing(verb: Token) -> Token | None:
    """As in "X, citing figures, reported that …", read as "figures reported": X."""
    participle = verb.head.head
    if participle.tag_ != "VBG" or not any(child.dep_ == "ccomp" for child in verb.children) or any(agents(verb)):
        return None
    return next((child for child in participle.children if child.dep_ == "nsubj"), None)


def report_before(verb: Token, words: Reporting) -> Token | None:
    """The reporting verb to which a conjoined one belongs although the parse joins it to what that verb reports.

    "X said that talks must go on and urged Y to come": a simple past behind a clause in another tense is X's next report.
    """
    if verb.dep_ != "conj" or verb.tag_ != "VBD" or verb.lemma_.lower() not in words.verbs:
        return None
    if any(child.dep_ in _SUBJECTS for child in verb.children):
        return None
    clause = verb.head
    while clause.dep_ == "conj" and clause.head.pos_ in {"VERB", "AUX"} and clause.tag_ == verb.tag_:
        clause = clause.head
    auxiliaries = [child for child in clause.children if child.dep_ in {"aux", "auxpass"}]
    is_past = clause.tag_ == "VBD" or any(child.tag_ == "VBD" for child in auxiliaries)
    if is_past or clause.dep_ not in {"ccomp", "xcomp", "acl", "relcl", "advcl"}:
        return None
    for ancestor in clause.ancestors:
        if ancestor.tag_ == "VBD" and ancestor.lemma_.lower() in words.verbs:
            return ancestor
    return None


def _inherited(verb: Token, words: Reporting, depth: int) -> list[Token]:
    head = report_before(verb, words)
    if head is not None:
        return _active_subjects(head, words, depth)
    head = verb.head
    absolute = _subject_of_absolute(verb)
    if absolute:
        return absolute
    if verb.dep_ == "conj" and head.pos_ in {"VERB", "AUX"}:
        return _active_subjects(head, words, depth)
    if (
        verb.dep_ in {"advcl", "xcomp", "ccomp", "dep", "parataxis"}
        and head.pos_ in {"VERB", "AUX"}
        and (verb.tag_ in {"VBG", "VB"} or verb.dep_ == "dep")
    ):
        return _active_subjects(head, words, depth)
    if verb.dep_ in {"acl", "relcl"} and head.pos_ in {"NOUN", "PROPN", "PRON"} and verb.tag_ == "VBG":
        return _of_participle(verb, head, words, depth)
    if verb.dep_ == "pcomp":
        governor = head.head
        return _active_subjects(governor, words, depth) if governor.pos_ in {"VERB", "AUX"} else []
    return []


def _subject_of_absolute(verb: Token) -> list[Token]:
    """The subject of "despite X and Y urging Z": the nouns between the preposition and the participle."""
    if verb.tag_ != "VBG" or verb.dep_ not in {"advcl", "pcomp", "acl"} or verb.left_edge.i == 0:
        return []
    noun = verb.doc[verb.left_edge.i - 1]
    while noun.dep_ == "conj":
        noun = noun.head
    if noun.dep_ == "pobj" and noun.head.lower_ in _ABSOLUTE and noun.right_edge.i >= verb.left_edge.i - 1:
        return [token for token in with_conjuncts(noun) if token.i < verb.i]
    return []


def _active_subjects(verb: Token, words: Reporting, depth: int) -> list[Token]:
    """The grammatical subject, whether it acts or not: "X was praised for saying" lets X say."""
    for child in verb.children:
        if child.dep_ in _SUBJECTS:
            if child.tag_ in {"WDT", "WP"} and verb.dep_ == "relcl":
                return with_conjuncts(verb.head)
            return with_conjuncts(child)
    return subjects(verb, words, depth + 1)


def _of_participle(verb: Token, noun: Token, words: Reporting, depth: int) -> list[Token]:
    """As in "a statement calling for talks": the text itself, whose issuer is sought later; "X made a call, urging Y": X."""
    if noun.lemma_.lower() in words.texts or noun.dep_ in _SUBJECTS or noun.pos_ in {"PROPN", "PRON"}:
        return [noun]
    governor = noun.head
    while governor.pos_ == "ADP":
        governor = governor.head
    if governor.pos_ in {"VERB", "AUX"} and noun.dep_ in {"dobj", "pobj"} and any(t.text == "," for t in verb.doc[noun.i : verb.i]):
        return _active_subjects(governor, words, depth + 1)
    return [noun]


def agents(verb: Token) -> Iterator[Token]:
    """Who does what a passive verb says: the object of "by"."""
    for child in verb.children:
        if child.dep_ in {"agent", "prep"} and child.lower_ == "by":
            yield from (grandchild for grandchild in child.children if grandchild.dep_ == "pobj")


def issuers(text: Token, words: Reporting) -> list[Token]:
    """Whose text it is: "a Foreign Ministry statement", "Beijing's readout", "the paper of / by / from X".

    Else who issues it in its clause; empty when nothing tells.
    """
    for child in text.children:
        if child.dep_ == "poss":
            return with_conjuncts(child)
    for child in text.children:
        if child.dep_ == "prep" and child.lower_ in {"of", "by", "from"}:
            owners = [
                grandchild
                for grandchild in child.children
                if grandchild.dep_ == "pobj"
                and grandchild.ent_type_ not in {"DATE", "TIME"}
                and (grandchild.pos_ == "PROPN" or grandchild.lemma_.lower() in words.officials)
            ]
            if owners:
                return with_conjuncts(owners[0])
    for child in text.children:
        if child.dep_ == "acl" and child.tag_ == "VBN":
            owners = list(agents(child))
            if owners:
                return with_conjuncts(owners[0])
    modifiers = [child for child in text.children if child.dep_ in {"compound", "nmod", "amod", "appos"} and child.i < text.i]
    for child in reversed(modifiers):
        is_official = child.pos_ == "NOUN" and child.lemma_.lower() in words.officials
        if child.pos_ == "PROPN" or child.ent_type_ in {"ORG", "GPE", "NORP", "PERSON"} or is_official:
            return [child]
    governor = text.head
    while governor.pos_ == "ADP":
        governor = governor.head
    if text.dep_ in {"dobj", "pobj"} and governor.pos_ == "VERB":
        return _active_subjects(governor, words, 1)
    return []


def is_actual(verb: Token, words: Reporting) -> bool:
    """False for speech that did not take place: negated, denied, future, possible, wished, conditional."""
    if verb.dep_ == "ccomp" and verb.head.lemma_ == "deny":
        return False
    if verb.dep_ == "pcomp" and {verb.head.lower_, *(c.lower_ for c in verb.head.children)} & {"without", "instead"}:
        return False
    for child in verb.children:
        if child.dep_ == "neg" or (child.dep_ in {"aux", "auxpass"} and child.lower_ in _MODALS):
            return False
        if child.dep_ == "mark" and child.lower_ in _CONDITIONS:
            return False
        if child.dep_ in _SUBJECTS and child.lower_ in {"nobody", "none", "neither", "no"}:
            return False
    if verb.tag_ == "VB" and any(child.dep_ == "aux" and child.lower_ == "to" for child in verb.children):
        return (
            verb.dep_ in {"xcomp", "conj"}
            and verb.head.lemma_.lower() in words.bearers
            and is_actual(verb.head, words)
            and verb.head.lemma_ != "have"
        )
    if verb.dep_ == "conj" and verb.head.pos_ in {"VERB", "AUX"} and not any(child.dep_ in _SUBJECTS for child in verb.children):
        shares_auxiliary = verb.tag_ == "VB" or (
            verb.tag_ == "VBN" and not any(child.dep_ in {"aux", "auxpass"} for child in verb.children)
        )
        negative = any(child.dep_ == "neg" or (child.dep_ == "aux" and child.lower_ in _MODALS) for child in verb.head.children)
        if shares_auxiliary and negative:
            return False
        if verb.tag_ == "VB" and any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.head.children):
            return is_actual(verb.head, words)
    return True


def can_speak(token: Token, words: Reporting) -> bool:
    """True for names, pronouns, officials and texts; false for studies, crowds and things."""
    lemma = token.lemma_.lower()
    if token.lower_ in {"it", "he", "she", "they", "both"} | _FIRST_PERSON or token.pos_ == "PROPN":
        return token.ent_type_ not in {"DATE", "TIME", "MONEY", "PERCENT", "CARDINAL"} or token.pos_ == "PRON"
    if token.pos_ == "PRON" or lemma in words.no_speakers:
        return False
    return token.pos_ in {"NOUN", "NUM", "ADJ", "DET"}


def is_first_person(token: Token) -> bool:
    return token.lower_ in _FIRST_PERSON
