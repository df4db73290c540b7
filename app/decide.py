"""What a person decides, made into a recorded decision: merge, split, review. The world follows at once, and for good.

Decisions are data of the archive: they hold after a re-ingest, a rebuild and a change of rules, and a later one on the same things
replaces an earlier one. Each answers what the graph gained, lost and kept with less support.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from app import vocab
from app.consolidate.prepared import AMENDABLE, amend
from app.consolidate.rulings import FROM, OF_ACTORS, claim_of_event, rulings_of
from app.errors import BadInput, BadParameter, NotFound
from app.ids import digest, event_id
from app.model import IRI, Change, Decision
from app.pipeline import Pipeline

Verdict = Literal["accept", "reject", "amend"]
VERDICTS: tuple[Verdict, ...] = ("accept", "reject", "amend")
_EVENT = re.compile(r"e[a-z2-7]{12}")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision and what it made of the graph: titles of events lost, and of those that stay with fewer claims."""

    decision: Decision
    changes: tuple[Change, ...]
    events_lost: tuple[str, ...]
    events_weakened: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def merge(pipeline: Pipeline, one: str, two: str, *, by: str = "", note: str = "") -> Decided:
    """Make two events, or two actors, one. Of actors the one in the registry stays, else the second.

    Raises NotFound, and BadInput for things that cannot be one.
    """
    first, second = (_resolve(pipeline, name) for name in (one, two))
    if first[0] != second[0]:
        raise BadInput(f"{one} is an {first[0]}, {two} an {second[0]}.", "Merge two events, or two actors.")
    if first == second:
        raise BadInput(f"{one} and {two} are one already ({first[1]}).", "There is nothing to do.")
    if first[0] == "actor":
        known = [name in pipeline.gazetteer.actors for _, name in (first, second)]
        if all(known):
            raise BadInput(f"{first[1]} and {second[1]} are two actors of the registry.", "Mend the registry file instead.")
        targets = (second[1], first[1]) if known[0] else (first[1], second[1])
        return _record(pipeline, "merge", targets, changes=(OF_ACTORS,), by=by, note=note)
    kinds = [_kind(pipeline, slug) for _, slug in (first, second)]
    if kinds[0] != kinds[1]:
        raise BadInput(
            f"{one} is a {kinds[0]}, {two} a {kinds[1]}.", "Amend the type of a claim first: amur review CLAIM amend --set type=…"
        )
    return _record(pipeline, "merge", (first[1], second[1]), by=by, note=note)


def split(pipeline: Pipeline, name: str, claims: Sequence[str] = (), *, by: str = "", note: str = "") -> Decided:
    """Part what is one: with `claims` these from the rest of the event; else a merge that people made is undone, or, where none was,
    every claim is an event of its own. An actor that was joined to another is itself again.

    Raises NotFound, and BadInput where there is nothing to part.
    """
    kind, slug = _resolve(pipeline, name, follow=_is_event(pipeline, name))
    if kind == "actor":
        if slug in pipeline.gazetteer.actors or not _is_merged(pipeline, slug):
            raise BadInput(f"{slug} is itself.", "Name the actor that was joined to another, by its own id (x-…).")
        return _record(pipeline, "split", (slug,), changes=(OF_ACTORS,), by=by, note=note)
    members = _members(pipeline, slug)
    if len(members) < 2:
        raise BadInput(f"The event {slug} rests on one claim.", "There is nothing to part; amur review judges the claim.")
    if claims:
        parted = {pipeline.names.slug(claim) for claim in claims}
        strangers = sorted(parted - set(members))
        if strangers or parted == set(members):
            wrong = f"{strangers[0]} is no claim of the event {slug}." if strangers else "Those are all claims of the event."
            raise BadInput(wrong, f"Its claims are {', '.join(members)}.")
        rest = tuple((FROM, event_id(claim)) for claim in members if claim not in parted)
        return _record(pipeline, "split", tuple(event_id(claim) for claim in sorted(parted)), changes=rest, by=by, note=note)
    together = rulings_of(pipeline.archive.decisions()).together
    joined = sorted({claim for pair in together if pair <= set(members) for claim in pair})
    return _record(pipeline, "split", tuple(event_id(claim) for claim in joined or members), by=by, note=note)


