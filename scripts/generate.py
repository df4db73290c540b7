"""Make what follows from the ontology (app/vocab.py, ontology/context.jsonld, the tables and examples in docs/model.md) and from
app/settings.py (the table in docs/operations.md).

`python scripts/generate.py` writes them; `--check` writes nothing and exits 1 when one of them has drifted.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal as OneOf
from typing import get_args, get_origin

from rdflib import OWL, RDF, RDFS, SH, SKOS, XSD, Graph, Literal, URIRef

from app.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
AMUR = "https://w3id.org/amur/ontology#"
PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property)
LANGUAGES = ("en", "zh", "ru")

# Terms of other vocabularies that the program writes or reads: prefix, namespace, local names.
EXTERNAL: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", ("type", "langString", "first", "rest", "nil")),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#", ("label", "comment", "subClassOf", "Class", "seeAlso", "isDefinedBy")),
    (
        "xsd",
        "http://www.w3.org/2001/XMLSchema#",
        ("string", "anyURI", "integer", "decimal", "boolean", "date", "dateTime", "gYear", "gYearMonth"),
    ),
    ("edtf", "http://id.loc.gov/datatypes/edtf/", ("EDTF",)),
    (
        "dcterms",
        "http://purl.org/dc/terms/",
        (
            "title",
            "identifier",
            "publisher",
            "issued",
            "language",
            "license",
            "creator",
            "created",
            "description",
            "source",
            "isReplacedBy",
        ),
    ),
    ("schema", "https://schema.org/", ("url", "sameAs", "name", "inLanguage")),
    (
        "sem",
        "http://semanticweb.cs.vu.nl/2009/11/sem/",
        ("Actor", "Event", "Place", "Role", "Time", "hasEarliestBeginTimeStamp", "hasLatestEndTimeStamp"),
    ),
    (
        "skos",
        "http://www.w3.org/2004/02/skos/core#",
        ("Concept", "ConceptScheme", "prefLabel", "altLabel", "notation", "inScheme", "broader", "note", "example", "closeMatch"),
    ),
    ("oa", "http://www.w3.org/ns/oa#", ("Annotation", "exact", "start", "end", "hasSource")),
    ("prov", "http://www.w3.org/ns/prov#", ("Agent", "Entity", "Activity", "wasDerivedFrom", "wasAttributedTo")),
    ("geo", "http://www.opengis.net/ont/geosparql#", ("Feature", "asWKT", "wktLiteral")),
    ("wgs84", "http://www.w3.org/2003/01/geo/wgs84_pos#", ("lat", "long")),
    (
        "sh",
        "http://www.w3.org/ns/shacl#",
        (
            "SPARQLExecutable",
            "SPARQLSelectExecutable",
            "SPARQLConstructExecutable",
            "select",
            "ask",
            "construct",
            "declare",
            "prefix",
            "namespace",
            "prefixes",
            "name",
        ),
    ),
    (
        "void",
        "http://rdfs.org/ns/void#",
        ("Dataset", "triples", "entities", "classes", "properties", "classPartition", "propertyPartition", "property", "uriSpace"),
    ),
    ("owl", "http://www.w3.org/2002/07/owl#", ("Class", "Ontology", "sameAs", "versionInfo")),
)


def load_terms() -> Graph:
    graph = Graph()
    for name in ("amur.ttl", "codes.ttl"):
        path = ROOT / "ontology" / name
        if path.exists():
            graph.parse(path)
    return graph


def local_name(iri: object) -> str:
    return re.split(r"[#/]", str(iri))[-1]


def constant_name(local: str) -> str:
    """`claimedTime` -> CLAIMED_TIME, `textSha256` -> TEXT_SHA256, `asWKT` -> AS_WKT."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|-", "_", local)
    return re.sub(r"(?<=[A-Z])(?=[A-Z][a-z])", "_", words).upper()


def own(graph: Graph, kind: URIRef) -> list[URIRef]:
    return sorted({s for s in graph.subjects(RDF.type, kind) if isinstance(s, URIRef) and str(s).startswith(AMUR)})


