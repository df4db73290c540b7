from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from app.errors import BadParameter
from app.exporters import FORMATS, export_graph
from app.exporters.jsonld import Compactor
from app.exporters.lines import LineReader, resource_first, sort_lines
from app.exporters.turtle import WithHeader
from app.ids import Names
from app.model import IRI, RDF, XSD, Delta, Quad, RdfLiteral
from app.settings import Settings
from app.stores import Store, open_store

NAMES = Names()
AMUR = "https://w3id.org/amur/ontology#"
WORLD, ARTICLE = NAMES.graph("world"), NAMES.graph("article", "a-1")
LANG = f"{RDF}langString"
RDF_FORMATS = [one.name for one in FORMATS.values() if one.family == "rdf"]


def quads() -> list[Quad]:
    event, claim, article = NAMES.resource("event", "e1"), NAMES.resource("claim", "c1"), NAMES.resource("article", "a-1")
    time = NAMES.resource("event", "e1", "time")
    values: list[tuple[IRI, str, IRI | RdfLiteral]] = [
        (event, f"{RDF}type", IRI(f"{AMUR}Meeting")),
        (event, f"{RDF}type", IRI(f"{AMUR}Event")),
        (event, f"{AMUR}time", time),
        (event, f"{AMUR}disputed", RdfLiteral("false", f"{XSD}boolean")),
        (event, f"{AMUR}originCount", RdfLiteral("2", f"{XSD}integer")),
        (event, f"{AMUR}claim", claim),
        (event, "http://www.w3.org/2000/01/rdf-schema#label", RdfLiteral('Talks "in" Moscow\n\\ end', LANG, "en")),
        (event, "http://www.w3.org/2000/01/rdf-schema#label", RdfLiteral("会谈", LANG, "zh")),
        (time, f"{AMUR}edtf", RdfLiteral("2023-07", "http://id.loc.gov/datatypes/edtf/EDTF")),
        (time, f"{AMUR}displayDate", RdfLiteral("2023-07", f"{XSD}gYearMonth")),
        (time, f"{AMUR}words", RdfLiteral("in July; a . b")),
        (claim, f"{AMUR}confidence", RdfLiteral("0.86", f"{XSD}decimal")),
        (claim, f"{AMUR}inArticle", article),
        (claim, f"{AMUR}rule", RdfLiteral("3", f"{XSD}integer")),
        (claim, f"{AMUR}rule", RdfLiteral("three")),
        (claim, "http://example.org/own/property.with.dots", IRI("http://example.org/a(b),c;d")),
        (article, "https://schema.org/url", RdfLiteral("https://example.org/x?a=1&b=2#c", f"{XSD}anyURI")),
        (article, f"{AMUR}words", RdfLiteral("control \x01 and \u2028 and 🐉 and \t tab")),
        (IRI(f"{AMUR}Meeting"), f"{RDF}type", IRI("http://www.w3.org/2002/07/owl#Class")),
        (IRI("https://w3id.org/amur/id/odd/..%2F/x"), f"{AMUR}words", RdfLiteral("")),
        (IRI("https://w3id.org/amur/id/odd/../x"), f"{AMUR}words", RdfLiteral("a path that must not be resolved")),
        (IRI("https://w3id.org/amur/ontology#with.dots-and_more"), f"{AMUR}words", RdfLiteral("an odd name")),
    ]
    made = [Quad(subject, IRI(predicate), value, WORLD) for subject, predicate, value in values]
    return [*made, *(quad._replace(graph=ARTICLE) for quad in made if quad.subject in (claim, article))]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("exports")
    opened = open_store(Settings(store=str(folder / "store"), _env_file=None), create=True)
    fill(opened)
    yield opened
    opened.close()


def fill(store: Store) -> None:
    opened = sorted(quads(), key=lambda quad: str(quad.object))
    world = tuple(quad for quad in opened if quad.graph == WORLD)
    store.replace(ARTICLE, [quad for quad in opened if quad.graph == ARTICLE], Delta(added=world))
    secret = Quad(IRI("http://example.org/secret"), IRI("http://example.org/p"), RdfLiteral("x"), None)
    store.put_graph(IRI("http://example.org/users/own"), [secret])


