"""Does the store hold what it should? Quotes against texts, graphs against the archive, shapes, and the world against its claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from app.archive import Archive
from app.consolidate import world_quads
from app.emit import article_quads
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import Quad
from app.registry_graph import registry_quads
from app.settings import Settings
from app.stores import Store, open_store
from app.validate import check_evidence, shacl_report

SHOWN_DIFFERENCES = 20


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how much of it, and what is wrong."""

    name: str
    counted: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """All checks of one store."""

    checks: tuple[Check, ...]

    @property
    def is_sound(self) -> bool:
        return not any(check.problems for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        return {"sound": self.is_sound, "checks": [asdict(check) for check in self.checks]}


def verify_store(settings: Settings) -> Verification:
    """Check the store of the settings; also beside a running owner, whose last published state is read."""
    store = open_store(settings, read_only=True)
    try:
        archive = Archive.open(settings.folder / "archive.sqlite", read_only=True)
        try:
            return Verification(tuple(_checks(settings, store, archive)))
        finally:
            archive.close()
    finally:
        store.close()


def _checks(settings: Settings, store: Store, archive: Archive) -> Iterator[Check]:
    names, gazetteer = Names(settings.base_iri), Gazetteer.load(settings.registry)
    yield _check_evidence(archive)
    yield _check_article_graphs(store, archive, names)
    yield _check_world(store, archive, gazetteer, names)
    yield _check_registry(store, gazetteer, names)
    yield _check_shapes(store, names)


def _check_evidence(archive: Archive) -> Check:
    problems, claims, articles = [], 0, archive.articles()
    for meta in articles:
        article = archive.article(meta.id)
        if article is None:
            continue
        if sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest() != meta.sha256:
            problems.append(f"article {meta.id}: the text is not the one that was read (its SHA-256 differs)")
        found = archive.claims(meta.id)
        claims += len(found)
        problems += check_evidence(article.text, found)
        problems += [f"claim {claim.id}: no evidence" for claim in found if not claim.evidence]
    return Check("every quote stands in its text", f"{claims} claims of {len(articles)} articles", tuple(problems))


def _check_article_graphs(store: Store, archive: Archive, names: Names) -> Check:
    problems, shown = [], set()
    pending = {item.article for item in archive.unapplied()}
    for meta in archive.articles():
        shown.add(names.graph("article", meta.id))
        article, extraction = archive.article(meta.id), archive.extraction(meta.id)
        if meta.id in pending or article is None or extraction is None:
            problems.append(f"article {meta.id} is acknowledged but not in the graph yet")
            continue
        made = article_quads(article, archive.claims(meta.id), extraction, names)
        problems += _differences(f"article {meta.id}", store.get_graph(names.graph("article", meta.id)), made)
    prefix = names.graph("article", "").value
    strays = [graph.value for graph in store.graphs() if graph.value.startswith(prefix) and graph not in shown]
    problems += [f"{graph} belongs to no article of the archive" for graph in strays]
    return Check("article graphs are what the archive says", f"{len(shown)} graphs", tuple(problems))


def _check_world(store: Store, archive: Archive, gazetteer: Gazetteer, names: Names) -> Check:
    held = store.get_graph(names.graph("world"))
    made = world_quads(archive.records(), archive.decisions(), gazetteer, names)
    return Check("the world is what the claims make", f"{len(held)} quads", tuple(_differences("world", held, made)))


def _check_registry(store: Store, gazetteer: Gazetteer, names: Names) -> Check:
    held = store.get_graph(names.graph("registry"))
    made = registry_quads(gazetteer, names)
    return Check("the registry is the one of the files", f"{len(held)} quads", tuple(_differences("registry", held, made)))


def _check_shapes(store: Store, names: Names) -> Check:
    quads: list[Quad] = []
    for graph in store.graphs():
        if names.is_managed_graph(graph) and graph not in (names.graph("ontology"), names.graph("queries")):
            quads += store.get_graph(graph)
    report = shacl_report(quads)
    problems = tuple(f"{violation.focus}: {violation.shape}: {violation.message}" for violation in report.violations)
    return Check("all graphs keep the shapes", f"{len(quads)} quads", problems)


def _differences(name: str, held: Iterable[Quad], made: Iterable[Quad]) -> Iterator[str]:
    have, want = set(held), set(made)
    for label, quads in (("is missing", want - have), ("should not be there", have - want)):
        for quad in sorted(quads)[:SHOWN_DIFFERENCES]:
            yield f"{name}: {quad.subject.value} {quad.predicate.value} {quad.object.value!r} {label}"
