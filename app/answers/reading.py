"""Rows of the store -> Python values: the properties of many things at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from app import vocab
from app.ids import Names
from app.model import IRI, RdfLiteral, Term
from app.stores import Store

Properties = Mapping[str, tuple[Term, ...]]  # predicate -> values, sorted
_LOCAL = {iri: name for name, iri in vocab.CLASSES.items()}
_NONE: Properties = {}


def read_properties(store: Store, query: str, name: str, things: Iterable[IRI]) -> dict[str, Properties]:
    """Thing IRI -> its properties, by a query with the columns thing, property, value."""
    wanted = sorted(set(things))
    found: dict[str, dict[str, list[Term]]] = {}
    for thing, predicate, value in store.rows(query, {}, {name: wanted}) if wanted else ():
        if isinstance(thing, IRI) and isinstance(predicate, IRI) and value is not None:
            found.setdefault(thing.value, {}).setdefault(predicate.value, []).append(value)
    return {thing: _sorted(properties) for thing, properties in found.items()}


def read_linked(
    store: Store, query: str, name: str, things: Mapping[str, Properties], predicates: Sequence[str]
) -> dict[str, dict[str, Properties]]:
    """Thing IRI -> node IRI -> properties, of the value nodes that the things have by the predicates; one query as in `read_properties`."""
    owners = {node: thing for thing, properties in things.items() for link in predicates for node in iris_of(properties, link)}
    found: dict[str, dict[str, Properties]] = {}
    for node, properties in read_properties(store, query, name, owners).items():
        found.setdefault(owners[IRI(node)], {})[node] = properties
    return found


def _sorted(properties: Mapping[str, list[Term]]) -> Properties:
    return {predicate: tuple(sorted(values) if len(values) > 1 else values) for predicate, values in properties.items()}


def first(properties: Properties, predicate: str) -> Term | None:
    values = properties.get(predicate)
    return values[0] if values else None


def text_of(properties: Properties, predicate: str) -> str | None:
    term = first(properties, predicate)
    return term.value if term is not None else None


def texts_of(properties: Properties, predicate: str) -> tuple[str, ...]:
    return tuple(term.value for term in properties.get(predicate, ()))


def word_of(properties: Properties, predicate: str) -> str | None:
    """The word of a code: amur:occurred -> "occurred"."""
    return word(first(properties, predicate))


def word(term: Term | None) -> str | None:
    return vocab.NOTATIONS.get(term.value) if term is not None else None


def day_of(properties: Properties, predicate: str) -> date | None:
    return day(first(properties, predicate))


def day(term: Term | None) -> date | None:
    return date.fromisoformat(term.value[:10]) if isinstance(term, RdfLiteral) else None


def number_of(properties: Properties, predicate: str) -> int | None:
    return number(first(properties, predicate))


def number(term: Term | None) -> int | None:
    return int(term.value) if term is not None else None


def is_true(properties: Properties, predicate: str) -> bool:
    term = first(properties, predicate)
    return term is not None and term.value in ("true", "1")


def slug_of(properties: Properties, predicate: str, names: Names) -> str | None:
    term = first(properties, predicate)
    return names.slug(term) if isinstance(term, IRI) else None


def slugs_of(properties: Properties, predicate: str, names: Names) -> tuple[str, ...]:
    return tuple(names.slug(term) for term in properties.get(predicate, ()) if isinstance(term, IRI))


def iris_of(properties: Properties, predicate: str) -> tuple[IRI, ...]:
    return tuple(term for term in properties.get(predicate, ()) if isinstance(term, IRI))


def kind_of(properties: Properties) -> str:
    """The narrowest class of a thing, by its local name: the one that no other of its classes is a part of."""
    classes = {term.value for term in properties.get(vocab.RDF_TYPE, ()) if term.value in _LOCAL}
    broader = {iri for narrow in classes for iri in vocab.SUPERCLASSES.get(narrow, ())}
    narrow_classes = sorted(classes - broader)
    return _LOCAL[narrow_classes[0]] if narrow_classes else "Actor"


def class_name(term: Term | None) -> str:
    return _LOCAL.get(term.value, "") if term is not None else ""


def properties_of(found: Mapping[str, Properties], thing: IRI) -> Properties:
    return found.get(thing.value, _NONE)
