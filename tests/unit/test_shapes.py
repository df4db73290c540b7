"""Every shape has an example that breaks it and nothing else; every valid example conforms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from app.model import IRI, Quad, RdfLiteral, Term
from app.resources import find_resource
from app.validate import Violation, shacl_report

EXAMPLES = find_resource("ontology", "examples")
VALID = sorted((EXAMPLES / "valid").glob("*.ttl"))
INVALID = sorted((EXAMPLES / "invalid").glob("*.ttl"))
GRAPH = IRI("https://w3id.org/amur/graph/example")


def read_quads(path: Path) -> Iterator[Quad]:
    for subject, predicate, value in Graph().parse(path):
        yield Quad(IRI(str(subject)), IRI(str(predicate)), read_term(value), GRAPH)


def read_term(node: Node) -> Term:
    if isinstance(node, Literal):
        return RdfLiteral(str(node), str(node.datatype or "http://www.w3.org/2001/XMLSchema#string"), node.language)
    return IRI(str(node))


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(find_resource("ontology", "shapes.ttl"))


def named_shapes(shapes: Graph) -> set[str]:
    found = {*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)}
    return {str(shape).rsplit("#", 1)[-1] for shape in found if isinstance(shape, URIRef)}


def test_every_shape_has_an_example_that_breaks_it(shapes: Graph) -> None:
    assert {path.stem for path in INVALID} == named_shapes(shapes)


def test_every_shape_has_a_target_and_a_message(shapes: Graph) -> None:
    targets = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    for shape in (*shapes.subjects(RDF.type, SH.NodeShape), *shapes.subjects(RDF.type, SH.PropertyShape)):
        assert any(shapes.value(shape, target) for target in targets), shape
        message = shapes.value(shape, SH.message)
        assert isinstance(message, Literal) and message.language == "en" and str(message).endswith("."), shape


def test_shapes_speak_of_terms_that_exist(shapes: Graph) -> None:
    ontology = Graph().parse(find_resource("ontology", "amur.ttl"))
    own = {t for triple in shapes for t in triple if isinstance(t, URIRef) and t.startswith("https://w3id.org/amur/ontology#")}
    assert own
    assert not [term for term in own if (term, RDFS.label, None) not in ontology]


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_example_conforms(path: Path) -> None:
    assert shacl_report(read_quads(path)).violations == ()


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_invalid_example_breaks_its_shape_only(path: Path) -> None:
    violations = shacl_report(read_quads(path)).violations
    assert {violation.shape for violation in violations} == {path.stem}


def test_report_names_the_thing_the_shape_and_the_reason() -> None:
    report = shacl_report(read_quads(EXAMPLES / "invalid" / "evidence-order.ttl"))
    assert not report.conforms
    assert report.violations == (
        Violation(
            focus="https://w3id.org/amur/id/claim/c1#ev1",
            shape="evidence-order",
            message="Evidence begins before it ends.",
            value="120",
        ),
    )


def test_examples_use_terms_that_exist() -> None:
    ontology = Graph().parse(find_resource("ontology", "amur.ttl"))
    known = set(ontology.subjects(SKOS.example))
    for path in (*VALID, *INVALID):
        used = {t for triple in Graph().parse(path) for t in triple if str(t).startswith("https://w3id.org/amur/ontology#")}
        assert used <= known, path.name
