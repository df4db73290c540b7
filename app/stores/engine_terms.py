"""Our terms as the engine's, and back."""

from __future__ import annotations

import pyoxigraph as ox

from app.model import IRI, BlankNode, RdfLiteral, Term


def to_engine(term: Term) -> ox.NamedNode | ox.Literal | ox.BlankNode:
    if isinstance(term, IRI):
        return ox.NamedNode(term.value)
    if isinstance(term, BlankNode):
        return ox.BlankNode(term.value)
    if term.language is not None:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))


def from_engine(term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> Term:
    if isinstance(term, ox.NamedNode):
        return IRI(term.value)
    if isinstance(term, ox.Literal):
        return RdfLiteral(term.value, term.datatype.value, term.language)
    if isinstance(term, ox.BlankNode):
        return BlankNode(term.value)
    raise ValueError("the store holds a triple term, which our model has no place for")


def from_engine_subject(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> IRI | BlankNode:
    converted = from_engine(term)
    if isinstance(converted, RdfLiteral):
        raise ValueError("a literal as a subject")
    return converted


def to_engine_subject(term: IRI | BlankNode) -> ox.NamedNode | ox.BlankNode:
    return ox.BlankNode(term.value) if isinstance(term, BlankNode) else ox.NamedNode(term.value)