def own_classes(graph: Graph) -> list[URIRef]:
    return own(graph, OWL.Class)


def own_properties(graph: Graph) -> list[URIRef]:
    return sorted({p for kind in PROPERTY_KINDS for p in own(graph, kind)})


def code_schemes(graph: Graph) -> list[tuple[URIRef, list[URIRef]]]:
    """The classes of codes with their codes, in the order of the names."""
    schemes = sorted(s for s in graph.subjects(RDFS.subClassOf, URIRef(AMUR + "Code")) if isinstance(s, URIRef))
    return [(scheme, own(graph, scheme)) for scheme in schemes]


def ancestors(graph: Graph, term: URIRef) -> list[URIRef]:
    """Our own superclasses, nearest first."""
    found: list[URIRef] = []
    queue = [term]
    while queue:
        parents = sorted(p for p in graph.objects(queue.pop(0), RDFS.subClassOf) if isinstance(p, URIRef) and str(p).startswith(AMUR))
        fresh = [p for p in parents if p not in found]
        found.extend(fresh)
        queue.extend(fresh)
    return found


def label(graph: Graph, term: URIRef, language: str) -> str:
    return next(str(o) for o in graph.objects(term, RDFS.label) if isinstance(o, Literal) and o.language == language)


def notation(graph: Graph, code: URIRef) -> str:
    return str(graph.value(code, SKOS.notation))


def quoted(text: object) -> str:
    return json.dumps(str(text), ensure_ascii=False)


def name_terms(graph: Graph) -> dict[URIRef, str]:
    """Class and code -> its Python name."""
    names = {term: constant_name(local_name(term)) for term in own_classes(graph)}
    for scheme, codes in code_schemes(graph):
        names.update({code: f"{names[scheme]}_{constant_name(notation(graph, code))}" for code in codes})
    return names


# ---- app/vocab.py -----------------------------------------------------------------------------------------------------


def vocab_lines(graph: Graph) -> Iterator[str]:
    names = name_terms(graph)
    yield '"""The terms of the ontology as constants. Made by scripts/generate.py from ontology/*.ttl: do not edit.'
    yield ""
    yield "Classes are `MEETING`, properties `P_CLAIMED_TIME`, codes `STATUS_OCCURRED`, terms of other vocabularies `RDFS_LABEL`."
    yield '"""'
    yield ""
    yield "# fmt: off"
    yield "from collections.abc import Mapping"
    yield "from typing import Final"
    yield ""
    yield f'AMUR: Final = "{AMUR}"'
    yield ""
    yield "# ---- classes"
    for term in own_classes(graph):
        yield f"{names[term]}: Final = {quoted(term)}"
    yield ""
    yield "# ---- properties"
    for term in own_properties(graph):
        yield f"P_{constant_name(local_name(term))}: Final = {quoted(term)}"
    yield ""
    yield "# ---- codes"
    for _, codes in code_schemes(graph):
        yield from (f"{names[code]}: Final = {quoted(code)}" for code in codes)
    yield ""
    yield "# ---- terms of other vocabularies"
    for prefix, namespace, locals_ in EXTERNAL:
        yield from (f"{prefix.upper()}_{constant_name(name)}: Final = {quoted(namespace + name)}" for name in locals_)
    yield from mapping_lines(graph, names)


