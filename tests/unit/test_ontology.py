"""The ontology: every term is whole, it agrees with the values of app/model.py, and it is consistent under OWL 2 RL."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import typing
from itertools import combinations
from pathlib import Path
from types import ModuleType

import owlrl
import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef

from app import model, vocab
from app.emit import ontology_quads
from app.ids import Names
from app.model import BlankNode
from app.resources import find_resource

AMUR = "https://w3id.org/amur/ontology#"
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
ERROR_MESSAGE = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
ALIGNMENTS = (
    RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty,
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch,
)  # fmt: skip
# field of app/model.py -> class of codes
LITERALS = {
    "Status": model.Status, "Certainty": model.Certainty, "Role": model.Role, "Sourcing": model.Sourcing, "Review": model.Review,
    "Level": model.Level, "EventFormat": model.EventFormat, "Precision": model.Precision, "Basis": model.Basis,
    "Reading": model.Reading, "ArticleKind": model.ArticleKind,
}  # fmt: skip
FIELDS = {
    "Polarity": (model.Participation, "polarity"), "Medium": (model.Claim, "medium"), "Phase": (model.Claim, "phase"),
    "Comparator": (model.FigureContent, "comparator"), "DecisionKind": (model.Decision, "kind"), "Verdict": (model.Decision, "verdict"),
}  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(find_resource("ontology", "amur.ttl"))


def own_terms(ontology: Graph) -> list[URIRef]:
    return sorted({s for s in ontology.subjects(RDF.type) if isinstance(s, URIRef) and s.startswith(AMUR)})


def is_class_or_property(ontology: Graph, term: URIRef) -> bool:
    kinds = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property}
    return bool(kinds & set(ontology.objects(term, RDF.type)))


def test_every_term_has_labels_comment_and_example(ontology: Graph) -> None:
    terms = own_terms(ontology)
    assert len(terms) > 200
    for term in terms:
        labels = [label for label in ontology.objects(term, RDFS.label) if isinstance(label, Literal)]
        assert sorted(str(label.language) for label in labels) == ["en", "ru", "zh"], term
        assert len(list(ontology.objects(term, RDFS.comment))) == 1, term
        assert len(list(ontology.objects(term, SKOS.example))) == 1, term
        assert ontology.value(term, RDFS.isDefinedBy) == URIRef("https://w3id.org/amur/ontology"), term


def test_every_class_and_property_is_aligned(ontology: Graph) -> None:
    """To a term of another vocabulary, by itself or through a term above it."""
    for term in own_terms(ontology):
        if is_class_or_property(ontology, term):
            above = {term, *ontology.transitive_objects(term, RDFS.subClassOf), *ontology.transitive_objects(term, RDFS.subPropertyOf)}
            beside = {o for t in above for p in ALIGNMENTS for o in ontology.objects(t, p)}
            assert [o for o in beside if not str(o).startswith(AMUR)], term


def test_terms_used_in_the_ontology_exist(ontology: Graph) -> None:
    used = {t for triple in ontology for t in triple if isinstance(t, URIRef) and t.startswith(AMUR)}
    assert used == set(own_terms(ontology))


def test_codes_have_distinct_words_in_their_scheme(ontology: Graph) -> None:
    for scheme in ontology.subjects(RDFS.subClassOf, URIRef(AMUR + "Code")):
        words = [str(ontology.value(code, SKOS.notation)) for code in ontology.subjects(RDF.type, scheme)]
        assert words and len(words) == len(set(words)), scheme


def test_header_states_version_licence_and_creator(ontology: Graph) -> None:
    header = URIRef("https://w3id.org/amur/ontology")
    assert str(ontology.value(header, OWL.versionInfo))
    assert ontology.value(header, URIRef("http://purl.org/dc/terms/license"))
    assert str(ontology.value(header, URIRef("http://purl.org/dc/terms/creator"))) == "Amur"


def test_event_codes_exist() -> None:
    graph = Graph().parse(find_resource("ontology", "amur.ttl")).parse(find_resource("ontology", "codes.ttl"))
    for prop in ("ploverCode", "cameoCode"):
        for _, code in graph.subject_objects(URIRef(AMUR + prop)):
            assert (code, RDF.type, URIRef(AMUR + "EventCode")) in graph, code
    assert vocab.PLOVER[vocab.MEETING] == "CONSULT"
    assert vocab.CAMEO[vocab.JOINT_PATROL] == "062"


# ---- the values of app/model.py ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", sorted(LITERALS))
def test_values_of_the_model_are_the_codes(scheme: str) -> None:
    assert set(typing.get_args(LITERALS[scheme])) == set(vocab.CODES[scheme])


@pytest.mark.parametrize("scheme", sorted(FIELDS))
def test_values_of_the_fields_are_the_codes(scheme: str) -> None:
    owner, name = FIELDS[scheme]
    hint = typing.get_type_hints(owner)[name]
    literals = [hint] if typing.get_origin(hint) is typing.Literal else [h for h in typing.get_args(hint) if h is not type(None)]
    assert {value for literal in literals for value in typing.get_args(literal)} == set(vocab.CODES[scheme])


def test_claim_types_are_classes() -> None:
    types = set(typing.get_args(model.ClaimType))
    assert types <= set(vocab.CLASSES)
    events = {name for name in types if vocab.EVENT in vocab.SUPERCLASSES[vocab.CLASSES[name]]}
    assert types - events == {"Statement", "Figure", "CountedClaim"}


def test_shape_of_claim_types_lists_all() -> None:
    shapes = Graph().parse(find_resource("ontology", "shapes.ttl"))
    sh = "http://www.w3.org/ns/shacl#"
    head = shapes.value(URIRef("https://w3id.org/amur/shapes#claim-type"), URIRef(sh + "in"))
    assert head is not None
    assert {str(item) for item in shapes.items(head)} == {vocab.CLASSES[name] for name in typing.get_args(model.ClaimType)}


# ---- consistency ------------------------------------------------------------------------------------------------------


def close(*paths: Path) -> Graph:
    graph = Graph()
    for path in (find_resource("ontology", "amur.ttl"), *paths):
        graph.parse(path)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(graph)
    return graph


def find_contradictions(graph: Graph) -> list[str]:
    """What the closure calls an error, and what is in two disjoint classes."""
    errors = [
        str(graph.value(node, ERROR) or node) for node in graph.subjects(RDF.type, URIRef(str(ERROR).replace("#error", "#ErrorMessage")))
    ]
    members: dict[object, set[object]] = {}
    for thing, kind in graph.subject_objects(RDF.type):
        members.setdefault(thing, set()).add(kind)
    for thing, kinds in members.items():
        for one, other in combinations(sorted(kinds, key=str), 2):
            if (one, OWL.disjointWith, other) in graph or (other, OWL.disjointWith, one) in graph:
                errors.append(f"{thing} is {one} and {other}")
    return errors


def test_ontology_with_every_valid_example_is_consistent() -> None:
    paths = sorted(find_resource("ontology", "examples", "valid").glob("*.ttl"))
    worlds = [path for path in paths if path.stem.startswith("world-")]
    others = [path for path in paths if path not in worlds]
    for group in (others, *([world] for world in worlds)):  # the worlds tell of one event in different ways
        assert find_contradictions(close(*group)) == [], group


def test_closure_draws_conclusions() -> None:
    graph = close(find_resource("ontology", "examples", "valid", "world-meeting.ttl"))
    base = "https://w3id.org/amur/id/"
    one, other = URIRef(base + "actor/ann-alpha"), URIRef(base + "actor/bo-beta")
    assert (one, URIRef(vocab.P_MET), other) in graph
    assert (URIRef(base + "event/e1"), RDF.type, URIRef("http://semanticweb.cs.vu.nl/2009/11/sem/Event")) in graph


def test_a_meeting_that_is_a_summit_contradicts() -> None:
    """Negative control: the test above can fail."""
    path = find_resource("ontology", "examples", "invalid", "meeting-is-no-summit.ttl")
    assert any("Meeting" in error and "Summit" in error for error in find_contradictions(close(path)))


# ---- what is made from it ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    path = find_resource("scripts", "generate.py")
    spec = importlib.util.spec_from_file_location("generate_from_ontology", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_files_are_up_to_date(generate: ModuleType) -> None:
    assert generate.main(["--check"]) == 0


def test_drift_is_noticed_and_mended(generate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(generate.ROOT / "ontology", tmp_path / "ontology")
    for name in ("app/vocab.py", "docs/model.md", "docs/operations.md"):
        copy = tmp_path / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes((generate.ROOT / name).read_bytes())
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    assert generate.main(["--check"]) == 0
    source = tmp_path / "ontology" / "amur.ttl"
    source.write_text(source.read_text(encoding="utf-8").replace("amur:textLength", "amur:lengthOfText"), encoding="utf-8")
    assert generate.main(["--check"]) == 1
    assert "P_LENGTH_OF_TEXT" not in (tmp_path / "app" / "vocab.py").read_text(encoding="utf-8")
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    assert "P_LENGTH_OF_TEXT" in (tmp_path / "app" / "vocab.py").read_text(encoding="utf-8")


def test_context_expands_to_the_terms() -> None:
    context = json.loads(find_resource("ontology", "context.jsonld").read_text(encoding="utf-8"))["@context"]
    document = {"@context": context, "id": "https://e.org/c", "type": "Claim", "status": "amur:occurred", "confidence": "0.86"}
    found = {str(quad.predicate.value): quad.object for quad in pyoxigraph.parse(json.dumps(document), format=pyoxigraph.RdfFormat.JSON_LD)}
    assert found == {
        vocab.RDF_TYPE: pyoxigraph.NamedNode(vocab.CLAIM),
        vocab.P_STATUS: pyoxigraph.NamedNode(vocab.STATUS_OCCURRED),
        vocab.P_CONFIDENCE: pyoxigraph.Literal("0.86", datatype=pyoxigraph.NamedNode(vocab.XSD_DECIMAL)),
    }


def test_query_of_the_model_page_finds_those_who_met() -> None:
    (query,) = re.findall(r"```sparql\n(.*?)```", find_resource("docs", "model.md").read_text(encoding="utf-8"), re.DOTALL)
    world = Graph().parse(find_resource("ontology", "examples", "valid", "world-meeting.ttl"))
    assert {str(row[1]).rsplit("/", 1)[-1] for row in world.query(query)} == {"ann-alpha", "bo-beta"}
    planned = Graph().parse(find_resource("ontology", "examples", "invalid", "met-on-facts.ttl"))
    assert len(planned.query(query)) == 0


# ---- the ontology graph -----------------------------------------------------------------------------------------------


def test_ontology_quads_are_sorted_and_have_no_blank_nodes() -> None:
    names = Names("https://e.org/")
    quads = ontology_quads(names)
    assert list(quads) == sorted(quads)
    assert {quad.graph for quad in quads} == {names.graph("ontology")}
    assert not [quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]


def test_ontology_quads_keep_every_triple() -> None:
    """Lists become named nodes; no triple is lost but those of equal lists, which become one."""
    whole = Graph()
    for name in ("amur.ttl", "codes.ttl", "shapes.ttl"):
        whole.parse(find_resource("ontology", name))
    named = {triple for triple in whole if not any(isinstance(term, BNode) for term in triple)}
    quads = ontology_quads(Names())
    plain = {q for q in quads if "#n-" not in q.subject.value and "#n-" not in q.object.value}
    assert len(plain) == len(named)
    assert len(quads) <= len(whole)
    roots = {q.object for q in quads if "#n-" in q.object.value}
    assert roots and roots <= {q.subject for q in quads}