def review(
    pipeline: Pipeline, name: str, verdict: str, changes: Mapping[str, str] | None = None, *, by: str = "", note: str = ""
) -> Decided:
    """Judge a claim: accept it, reject it (it leaves the world), or amend fields of it (edtf, type, status, certainty, level, format).

    Raises NotFound; BadParameter for a verdict, field or value that does not exist.
    """
    claim = pipeline.names.slug(name)
    record = pipeline.archive.claim(claim)
    if record is None:
        raise NotFound(f"There is no claim {claim}.", "Its page and GET /api/v1/events/{id} show the ids of claims.")
    if verdict not in VERDICTS:
        raise BadParameter(f"{verdict!r} is no verdict.", f"Write one of {', '.join(VERDICTS)}.", parameter="verdict")
    told = dict(changes or {})
    if (verdict == "amend") != bool(told):
        raise BadParameter("Amend, and only amend, takes fields to set.", "Write --set field=value.", parameter="set")
    for field, value in sorted(told.items()):
        if field != "edtf" and value not in AMENDABLE.get(field, ()):
            choices = ", ".join(AMENDABLE[field]) if field in AMENDABLE else ", ".join(("edtf", *AMENDABLE))
            raise BadParameter(f"{field}={value} cannot be set.", f"Choose of: {choices}.", parameter="set")
        if field == "edtf" and amend(record.claim, [("edtf", value)]).time.edtf != value:
            raise BadParameter(f"{value!r} is no EDTF date.", "Write 2023, 2023-07, 2023-07-13 or 2023-07-13/2023-07-14.", parameter="set")
    return _record(pipeline, "review", (claim,), verdict, tuple(sorted(told.items())), by=by, note=note)


def _record(
    pipeline: Pipeline,
    kind: Literal["merge", "split", "review"],
    targets: tuple[str, ...],
    verdict: Verdict | None = None,
    changes: tuple[tuple[str, str], ...] = (),
    *,
    by: str,
    note: str,
) -> Decided:
    at = _next_moment(pipeline.archive.decisions())
    mark = digest(kind, *targets, verdict or "", *(part for pair in changes for part in pair), by, note, at)
    decision = Decision(f"d{mark}", kind, targets, verdict, changes, by.strip(), note.strip(), at)
    return Decided(decision, *pipeline.decide(decision))


def _next_moment(decisions: Sequence[Decision]) -> str:
    """Now; decisions are at least a second apart, so that the later of two is known."""
    now = datetime.now(UTC).replace(microsecond=0)
    last = max((decision.at for decision in decisions), default="")
    if last >= now.strftime(_MOMENT):
        now = datetime.strptime(last, _MOMENT).replace(tzinfo=UTC) + timedelta(seconds=1)
    return now.strftime(_MOMENT)


def _is_event(pipeline: Pipeline, name: str) -> bool:
    return _EVENT.fullmatch(pipeline.names.slug(name)) is not None


def _resolve(pipeline: Pipeline, name: str, *, follow: bool = True) -> tuple[Literal["event", "actor"], str]:
    """The kind and current id of an event or actor that is named by id, IRI or address; of actors also by a name. Raises NotFound."""
    slug = pipeline.names.slug(name.strip())
    if _is_event(pipeline, slug):
        if pipeline.archive.claim(claim_of_event(slug)) is None and not _members(pipeline, slug):
            raise NotFound(f"There is no event {slug}.", "GET /api/v1/events lists them.")
        return "event", _current(pipeline, "event", slug)
    if slug in pipeline.gazetteer.actors:
        return "actor", slug
    found = pipeline.gazetteer.find_actors(name)
    if len(found) == 1:
        return "actor", found[0]
    if not pipeline.store.rows("labels", {}, {"thing": [pipeline.names.resource("actor", slug)]}):
        raise NotFound(f"There is no event or actor {name!r}.", "Give the id of an event (e…) or of an actor (x-… or of the registry).")
    return "actor", _current(pipeline, "actor", slug) if follow else slug


def _current(pipeline: Pipeline, kind: str, slug: str) -> str:
    rows = pipeline.store.rows("merged_events", {}, {"event": [pipeline.names.resource(kind, slug)]})
    return next((pipeline.names.slug(into) for _, into in rows if isinstance(into, IRI)), slug)


def _is_merged(pipeline: Pipeline, actor: str) -> bool:
    return _current(pipeline, "actor", actor) != actor


def _members(pipeline: Pipeline, event: str) -> tuple[str, ...]:
    rows = pipeline.store.rows("properties", {}, {"thing": [pipeline.names.resource("event", event)]})
    return tuple(sorted(pipeline.names.slug(o) for _, p, o in rows if p is not None and p.value == vocab.P_CLAIM and isinstance(o, IRI)))


def _kind(pipeline: Pipeline, event: str) -> str:
    members = _members(pipeline, event)
    records = [record for claim in members if (record := pipeline.archive.claim(claim)) is not None]
    first = min(records, key=lambda r: (str(r.article.published or "9999-99-99"), r.claim.id), default=None)
    reviews = [d for d in pipeline.archive.decisions() if d.kind == "review" and first is not None and first.claim.id in d.targets]
    if first is None:
        return ""
    return amend(first.claim, reviews[-1].changes).type if reviews and reviews[-1].verdict == "amend" else first.claim.type
