"""Groups: "the two", "both leaders", "the ministers of A and B", "the three countries"."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc, Token

from app.components.coref_state import Cast, Mention
from app.components.linker_offices import lists_members

_LOOSE: Final = frozenset({"ally", "partner", "power", "neighbour", "neighbor"})


def resolve_group(cast: Cast, mention: Mention, doc: Doc) -> None:
    token = doc[mention["head"]]
    apposed = [cast.at[t.i] for c in token.children if c.dep_ == "appos" for t in (c, *c.conjuncts) if t.i in cast.at]
    named = [m["ref"] for m in apposed if m["ref"]]
    if len(named) > 1 and not lists_members(token):
        mention["members"] = list(dict.fromkeys(named))
        return
    sides = list(mention.get("sides") or [])
    if not sides:
        for child in token.children:
            if child.dep_ == "poss" and child.i in cast.at:
                sides = [s for s in cast.at[child.i]["members"] if cast.lexicon.actor_facts(s)[1] == "State"]
    organizations = [
        cast.at[g.i]["ref"]
        for word in (token, *(g for c in token.children if c.dep_ == "prep" and c.lower_ == "of" for g in c.children if g.dep_ == "pobj"))
        for c in word.children
        if c.dep_ == "prep" and c.lower_ in ("of", "from", "in")
        for g in c.children
        if g.i in cast.at and cast.at[g.i]["type"] == "InternationalOrganization"
    ]
    organizations += [
        cast.at[c.i]["ref"]
        for c in token.children
        if c.dep_ in ("compound", "nmod", "poss") and c.i in cast.at and cast.at[c.i]["type"] == "InternationalOrganization"
    ]
    if organizations:  # "the ministers of the SCO" meet as the SCO
        mention["members"], mention["type"] = organizations, "InternationalOrganization"
    elif mention["type"] == "Organization":
        mention["members"] = _last_organizations(cast, mention["count"] or 2)
    elif mention["type"] == "State" and token.lemma_.lower() in _LOOSE and not sides and not mention["count"]:
        mention["members"] = []  # "the allies" are many
    elif mention["type"] == "State":
        mention["members"] = sides or cast.two_states(mention["count"])
    elif len(sides) > 1 and not mention["level"]:
        mention["members"] = sides
    elif sides and mention["level"]:
        held = [cast.holder(side, mention["level"], mention["title"] or "", doc) or side for side in sides]
        mention["members"] = list(dict.fromkeys(held))
    else:
        pair = (
            [] if _is_of_others(cast, token) else cast.persons_named_together(mention["level"], mention["count"] or 2, mention.get("title"))
        )
        if mention["level"] == "leader" and _is_of_states(cast, token) and not all(cast.is_leader(ref) for ref in pair):
            pair = []
        mention["members"] = pair or (
            _holders_of_main_sides(cast, mention, doc)
            if mention["type"] == "Person" and mention["level"]
            else cast.two_states(2)
            if mention["type"] == "Actor"
            else []
        )


def _is_of_others(cast: Cast, token: Token) -> bool:
    """Whether "of" leads to a body that is not known ("the leaders of the Nine"): nobody named before is meant."""
    return any(
        g.pos_ == "PROPN" and (g.i not in cast.at or cast.at[g.i]["type"] in ("Organization", "Place"))
        for c in token.children
        if c.dep_ == "prep" and c.lower_ == "of"
        for g in c.children
        if g.dep_ == "pobj"
    )


def _is_of_states(cast: Cast, token: Token) -> bool:
    """For "the leaders of the two states": not whoever talks here."""
    return any(
        c.dep_ == "prep" and c.lower_ == "of" and any(g.lemma_.lower() in cast.lexicon.plural_states for g in c.children)
        for c in token.children
    )


def _last_organizations(cast: Cast, count: int) -> list[str]:
    found: list[str] = []
    for _, mention, _ in reversed(cast.trail):
        for ref in [mention["ref"]] if mention["ref"] else reversed(mention["members"]):
            if ref not in found and mention["type"] in ("Company", "Organization"):
                found.append(ref)
        if len(found) >= count:
            return found[:count][::-1]
    return []


def _holders_of_main_sides(cast: Cast, mention: Mention, doc: Doc) -> list[str]:
    states = cast.two_states(2)
    held = [cast.holder(state, mention["level"], mention["title"] or "", doc) for state in states]
    return [h for h in held if h] if len(states) == 2 and all(held) else []
