"""Whether an event happened: the chain of governors above a trigger, read from the inside out (model.md rule 1).

Seven values: occurred, ongoing, planned, alleged, denied, hypothetical, cancelled; and a certainty. Words: `data/words/status.yaml`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from spacy.tokens import Doc, Token

from app.components.lexicon import load_words

VERBS: Final = frozenset({"VERB", "AUX"})
_NEGATIVE_DETERMINERS: Final = frozenset({"no", "neither", "never", "nor", "without", "hardly"})


@lru_cache(maxsize=1)
def _words() -> dict[str, frozenset[str]]:
    return {key: frozenset(values) for key, values in load_words("status").items()}


def find_status(trigger: Token, governor: Token | None = None) -> tuple[str, str]:
    """(status, certainty) of the event a trigger tells; `governor` is the light verb of a noun ("held talks")."""
    words = _words()
    status, certainty = None, "certain"
    token = trigger
    if trigger.pos_ in ("NOUN", "PROPN"):
        status = _status_of_noun(trigger, words)
    passed_governor = False
    for _ in range(12):
        if token.pos_ in VERBS:
            here, sure = _status_of_verb(token, words)
            if here == "ongoing" and token != trigger and token != governor:
                here = None
            status = _stronger(status, here)
            if here == "hypothetical" and any(c.dep_ == "mark" and c.lower_ == "whether" for c in token.children):
                certainty = sure
                break  # who "declined to say whether" denied nothing
            certainty = sure if sure != "certain" else certainty
        head = token.head
        if head == token:
            break
        reached = _status_from_head(token, head, words, passed_governor or token != trigger)
        if reached == "stop":
            break
        status = _stronger(status, reached)
        if reached == "hypothetical" and _is_not_excluded(head):
            break  # "did not rule out": its "not" is no denial of the event
        token = head
        passed_governor = passed_governor or head == governor
    if governor is not None and not passed_governor:
        here, sure = _status_of_verb(governor, words)
        status = _stronger(status, here)
    if status is None and _is_reported(trigger, words):
        status, certainty = "alleged", "possible"
    return status or "occurred", certainty


_ORDER: Final = ("alleged", "cancelled", "denied", "hypothetical", "planned", "ongoing", "occurred")


def _stronger(a: str | None, b: str | None) -> str | None:
    if a is None or b is None:
        return b if a is None else a
    if {a, b} == {"denied", "planned"}:
        return "denied"
    return min(a, b, key=_ORDER.index)


def status_of_noun(noun: Token) -> str | None:
    """What the noun's own adjectives and determiners say ("planned", "no", "alleged"); None for nothing."""
    return _status_of_noun(noun, _words())


def _status_of_noun(noun: Token, words: dict[str, frozenset[str]]) -> str | None:
    for child in noun.children:
        lower = child.lower_
        if child.dep_ in ("det", "neg", "preconj", "predet", "cc") and lower in _NEGATIVE_DETERMINERS:
            return "denied"
        if child.dep_ in ("amod", "compound", "advmod", "nmod", "acl") or child.tag_ in ("VBN", "JJ"):
            if child.i > noun.i and child.dep_ != "acl":
                continue
            if lower in words["cancelled_words"]:
                return "cancelled"
            if lower in words["planned_adjectives"] and not (child.dep_ == "acl" and any(c.dep_ == "auxpass" for c in child.children)):
                return "planned"
            if lower in words["hypothetical_adjectives"]:
                return "hypothetical"
            if lower in words["alleged_words"]:
                return "alleged"
    return None


