"""What was measured: amounts with unit, period and agency."""

from __future__ import annotations

from dataclasses import dataclass

from app import vocab
from app.answers.paging import take_page
from app.answers.parameters import parse_window
from app.answers.reading import text_of, word_of
from app.answers.things import read_things
from app.answers.views import ClaimView, ConflictView, Named
from app.consolidate.periods import bounds_of_edtf, overlap
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI
from app.stores import Store


@dataclass(frozen=True, slots=True)
class FigureView:
    """A measured amount. `value` is a decimal number as text; `period` is EDTF."""

    id: str
    iri: str
    url: str
    what: str
    value: str
    unit: str
    period: str | None
    agencies: tuple[Named, ...]
    comparator: str | None
    reference: str | None
    status: str
    origins: int
    claims: tuple[ClaimView, ...]
    conflicts: tuple[ConflictView, ...]


@dataclass(frozen=True, slots=True)
class FigureList:
    items: tuple[FigureView, ...]
    next: str | None


def find_figures(
    store: Store,
    gazetteer: Gazetteer,
    names: Names,
    q: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> FigureList:
    """Figures whose period overlaps the window and whose description holds the words of `q`, by period."""
    window = parse_window(since, until)
    words = (q or "").casefold().split()
    rows = []
    for figure, what, _, period in store.rows("figure_index"):
        told = period.value if period is not None else None
        is_told = bool(what is not None and all(word in what.value.casefold() for word in words))
        if isinstance(figure, IRI) and is_told and (window == (None, None) or (told and overlap(bounds_of_edtf(told), window))):
            rows.append((told or "9999", figure))
    page, following = take_page(rows, lambda row: (row[0], row[1].value), limit, cursor)
    iris = [iri for _, iri in page]
    things = read_things(store, gazetteer, names, iris)
    items = []
    for iri in iris:
        one, slug = things.of(iri), names.slug(iri)
        items.append(
            FigureView(
                id=slug,
                iri=iri.value,
                url=f"/figures#{slug}",
                what=text_of(one, vocab.P_WHAT) or "",
                value=text_of(one, vocab.P_VALUE) or "",
                unit=text_of(one, vocab.P_UNIT) or "",
                period=text_of(one, vocab.P_PERIOD),
                agencies=things.actors(iri, vocab.P_AGENCY),
                comparator=word_of(one, vocab.P_COMPARATOR),
                reference=text_of(one, vocab.P_REFERENCE),
                status=things.status(iri),
                origins=things.origins(iri),
                claims=things.claims_of(iri),
                conflicts=things.conflicts(iri),
            )
        )
    return FigureList(tuple(items), following)
