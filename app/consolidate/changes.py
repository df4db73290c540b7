"""What a change of the world did to each event, statement, figure and count, told from the quads that come and go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, cast

from app import vocab
from app.ids import Names
from app.model import IRI, Change, Delta, Quad, RdfLiteral

_KINDS: Final = {"event": vocab.EVENT, "statement": vocab.STATEMENT, "figure": vocab.FIGURE, "counted": vocab.COUNTED_CLAIM}
Kind = Literal["event", "statement", "figure", "counted"]


def changes_of(delta: Delta, names: Names) -> tuple[Change, ...]:
    """One change for each thing that the delta touches, by (kind, id)."""
    came, went = _existence(delta.added, names), _existence(delta.removed, names)
    into = _targets(delta.added, names)
    taking: set[str] = {target for event, target in into.items() if ("event", event) in went}
    titles = _titles(delta.removed, names) | _titles(delta.added, names)
    gained, lost = _claims(delta.added, names), _claims(delta.removed, names)
    found = []
    for thing in sorted(_touched(delta, names) | set(came) | set(went)):
        kind, slug = thing
        title = titles.get(thing)
        if thing in came and thing not in went:
            found.append(Change("new", kind, slug, title=title))
        elif thing in went and thing not in came:
            target = into.get(slug)
            found.append(Change("merged" if target else "retracted", kind, slug, target, title))
        elif slug in taking or (thing in gained and thing not in lost):
            found.append(Change("merged", kind, slug, title=title))
        else:
            found.append(Change("corrected", kind, slug, title=title))
    return tuple(found)


Thing = tuple[Kind, str]


def _thing(iri: object, names: Names) -> Thing | None:
    kind = names.kind(iri) if isinstance(iri, IRI) else None
    return (cast(Kind, kind), names.slug(cast(IRI, iri))) if kind in _KINDS else None


def _existence(quads: Iterable[Quad], names: Names) -> set[Thing]:
    found = set()
    for quad in quads:
        thing = _thing(quad.subject, names)
        if thing is not None and quad.predicate.value == vocab.RDF_TYPE and quad.object.value == _KINDS[thing[0]]:
            found.add(thing)
    return found


def _touched(delta: Delta, names: Names) -> set[Thing]:
    """Things whose own statements change; that an id now points elsewhere is no change of the thing that it points to."""
    quads = (quad for quad in (*delta.added, *delta.removed) if quad.predicate.value != vocab.P_MERGED_INTO)
    return {thing for quad in quads if (thing := _thing(quad.subject, names)) is not None}


def _targets(quads: Iterable[Quad], names: Names) -> dict[str, str]:
    found = {}
    for quad in quads:
        if quad.predicate.value == vocab.P_MERGED_INTO and names.kind(quad.subject.value) == "event":
            found[names.slug(quad.subject.value)] = names.slug(quad.object.value)
    return found


def _claims(quads: Iterable[Quad], names: Names) -> set[Thing]:
    return {t for quad in quads if quad.predicate.value == vocab.P_CLAIM and (t := _thing(quad.subject, names)) is not None}


def _titles(quads: Iterable[Quad], names: Names) -> dict[Thing, str]:
    found: dict[Thing, str] = {}
    for quad in quads:
        thing = _thing(quad.subject, names)
        if thing is not None and quad.predicate.value == vocab.RDFS_LABEL and isinstance(quad.object, RdfLiteral):
            if quad.object.language == "en":
                found[thing] = quad.object.value
        elif thing is not None and quad.predicate.value == vocab.P_QUOTE:
            found[thing] = quad.object.value
    return found