def mapping_lines(graph: Graph, names: Mapping[URIRef, str]) -> Iterator[str]:
    classes, schemes = own_classes(graph), code_schemes(graph)
    codes = [code for _, members in schemes for code in members]
    yield from one_mapping("CLASSES", "str", "Local name of a class -> its IRI.", ((quoted(local_name(t)), names[t]) for t in classes))
    yield from one_mapping(
        "SUPERCLASSES",
        "tuple[str, ...]",
        "Class -> its superclasses of this ontology, nearest first.",
        ((names[t], f"({''.join(names[p] + ', ' for p in ancestors(graph, t)).rstrip()})") for t in classes),
    )
    yield from one_mapping(
        "CODES",
        "Mapping[str, str]",
        "Class of codes -> the word used in Python and JSON -> IRI of the code.",
        (
            (
                quoted(local_name(scheme)),
                "{\n" + "".join(f"        {quoted(notation(graph, c))}: {names[c]},\n" for c in members) + "    }",
            )
            for scheme, members in schemes
        ),
    )
    yield from one_mapping(
        "NOTATIONS", "str", "Code -> the word used in Python and JSON.", ((names[c], quoted(notation(graph, c))) for c in codes)
    )
    yield from one_mapping(
        "LABELS",
        "Mapping[str, str]",
        "Class or code -> its label by language.",
        ((names[t], "{" + ", ".join(f"{quoted(lg)}: {quoted(label(graph, t, lg))}" for lg in LANGUAGES) + "}") for t in [*classes, *codes]),
    )
    for name, prop, comment in (
        ("PLOVER", "ploverCode", "Class of events -> its PLOVER class."),
        ("CAMEO", "cameoCode", "Class of events -> its CAMEO code when no detail is known."),
    ):
        found = ((t, graph.value(t, URIRef(AMUR + prop))) for t in classes)
        yield from one_mapping(
            name, "str", comment, ((names[t], quoted(local_name(c).split("-", 1)[1])) for t, c in found if c is not None)
        )


