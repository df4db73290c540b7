"""Human decisions as quads of `graph/decisions`: what was decided on what, when, by whom and why."""

from __future__ import annotations

from collections.abc import Iterable

from app import vocab
from app.consolidate.rulings import is_of_actors
from app.ids import Names
from app.model import IRI, Decision, Quad, RdfLiteral, Term


def decision_quads(decisions: Iterable[Decision], names: Names) -> tuple[Quad, ...]:
    """Sorted; the moment is recorded data, so the same decisions give the same quads."""
    graph = names.graph("decisions")
    found: set[Quad] = set()
    for decision in decisions:
        node = names.resource("decision", decision.id)
        kind = "claim" if decision.kind == "review" else "actor" if is_of_actors(decision) else "event"
        values: list[tuple[str, Term]] = [
            (vocab.RDF_TYPE, IRI(vocab.DECISION)),
            (vocab.P_DECISION_KIND, IRI(vocab.CODES["DecisionKind"][decision.kind])),
            (vocab.DCTERMS_CREATED, RdfLiteral(decision.at, vocab.XSD_DATE_TIME)),
        ]
        values += [(vocab.P_DECISION_TARGET, names.resource(kind, target)) for target in decision.targets]
        if decision.verdict is not None:
            values.append((vocab.P_VERDICT, IRI(vocab.CODES["Verdict"][decision.verdict])))
        if decision.by:
            values.append((vocab.DCTERMS_CREATOR, RdfLiteral(decision.by)))
        notes = [decision.note] if decision.note else []
        notes += [f"{name}={value}" for name, value in decision.changes if not is_of_actors(decision)]
        values += [(vocab.DCTERMS_DESCRIPTION, RdfLiteral(note)) for note in notes]
        found |= {Quad(node, IRI(predicate), value, graph) for predicate, value in values}
    return tuple(sorted(found))
