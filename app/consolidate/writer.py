"""Quads of the world graph: no blank node, no clock, value nodes as fragments of their resource."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

from app import vocab
from app.consolidate.origins import Origin
from app.consolidate.values import ConflictValue, TimeValue
from app.ids import Names
from app.model import IRI, Quad, RdfLiteral, Term

LANG_STRING = vocab.RDF_LANG_STRING


class Writer:
    """Collects the quads of one graph, each once."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.graph = names.graph("world")
        self.quads: set[Quad] = set()

    def add(self, subject: IRI, predicate: str, value: Term | None) -> None:
        if value is not None:
            self.quads.add(Quad(subject, IRI(predicate), value, self.graph))

    def add_text(self, subject: IRI, predicate: str, text: str | None, datatype: str = vocab.XSD_STRING) -> None:
        if text is not None and text != "":
            self.add(subject, predicate, RdfLiteral(text, datatype))

    def add_label(self, subject: IRI, text: str, language: str) -> None:
        self.add(subject, vocab.RDFS_LABEL, RdfLiteral(text, LANG_STRING, language))

    def add_code(self, subject: IRI, predicate: str, kind: str, word: str | None) -> None:
        if word is not None:
            self.add(subject, predicate, IRI(vocab.CODES[kind][word]))

    def add_number(self, subject: IRI, predicate: str, value: int | None) -> None:
        if value is not None:
            self.add_text(subject, predicate, str(value), vocab.XSD_INTEGER)

    def add_boolean(self, subject: IRI, predicate: str, value: bool) -> None:
        self.add_text(subject, predicate, "true" if value else "false", vocab.XSD_BOOLEAN)

    def add_resource(self, subject: IRI, predicate: str, kind: str, slug: str | None) -> None:
        if slug is not None:
            self.add(subject, predicate, self.names.resource(kind, slug))

    def add_types(self, subject: IRI, local_name: str) -> None:
        """The class and all its superclasses."""
        own = vocab.CLASSES.get(local_name, vocab.ACTOR)
        for iri in (own, *vocab.SUPERCLASSES.get(own, ())):
            self.add(subject, vocab.RDF_TYPE, IRI(iri))

    def add_claims(self, subject: IRI, claims: Iterable[str], predicate: str = vocab.P_CLAIM) -> None:
        for claim in claims:
            self.add_resource(subject, predicate, "claim", claim)

    def add_time(self, subject: IRI, time: TimeValue) -> None:
        node = IRI(f"{subject.value}#time")
        self.add(subject, vocab.P_TIME, node)
        self.add_types(node, "UncertainTime")
        for words in time.words:
            self.add_text(node, vocab.P_WORDS, words)
        self.add_text(node, vocab.P_EDTF, time.edtf, vocab.EDTF_EDTF)
        self.add_code(node, vocab.P_PRECISION, "Precision", time.precision)
        self.add_code(node, vocab.P_BASIS, "Basis", time.basis)
        self.add_code(node, vocab.P_READING, "Reading", time.reading)
        self.add_day(node, vocab.SEM_HAS_EARLIEST_BEGIN_TIME_STAMP, time.earliest)
        self.add_day(node, vocab.SEM_HAS_LATEST_END_TIME_STAMP, time.latest)
        datatype = {4: vocab.XSD_G_YEAR, 7: vocab.XSD_G_YEAR_MONTH, 10: vocab.XSD_DATE}.get(len(time.edtf or ""))
        if time.edtf is not None and datatype is not None and time.precision in ("day", "month", "year"):
            self.add_text(node, vocab.P_DISPLAY_DATE, time.edtf, datatype)
        self.add_claims(node, time.claims, vocab.P_FROM_CLAIM)

    def add_day(self, subject: IRI, predicate: str, day: date | None) -> None:
        self.add_text(subject, predicate, day.isoformat() if day is not None else None, vocab.XSD_DATE)

    def add_conflict(self, subject: IRI, conflict: ConflictValue) -> None:
        node = IRI(f"{subject.value}#conflict-{conflict.kind}-{conflict.second}")
        self.add(subject, vocab.P_CONFLICT, node)
        self.add_types(node, "Conflict")
        self.add_code(node, vocab.P_CONFLICT_KIND, "ConflictKind", conflict.kind)
        self.add_code(node, vocab.P_CAUSE, "Cause", conflict.cause)
        self.add_claims(node, (conflict.first, conflict.second), vocab.P_BETWEEN_CLAIM)

    def add_origins(self, subject: IRI, origins: Iterable[Origin]) -> None:
        found = sorted(origins)
        for kind, value in found:
            if kind == "actor" and "+" not in value:
                self.add_resource(subject, vocab.P_ORIGIN, "actor", value)
            else:
                self.add_text(subject, vocab.P_ORIGIN, value)
        self.add_number(subject, vocab.P_ORIGIN_COUNT, len(found))


def format_decimal(text: str) -> str:
    """A number as canonical xsd:decimal, as stores write it: "0.86", "1"; text that is no number stays as it is."""
    try:
        plain = format(Decimal(text), "f")
    except InvalidOperation:
        return text
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("", "-0") else plain