def export(store: Store, format_: str) -> bytes:
    out = io.BytesIO()
    export_graph(store, format_, out, NAMES)
    return out.getvalue()


def expected_triples() -> set[ox.Triple]:
    lines = {line.rsplit(b" <", 1)[0] + b" ." for line in expected_lines()}
    return {quad.triple for quad in ox.parse(b"\n".join(lines), ox.RdfFormat.N_TRIPLES)}


def expected_lines() -> list[bytes]:
    from app.stores.terms import write_quad

    return sorted(write_quad(quad).encode() for quad in quads())


@pytest.mark.parametrize("format_", ["ttl", "nt", "jsonld"])
def test_union_formats_hold_each_triple_once(store: Store, format_: str) -> None:
    parser = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}[format_]
    data = export(store, format_)
    parsed = [quad.triple for quad in ox.parse(data, parser)]
    assert len(parsed) == len(set(parsed))
    assert set(parsed) == expected_triples()
    assert b"secret" not in data


@pytest.mark.parametrize(("format_", "parser"), [("trig", ox.RdfFormat.TRIG), ("nq", ox.RdfFormat.N_QUADS)])
def test_quad_formats_name_all_managed_graphs(store: Store, format_: str, parser: ox.RdfFormat) -> None:
    data = export(store, format_)
    assert set(ox.parse(data, parser)) == set(ox.parse(b"\n".join(expected_lines()), ox.RdfFormat.N_QUADS))
    assert b"secret" not in data


def test_nquads_are_canonical(store: Store) -> None:
    lines = export(store, "nq").splitlines()
    assert lines == expected_lines()


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize(("format_", "rdflib_name"), [("ttl", "turtle"), ("nt", "nt"), ("jsonld", "json-ld")])
def test_rdflib_reads_the_same_graph(store: Store, format_: str, rdflib_name: str) -> None:
    by_rdflib = rdflib.Graph().parse(data=export(store, format_), format=rdflib_name)
    reference = rdflib.Graph().parse(data=export(store, "nt"), format="nt")
    assert len(by_rdflib) == len(expected_triples())
    assert isomorphic(by_rdflib, reference)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_rdflib_reads_the_same_dataset(store: Store) -> None:
    by_trig = rdflib.Dataset().parse(data=export(store, "trig"), format="trig")
    by_quads = rdflib.Dataset().parse(data=export(store, "nq"), format="nquads")
    for graph in (WORLD, ARTICLE):
        name = rdflib.URIRef(graph.value)
        found, other = by_trig.graph(name), by_quads.graph(name)
        assert len(found) == len(other) == sum(quad.graph == graph for quad in quads())
        assert isomorphic(found, other)


@pytest.mark.parametrize("format_", RDF_FORMATS)
def test_the_same_graph_gives_the_same_bytes(store: Store, format_: str, tmp_path: Path) -> None:
    other = open_store(Settings(store=str(tmp_path / "other"), _env_file=None), create=True)
    for quad in quads():  # one by one, in another order
        other.put_graph(IRI("http://example.org/noise"), [quad])
    fill(other)
    other.delete_graph(IRI("http://example.org/noise"))
    assert export(other, format_) == export(store, format_)
    other.close()


def test_turtle_reads_well(store: Store) -> None:
    text = export(store, "ttl").decode()
    assert text.startswith("@base <https://w3id.org/amur/> .\n@prefix amur: <https://w3id.org/amur/ontology#> .\n")
    assert "\n<id/event/e1> a amur:Event , amur:Meeting ;\n\t" in text
    assert text.index("\n<id/event/e1> ") < text.index("\n<id/event/e1#time> ")
    assert "amur:disputed false" in text
    assert "amur:originCount 2" in text
    assert "amur:confidence 0.86" in text
    assert 'amur:displayDate "2023-07"^^xsd:gYearMonth' in text


