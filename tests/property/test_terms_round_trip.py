"""What we write as SPARQL text, the engine reads back as the same terms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.exporters.lines import read_term
from app.ids import Names
from app.model import IRI, RDF, XSD, Delta, Quad, RdfLiteral
from app.settings import Settings
from app.stores import Store, open_store
from app.stores.terms import write_term

GRAPH = Names().graph("article", "nasty")
WORLD = Names().graph("world")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.lists(
    st.sampled_from(
        ['"', "'", "\\", "\n", "\r", "\t", "\x00", "\x7f", "\\u0041", "}", "{", " . ", "<", ">", "#", '"""', "DROP ALL ;", "\u2028", "🐉"]
    ),
    max_size=20,
).map("".join)
LITERALS = (
    TEXTS.map(RdfLiteral)
    | st.builds(lambda v, lang: RdfLiteral(v, f"{RDF}langString", lang), TEXTS, st.sampled_from(["en", "zh", "ru", "zh-hant"]))
    | TEXTS.map(lambda v: RdfLiteral(v, f"{XSD}anyURI"))
    | TEXTS.map(lambda v: RdfLiteral(v, "http://id.loc.gov/datatypes/edtf/EDTF"))
    | st.integers(-(10**15), 10**15).map(lambda n: RdfLiteral(str(n), f"{XSD}integer"))
    | st.dates().map(lambda d: RdfLiteral(d.isoformat(), f"{XSD}date"))
)
IRIS = st.text("abcXYZ019-._~/?=&';,()!*$@:éжц中", max_size=20).map(lambda rest: IRI(f"http://example.org/{rest}"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("terms")
    opened = open_store(Settings(store=str(folder / "store"), _env_file=None), create=True)
    yield opened
    opened.close()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(IRIS, LITERALS), max_size=8))
@example([(IRI("http://example.org/s"), RdfLiteral('x" } } ; DROP ALL ; INSERT DATA { <a:b> <a:b> "'))])
@example([(IRI("http://example.org/s"), RdfLiteral("\\u0022 \\\\u0022 \\"))])
def test_replace_round_trip(store: Store, pairs: list[tuple[IRI, RdfLiteral]]) -> None:
    predicate = IRI("http://example.org/p")
    quads = {Quad(subject, predicate, literal, GRAPH) for subject, literal in pairs}
    world = tuple(sorted(quad._replace(graph=WORLD) for quad in quads))
    store.replace(GRAPH, quads, Delta(added=world))
    assert set(store.get_graph(GRAPH)) == quads
    assert set(store.get_graph(WORLD)) == set(world)
    assert {read_term(line.decode().split(" ", 2)[2].removesuffix(" .")) for line in store.ntriples(GRAPH)} == {q.object for q in quads}
    store.replace(GRAPH, (), Delta(removed=world))
    assert store.get_graph(GRAPH) == []
    assert store.get_graph(WORLD) == []
    assert GRAPH not in store.graphs()


@given(TEXTS)
def test_written_term_reads_back(text: str) -> None:
    assert read_term(write_term(RdfLiteral(text))) == RdfLiteral(text)


@given(TEXTS)
def test_an_iri_cannot_break_out(text: str) -> None:
    try:
        written = write_term(IRI(f"http://example.org/{text}"))
    except ValueError:
        return
    assert written.count("<") == written.count(">") == 1
    assert not set(written[1:-1]) & set(' "{}|^`\\\n\r\t')


@pytest.mark.parametrize(
    "term",
    [
        IRI("no-scheme"),
        IRI("http://a b"),
        IRI("http://a>"),
        RdfLiteral("half \ud800"),
        RdfLiteral("x", f"{RDF}langString", "EN"),
        RdfLiteral("x", "nope"),
    ],
)
def test_terms_that_no_graph_can_hold(term: IRI | RdfLiteral) -> None:
    with pytest.raises(ValueError, match=r"."):
        write_term(term)


def test_an_iri_that_the_engine_refuses_writes_nothing(store: Store) -> None:
    before = store.version
    with pytest.raises(ValueError, match="refuses"):
        store.replace(GRAPH, [Quad(IRI("http://example.org/[x"), IRI("http://example.org/p"), RdfLiteral("y"), GRAPH)], Delta())
    assert (store.version, store.get_graph(GRAPH)) == (before, [])