def one_mapping(name: str, value_type: str, comment: str, items: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield ""
    yield f"# {comment}"
    yield f"{name}: Final[Mapping[str, {value_type}]] = {{"
    yield from (f"    {key}: {value}," for key, value in items)
    yield "}"


def make_vocab(graph: Graph, _: str) -> str:
    return "\n".join(vocab_lines(graph)) + "\n"


# ---- ontology/context.jsonld ------------------------------------------------------------------------------------------


def make_context(graph: Graph, _: str) -> str:
    """The JSON-LD context: our terms by their local names, other vocabularies by prefix."""
    context: dict[str, object] = {"amur": AMUR}
    context.update({prefix: namespace for prefix, namespace, _ in EXTERNAL})
    context.update({"id": "@id", "type": "@type"})
    for term in own_classes(graph):
        context[local_name(term)] = f"amur:{local_name(term)}"
    for term in own_properties(graph):
        context[local_name(term)] = context_entry(graph, term)
    return json.dumps({"@context": context}, ensure_ascii=False, indent=2) + "\n"


def context_entry(graph: Graph, term: URIRef) -> object:
    entry = {"@id": f"amur:{local_name(term)}"}
    ranges = [r for r in graph.objects(term, RDFS.range) if isinstance(r, URIRef)]
    if (term, RDF.type, OWL.ObjectProperty) in graph:
        entry["@type"] = "@id"
    elif ranges and str(ranges[0]).startswith(str(XSD)) and ranges[0] != XSD.string:
        entry["@type"] = f"xsd:{local_name(ranges[0])}"
    return entry if len(entry) > 1 else entry["@id"]


# ---- docs/model.md ----------------------------------------------------------------------------------------------------

BEGIN, END = "<!-- {}: begin (made by scripts/generate.py) -->", "<!-- {}: end -->"


def cell(texts: Iterable[object]) -> str:
    return ", ".join(str(t).replace("|", "\\|") for t in texts)


def short_name(graph: Graph, iri: object) -> str:
    return graph.namespace_manager.normalizeUri(str(iri)).strip("<>")


def alignments(graph: Graph, term: URIRef) -> list[str]:
    found = {
        short_name(graph, o)
        for p in (RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, SKOS.closeMatch, SKOS.broadMatch, SKOS.relatedMatch)
        for o in graph.objects(term, p)
        if not str(o).startswith(AMUR)
    }
    return sorted(found)


def row(graph: Graph, term: URIRef, extra: Iterable[object]) -> str:
    labels = " · ".join(label(graph, term, language) for language in LANGUAGES)
    comment = next(iter(graph.objects(term, RDFS.comment)))
    return f"| `{local_name(term)}` | {cell([labels])} | {cell([comment])} | {cell(extra)} |"


def table_lines(graph: Graph) -> Iterator[str]:
    yield "### Classes\n"
    yield "| class | label | what it is | above and beside it |\n|---|---|---|---|"
    for term in own_classes(graph):
        parents = [f"`{local_name(p)}`" for p in ancestors(graph, term)[:1]]
        yield row(graph, term, [*parents, *alignments(graph, term)])
    yield "\n### Properties\n"
    yield "| property | label | what it says | from → to, beside it |\n|---|---|---|---|"
    for term in own_properties(graph):
        ends = [short_name(graph, o).removeprefix("amur:") for p in (RDFS.domain, RDFS.range) for o in graph.objects(term, p)]
        yield row(graph, term, [*([" → ".join(ends)] if ends else []), *alignments(graph, term)])
    yield "\n### Codes\n"
    yield "| code | label | what it means | word in JSON |\n|---|---|---|---|"
    for scheme, codes in code_schemes(graph):
        for code in codes:
            yield row(graph, code, [f"{local_name(scheme)} `{notation(graph, code)}`"])


def shape_lines(_: Graph) -> Iterator[str]:
    shapes = Graph().parse(ROOT / "ontology" / "shapes.ttl")
    yield "| shape | what it demands |\n|---|---|"
    named = {s for kind in (SH.NodeShape, SH.PropertyShape) for s in shapes.subjects(RDF.type, kind) if isinstance(s, URIRef)}
    for shape in sorted(named):
        yield f"| `{local_name(shape)}` | {cell([shapes.value(shape, SH.message)])} |"


def example_lines(name: str) -> Iterator[str]:
    """A valid example as it stands, without its prefixes."""
    text = (ROOT / "ontology" / "examples" / "valid" / f"{name}.ttl").read_text(encoding="utf-8")
    yield "```turtle"
    yield "\n".join(line for line in text.splitlines() if not line.startswith(("@prefix", "@base"))).strip()
    yield "```"


def setting_lines(_: Graph) -> Iterator[str]:
    yield "| setting | default | meaning |\n|---|---|---|"
    for name, field in Settings.model_fields.items():
        default = str(field.default).lower() if isinstance(field.default, bool) else field.default
        choices = f" (one of {', '.join(get_args(field.annotation))})" if get_origin(field.annotation) is OneOf else ""
        yield f"| `AMUR_{name.upper()}` | {'' if default is None else f'`{default}`'} | {cell([(field.description or '') + choices])} |"


Sections = tuple[tuple[str, Callable[[Graph], Iterator[str]]], ...]
SECTIONS: Sections = (
    ("claim example", lambda _: example_lines("meeting-claim")),
    ("world example", lambda _: example_lines("world-meeting")),
    ("terms", table_lines),
    ("shapes", shape_lines),
)


def make_docs(graph: Graph, current: str, sections: Sections = SECTIONS) -> str:
    """The page with what stands between the markers replaced; the prose around them is written by hand."""
    for name, make_lines in sections:
        begin, end = BEGIN.format(name), END.format(name)
        if begin not in current or end not in current:
            raise SystemExit(f"a page of docs lacks the lines {begin} and {end}")
        head, rest = current.split(begin, 1)
        current = head + begin + "\n\n" + "\n".join(make_lines(graph)) + "\n\n" + end + rest.split(end, 1)[1]
    return current


def make_operations(graph: Graph, current: str) -> str:
    return make_docs(graph, current, (("settings", setting_lines),))


TARGETS: tuple[tuple[str, Callable[[Graph, str], str]], ...] = (
    ("app/vocab.py", make_vocab),
    ("ontology/context.jsonld", make_context),
    ("docs/model.md", make_docs),
    ("docs/operations.md", make_operations),
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit 1 on drift")
    is_check = parser.parse_args(arguments).check
    graph = load_terms()
    drifted = []
    for name, make in TARGETS:
        path = ROOT / name
        current = path.read_text(encoding="utf-8") if path.exists() else ""
        made = make(graph, current)
        if made == current:
            continue
        drifted.append(name)
        if not is_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(made, encoding="utf-8")
    if drifted:
        print(("has drifted from its source, run scripts/generate.py: " if is_check else "written: ") + ", ".join(drifted), file=sys.stderr)
    return 1 if is_check and drifted else 0


if __name__ == "__main__":
    sys.exit(main())