def test_many_lines_are_sorted_in_runs_on_the_disk() -> None:
    batches = [[b"<c> <p> <o> .", b"<a> <p> <o> ."], [b"<a#x> <p> <o> .", b"<a> <p> <o> .", b"<b> <p> <o> ."]]
    lines = sorted(line for batch in batches for line in batch)
    for run in (1, 2, 3, 100):
        assert list(sort_lines(batches, run_lines=run)) == lines
        by_resource = list(sort_lines(batches, resource_first, run_lines=run))
        assert [line.split(b" ")[0] for line in by_resource] == [b"<a>", b"<a>", b"<a#x>", b"<b>", b"<c>"]


def test_lines_can_be_read_in_pieces_of_any_size() -> None:
    lines = [str(number).encode() for number in range(5000)]
    whole = b"".join(line + b"\n" for line in lines)
    assert LineReader(lines).read() == whole
    for size in (1000, 7):
        reader = LineReader(lines)
        pieces = list(iter(lambda reader=reader, size=size: reader.read(size), b""))
        assert b"".join(pieces) == whole
        assert max(map(len, pieces)) <= size


def test_the_header_is_ours_whatever_the_pieces_it_comes_in() -> None:
    for size in (1, 5, 10_000):
        out = io.BytesIO()
        writer = WithHeader(out, NAMES)
        text = b"@base <x> .\n@prefix z: <y> .\n@prefix a: <b> .\n<s> <p> <o> .\n@s"
        for start in range(0, len(text), size):
            writer.write(text[start : start + size])
        assert out.getvalue().startswith(b"@base <https://w3id.org/amur/> .\n@prefix amur: ")
        assert out.getvalue().endswith(b"> .\n<s> <p> <o> .\n@s")
        assert out.getvalue().count(b"@base") == 1


def test_jsonld_uses_the_context(store: Store) -> None:
    document = json.loads(export(store, "jsonld"))
    nodes = {node["id"]: node for node in document["@graph"]}
    event = nodes["https://w3id.org/amur/id/event/e1"]
    assert event["type"] == ["Event", "Meeting"]
    assert event["originCount"] == 2
    assert event["disputed"] is False
    assert event["time"] == "https://w3id.org/amur/id/event/e1#time"
    order = list(nodes)
    assert order == sorted(nodes)  # a resource stands before its fragments
    assert order.index(event["id"]) + 1 == order.index(event["time"])


def test_a_context_that_the_writer_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="@container"):
        Compactor({"amur": AMUR, "claim": {"@id": "amur:claim", "@container": "@set"}})


def test_an_empty_store_exports_empty_files(tmp_path: Path) -> None:
    empty = open_store(Settings(store=str(tmp_path / "empty"), _env_file=None), create=True)
    assert export(empty, "nq") == export(empty, "nt") == b""
    assert json.loads(export(empty, "jsonld"))["@graph"] == []
    assert list(ox.parse(export(empty, "ttl"), ox.RdfFormat.TURTLE)) == []
    empty.close()


def test_unknown_format_lists_the_known(store: Store) -> None:
    with pytest.raises(BadParameter) as unknown:
        export(store, "docx")
    assert "ttl, trig, nq, nt, jsonld, gexf" in unknown.value.hint
    with pytest.raises(BadParameter) as network:
        export(store, "gexf")
    assert "ttl, trig, nq, nt, jsonld." in network.value.hint


def test_every_module_of_the_folder_is_registered_or_shared() -> None:
    import app.exporters

    shared = {"__init__", "lines", "network", "xml_text", "selection", "tables", "dataset"}
    files = {path.stem for path in Path(app.exporters.__file__ or "").parent.glob("*.py")} - shared
    writers = [one.write_rdf or one.write_network for one in FORMATS.values()]
    assert {write.__module__.rsplit(".", 1)[-1] for write in writers if write is not None} == files
