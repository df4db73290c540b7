"""JSON-LD: the union of the managed graphs with our context, which travels in the file, so that no reader has to fetch it.

One node a line. A value is written bare only where the context gives its key exactly the value's type; else it says its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from app.exporters.lines import GraphSource, Properties, group_subjects, managed_graphs, read_term, resource_first, union_lines
from app.ids import Names
from app.model import IRI, RDF, XSD, BlankNode, RdfLiteral, Term
from app.resources import find_resource


def write_jsonld(store: GraphSource, out: BinaryIO, names: Names) -> None:
    """Write JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/): `@context`, then `@graph` with the nodes sorted by IRI."""
    context = json.loads(find_resource("ontology", "context.jsonld").read_text(encoding="utf-8"))["@context"]
    compactor = Compactor(context)
    out.write(b'{"@context": ' + _dump(context) + b',\n"@graph": [')
    separator = b"\n"
    for node in compactor.nodes(group_subjects(union_lines(store, managed_graphs(store, names), resource_first))):
        out.write(separator + _dump(node))
        separator = b",\n"
    out.write(b"\n]}\n")


class Compactor:
    """Shortens nodes by a context of simple terms: strings, or objects with `@id` and `@type`."""

    def __init__(self, context: dict[str, Any]) -> None:
        self._prefixes = {key: value for key, value in context.items() if isinstance(value, str) and value.endswith(("#", "/"))}
        self._id = _alias(context, "@id")
        self._type = _alias(context, "@type")
        self._terms: dict[str, tuple[str, str | None]] = {}  # IRI -> (term, type of its values)
        for term, definition in sorted(context.items()):
            target = definition if isinstance(definition, str) else definition.get("@id", "")
            if target.startswith("@") or term in self._prefixes:
                continue
            coerced = None if isinstance(definition, str) else self._coercion(definition)
            self._terms.setdefault(self._expand(target), (term, coerced))

    def nodes(self, subjects: Iterator[tuple[str, Properties]]) -> Iterator[dict[str, Any]]:
        for subject, properties in subjects:
            node: dict[str, Any] = {self._id: _name(read_term(subject))}
            for predicate, objects in properties:
                iri = predicate[1:-1]
                values = [read_term(text) for text in objects]
                if iri == f"{RDF}type":
                    node[self._type] = _one_or_many([self._terms.get(_name(value), (_name(value), None))[0] for value in values])
                else:
                    term, coerced = self._terms.get(iri, (iri, None))
                    node[term] = _one_or_many([self._value(value, coerced) for value in values])
            yield node

    def _value(self, value: Term, coerced: str | None) -> Any:
        if isinstance(value, IRI | BlankNode):
            return _name(value) if coerced == "@id" else {self._id: _name(value)}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if coerced == value.datatype:
            return _native(value)
        if value.datatype == f"{XSD}string":
            return value.value if coerced is None else {"@value": value.value}
        return {"@value": value.value, self._type: value.datatype}

    def _coercion(self, definition: dict[str, Any]) -> str | None:
        unknown = set(definition) - {"@id", "@type"}
        if unknown:
            raise ValueError(f"the context uses {', '.join(sorted(unknown))}, which the JSON-LD writer does not know")
        kind = definition.get("@type")
        return kind if kind is None or kind.startswith("@") else self._expand(kind)

    def _expand(self, name: str) -> str:
        prefix, colon, rest = name.partition(":")
        return self._prefixes[prefix] + rest if colon and prefix in self._prefixes else name


def _alias(context: dict[str, Any], keyword: str) -> str:
    return next((term for term, value in sorted(context.items()) if value == keyword), keyword)


def _name(term: Term) -> str:
    return f"_:{term.value}" if isinstance(term, BlankNode) else term.value


def _native(value: RdfLiteral) -> Any:
    """JSON's own booleans and integers where reading them gives the same literal again."""
    if value.datatype == f"{XSD}boolean" and value.value in ("true", "false"):
        return value.value == "true"
    if value.datatype == f"{XSD}integer" and len(value.value) < 16 and value.value == str(_integer(value.value)):
        return int(value.value)
    return value.value


def _integer(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _one_or_many(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