def _status_of_verb(verb: Token, words: dict[str, frozenset[str]]) -> tuple[str | None, str]:
    """From the verb's own auxiliaries, negation and adverbs."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    lemmas = {c.lemma_.lower() for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if lemmas | {verb.lemma_.lower()} & {"be"} and any(
        c.dep_ == "acomp" and c.lower_ in words["planned_adjectives"] for c in verb.children
    ):
        return "planned", "certain"
    negated = any(
        (c.dep_ == "neg" and verb.doc[min(c.i + 1, len(verb.doc) - 1)].lower_ not in ("since", "until"))  # "not since he met X"
        or (c.dep_ == "advmod" and c.lower_ in ("never", "neither"))
        or (c.dep_ in ("preconj", "cc") and c.lower_ == "neither")
        for c in verb.children
    )
    negated = negated or any(
        c.dep_ in ("nsubj", "nsubjpass", "dobj") and any(g.dep_ in ("det", "preconj") and g.lower_ in ("no", "neither") for g in c.children)
        for c in verb.children
    )
    adverbs = {c.lower_ for c in verb.children if c.dep_ == "advmod"}
    if (
        verb.dep_ == "conj"
        and verb.head.pos_ in VERBS
        and not auxiliaries
        and not any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)
        and verb.tag_ in ("VB", "VBG", "VBN")
    ):
        auxiliaries |= {c.lower_ for c in verb.head.children if c.dep_ in ("aux", "auxpass")}
        negated = negated or any(c.dep_ == "neg" for c in verb.head.children)
    if verb.dep_ == "conj" and any(c.lower_ == "nor" for c in verb.head.children if c.dep_ == "cc"):
        negated = True
    sure = "possible" if adverbs & words["possible_adverbs"] else "probable" if adverbs & words["probable_adverbs"] else "certain"
    if adverbs & words["alleged_words"]:
        return "alleged", "possible"
    if negated:
        return "denied", sure
    if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in verb.children):
        return "hypothetical", "possible"
    if auxiliaries & {"would", "will", "'ll"} and any(
        c.dep_ == "advcl" and any(g.dep_ == "mark" and g.lower_ in ("if", "unless") for g in c.children) for c in verb.children
    ):
        return "hypothetical", "possible"
    if _is_inverted(verb):
        return "hypothetical", "possible"
    if "would" in auxiliaries and "have" in lemmas:
        return "hypothetical", "possible"
    if auxiliaries & {"may", "might", "could"}:
        return "hypothetical", "possible"
    if auxiliaries & {"will", "'ll", "wo", "shall", "would"}:
        return "planned", sure
    if auxiliaries & {"should", "must"}:
        return "hypothetical", "possible"
    if verb.tag_ == "VBG" and "be" in lemmas:
        if auxiliaries & {"was", "were"}:
            return None, sure  # in the past it went on, and is over
        has_time_of_future = any(c.dep_ in ("npadvmod", "prep") and c.lower_ in ("next", "tomorrow") for c in verb.children)
        sets_out = verb.lemma_.lower() in _SETTING_OUT and not auxiliaries & {"been"}
        return ("planned" if has_time_of_future or sets_out else "ongoing"), sure
    return None, sure


def _status_from_head(token: Token, head: Token, words: dict[str, frozenset[str]], climbing: bool) -> str | None:
    """What the governor says of what it governs; "stop" where the chain leaves the event."""
    lemma = head.lemma_.lower()
    if head.pos_ in VERBS:
        if token.dep_ in ("csubj", "csubjpass"):
            return "stop"  # "what they discussed is not known"
        if lemma == "have" and to_be_done(token) and any(c.lower_ == "yet" for c in head.children):
            return "denied"  # "has yet to visit"
        if token.dep_ == "ccomp" and token.i < head.i and any(t.text == ":" for t in head.children if token.i < t.i < head.i):
            return "stop"  # "They came to terms: the banks will pay in yuan"
        to_infinitive = token.pos_ in VERBS and any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
        if token.dep_ == "prep" and token.lower_ == "for" and head.lower_ == "bound":
            return "planned"  # "ships bound for a drill"
        if lemma in words["accuse"] and token.dep_ == "prep":
            return "alleged"
        if lemma == "agree" and token.dep_ == "prep" and token.lower_ in ("to", "on"):
            return "planned"  # "agreed to a meeting"
        if token.dep_ == "prep" and token.lower_ in ("in", "at", "for", "during", "on", "with", "by", "from", "to"):
            return None  # an occasion shares the lot of what is done at it
        if token.dep_ == "prep" and _is_of_what_is_done(token, head):
            return None  # "will sign a statement after their talks"
        if token.dep_ in ("advcl", "prep", "pcomp") and not to_infinitive:
            if any(c.dep_ == "mark" and c.lower_ in ("if", "unless") for c in token.children):
                return "hypothetical"
            return "stop"
        if token.dep_ == "conj" and token.pos_ in VERBS:
            return (
                None if token.tag_ in ("VB", "VBG", "VBN") and not any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children) else "stop"
            )
        if token.dep_ == "advcl" and to_infinitive:
            return None  # purpose: as real as what is done for it
        if lemma in ("confirm", "exclude") and _is_not_excluded(head):
            return "hypothetical"
        if lemma in words["deny"] and token.dep_ in ("dobj", "ccomp", "xcomp", "pcomp", "prep", "nsubjpass", "attr"):
            return "denied"
        if lemma in words["cancel"] and token.dep_ in ("dobj", "nsubjpass", "xcomp", "nsubj"):
            return "cancelled"
        if lemma == "call" and token.dep_ in ("dobj", "nsubjpass") and any(c.dep_ == "prt" and c.lower_ == "off" for c in head.children):
            return "cancelled"
        if lemma == "put" and token.dep_ in ("dobj", "nsubjpass") and any(c.dep_ == "prt" and c.lower_ == "off" for c in head.children):
            return "cancelled"
        if lemma == "rule" and any(c.dep_ == "prt" and c.lower_ == "out" for c in head.children):
            return "hypothetical" if _is_not_excluded(head) else "denied"
        if lemma == "have" and to_infinitive and any(c.lower_ == "yet" for c in (*head.children, *token.children)):
            return "denied"  # "has yet to sign"
        if lemma == "be" and to_infinitive and token.dep_ in ("xcomp", "ccomp", "acl", "advcl", "attr"):
            return "planned"
        if token.dep_ in ("dobj", "xcomp", "ccomp", "nsubjpass", "prep", "acomp", "oprd") or (
            token.dep_ == "nsubj" and lemma in words["begin_future"]
        ):
            if lemma in words["plan"] and (token.dep_ != "ccomp" or not _is_past(token)):
                return "planned"
            if lemma in words["propose"] and (token.dep_ != "ccomp" or not _is_past(token)):
                return "hypothetical"
            if lemma in words["allege"]:
                return "alleged"
        if token.dep_ == "nsubj" and token.pos_ not in VERBS and (taken := _of_misread_participle(head, words)) is not None:
            return taken
        if token.dep_ in ("nsubj", "nsubjpass", "attr") and token.pos_ not in VERBS:
            return "planned" if token.dep_ == "nsubj" and _is_to_come(head) else None
        if token.dep_ == "relcl":
            return "stop"
        return None
    if head.pos_ == "ADJ" or (head.pos_ == "ADV" and lemma in words["planned_adjectives"]):
        if head.lower_ in words["planned_adjectives"]:
            return "planned"
        if head.lower_ in words["hypothetical_adjectives"] or head.lower_ in words["willing"]:
            return "hypothetical"
        if head.lower_ in words["negative_adjectives"]:
            return "denied"
        return None
    if head.pos_ in ("NOUN", "PROPN"):
        if lemma in words["evidence_nouns"] and token.dep_ in ("acl", "relcl", "ccomp", "prep", "appos"):
            above = head.head
            absent = any(c.dep_ == "det" and c.lower_ in ("no", "any") for c in head.children)
            return "denied" if absent or any(c.dep_ == "neg" for c in above.children) else "stop"
        if (
            token.dep_ == "prep"
            and token.lower_ in ("on", "about", "over", "for", "towards", "toward")
            and lemma in words["talk_nouns"]
            and any(c.lemma_.lower() in words["talked_of"] for c in token.children)
        ):
            return "hypothetical"  # talks about doing it
        if token.dep_ in ("acl", "prep", "pobj", "relcl") or token.dep_ == "compound":
            if (token.dep_ == "relcl" and token.tag_ != "VB") or (token.dep_ == "acl" and token.tag_ != "VB"):
                return "stop"
            if lemma in words["plan_nouns"]:
                return "denied" if any(c.dep_ == "det" and c.lower_ in _NEGATIVE_DETERMINERS for c in head.children) else "planned"
            if lemma in words["hypothetical_nouns"]:
                return "hypothetical"
            if lemma in words["cancel_nouns"]:
                return "cancelled"
            if lemma in words["deny_nouns"]:
                return "denied"
            if lemma in words["allege_nouns"]:
                return "alleged"
            if token.dep_ == "prep" and head.pos_ in ("NOUN", "PROPN"):
                return None
        return None
    if head.pos_ == "ADP" and head.lower_ in ("without", "instead"):
        return "denied"
    return None


def to_be_done(verb: Token) -> bool:
    """Whether a verb is an infinitive below another."""
    return verb.dep_ in ("xcomp", "ccomp") and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _is_inverted(verb: Token) -> bool:
    """A condition without "if": "had Xi gone to Kyiv", "were they to meet"."""
    if verb.dep_ != "advcl":
        return False
    subjects = [c.i for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")]
    first = [c.i for c in verb.children if c.dep_ in ("aux", "auxpass") and c.lower_ in ("had", "were", "should")]
    return bool(subjects and first and min(first) < min(subjects))


def _is_not_excluded(verb: Token) -> bool:
    """Whether what is told in the object stays open ("did not rule out", "has not confirmed")."""
    lemma = verb.lemma_.lower()
    open_ended = lemma in ("confirm", "exclude") or (lemma == "rule" and any(c.lower_ == "out" for c in verb.children))
    by_nobody = any(
        c.dep_ in ("nsubj", "preconj", "cc") and (c.lower_ == "neither" or any(g.lower_ in ("no", "neither") for g in c.children))
        for c in verb.children
    )
    return open_ended and (by_nobody or any(c.dep_ == "neg" for c in verb.children))


def _is_of_what_is_done(preposition: Token, verb: Token) -> bool:
    """Whether what lies ahead is told as after, before or at talks of those who do it: these lie ahead too."""
    if preposition.lower_ not in ("after", "following", "before") or any(c.dep_ == "npadvmod" for c in preposition.children):
        return False
    own = any(g.dep_ == "poss" and g.tag_ == "PRP$" for c in preposition.children if c.dep_ == "pobj" for g in c.children)
    return own and any(c.dep_ == "aux" and c.lower_ in ("will", "would", "'ll", "shall", "to") for c in verb.children)


_SETTING_OUT: Final = frozenset({"head", "go", "leave", "depart", "come"})


def _of_misread_participle(verb: Token, words: dict[str, frozenset[str]]) -> str | None:
    """For "the talks planned for May have been called off", where the parse takes "planned" for the verb and the rest for a second one."""
    has_object = any(c.dep_ in ("dobj", "xcomp", "ccomp", "aux", "auxpass") for c in verb.children)
    if verb.lemma_.lower() not in words["plan"] or verb.tag_ not in ("VBD", "VBN") or has_object:
        return None
    for other in (c for c in verb.children if c.dep_ == "conj" and any(g.dep_ == "auxpass" for g in c.children)):
        is_off = other.lemma_.lower() in ("call", "put") and any(c.dep_ == "prt" and c.lower_ == "off" for c in other.children)
        if is_off or other.lemma_.lower() in words["cancel"]:
            return "cancelled"
    return None


_COURSE: Final = frozenset({"follow", "take", "last", "end", "begin", "start", "be", "open", "run", "continue", "come", "conclude", "go"})


def _is_to_come(verb: Token) -> bool:
    """For "the visit is to last until Friday": what its subject is to do."""
    if verb.lemma_.lower() != "be":
        return False
    goals = [c for c in verb.children if c.dep_ == "xcomp" and any(g.dep_ == "aux" and g.lower_ == "to" for g in c.children)]
    return any(goal.lemma_.lower() in _COURSE for goal in goals)


def _is_past(verb: Token) -> bool:
    return verb.tag_ == "VBD" or any(c.dep_ in ("aux", "auxpass") and c.tag_ == "VBD" for c in verb.children)


def _is_reported(trigger: Token, words: dict[str, frozenset[str]]) -> bool:
    """Whether "reportedly" or "allegedly" stands just before the verb, however it was attached."""
    doc: Doc = trigger.doc
    return any(
        doc[i].lower_ in words["alleged_words"] and doc[i].pos_ == "ADV" for i in range(max(trigger.sent.start, trigger.i - 3), trigger.i)
    )
