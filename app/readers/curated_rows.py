"""One row of a curated table -> one claim. What cannot be understood raises ValueError with a reason; the reader names the line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from app.gazetteer import Gazetteer
from app.ids import claim_id, provisional_actor_id
from app.model import (
    ActorRef,
    Claim,
    ClaimType,
    EventFormat,
    Evidence,
    FigureContent,
    Level,
    Participation,
    PlaceRef,
    Role,
    StatementContent,
    UncertainTime,
)  # fmt: skip
from app.readers.curated_cells import Cell
from app.readers.curated_times import read_time

CONFIDENCE: Final = {"high": 0.95, "medium": 0.8, "low": 0.6}


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with what is needed to read it: its cells by column, its offsets, the article and the registry."""

    cells: Mapping[str, Cell]
    start: int
    end: int
    text: str  # of the article
    article: str
    gazetteer: Gazetteer

    def get(self, column: str) -> str:
        cell = self.cells.get(column)
        return cell.value.strip() if cell else ""

    def list_of(self, column: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.get(column).split("|") if part.strip())

    def choice(self, column: str, values: tuple[str, ...]) -> Any:
        value = self.get(column) or None
        if value is not None and value not in values:
            raise ValueError(f"the {column} {value!r} is none of {', '.join(values)}")
        return value

    def time(self) -> UncertainTime:
        cell = self.cells["time"]
        return read_time(cell.value, cell.start)

    def actor(self, name: str) -> ActorRef:
        """By id or name; a proper name that the registry lacks becomes a provisional actor."""
        found = (name,) if name in self.gazetteer.actors else self.gazetteer.find_actors(name)
        if len(found) > 1:
            raise ValueError(f"the actor {name!r} may be {' or '.join(found)}")
        if found:
            actor = self.gazetteer.actors[found[0]]
            return ActorRef(actor.id, actor.label, actor.type, self.gazetteer.side_of(actor.id))
        if re.fullmatch(r"[a-z0-9-]+", name):
            raise ValueError(f"there is no actor with the id {name!r}")
        return ActorRef(provisional_actor_id(name), name)

    def actors(self, column: str) -> tuple[ActorRef, ...]:
        return tuple(self.actor(name) for name in self.list_of(column))

    def places(self, column: str) -> tuple[PlaceRef, ...]:
        return tuple(self._place(name) for name in self.list_of(column))

    def topics(self) -> tuple[str, ...]:
        found = self.list_of("topics")
        unknown = [topic for topic in found if topic not in self.gazetteer.topics]
        if unknown:
            raise ValueError(f"there is no topic with the id {unknown[0]!r}")
        return found

    def participants(self, column: str, role: Role, time: UncertainTime, level: Level | None = None) -> tuple[Participation, ...]:
        return tuple(self.participation(actor, role, time, level) for actor in self.actors(column))

    def participation(self, actor: ActorRef, role: Role, time: UncertainTime, level: Level | None) -> Participation:
        """With the side of the actor, and the office held then: the one of the row's level, else the only one."""
        side = self.gazetteer.side_of(actor.id)
        return Participation(actor, role, on_behalf_of=side if side != actor.id else None, in_office=self._office(actor.id, time, level))

    def _office(self, actor: str, time: UncertainTime, level: Level | None) -> str | None:
        if time.earliest is None or time.latest is None:
            return None
        held = list(dict.fromkeys(holding.office for holding in self.gazetteer.offices_of(actor, time.earliest, time.latest)))
        fitting = [office for office in held if self.gazetteer.offices[office].level == level] or held
        return (
            fitting[0] if len(fitting) == 1 or (fitting and level is not None and len(fitting) < len(held)) else self._main_office(fitting)
        )

    def _main_office(self, offices: list[str]) -> str | None:
        """Of several posts held at once that of the state, as against that of a party; None if that does not decide."""
        state = [office for office in offices if self._is_of_state(office)]
        return state[0] if len(state) == 1 else None

    def _is_of_state(self, office: str) -> bool:
        organization = self.gazetteer.offices[office].organization
        return organization is None or self.gazetteer.actors[organization].type != "Organization"

    def _place(self, name: str) -> PlaceRef:
        found = (name,) if name in self.gazetteer.places else self.gazetteer.find_places(name)
        if len(found) > 1:
            raise ValueError(f"the place {name!r} may be {' or '.join(found)}")
        if found:
            return PlaceRef(found[0], self.gazetteer.places[found[0]].label)
        if re.fullmatch(r"[a-z0-9-]+", name):
            raise ValueError(f"there is no place with the id {name!r}")
        return PlaceRef(provisional_actor_id(name), name)

    def claim(self, claim_type: ClaimType, rule: str, **fields: Any) -> Claim:
        """The claim of the row. Its id comes from the row's id, so that it outlives changes elsewhere in the table."""
        confidence = self.choice("confidence", tuple(CONFIDENCE)) or "medium"
        return Claim(
            id=claim_id(self.article, claim_type, 0, 0, self.get("id")),
            article=self.article,
            type=claim_type,
            evidence=(Evidence(self.start, self.end, self.text[self.start : self.end]),),
            rule=f"curated.{rule}",
            certainty="probable" if confidence == "low" else "certain",
            confidence=CONFIDENCE[confidence],
            sources=self.list_of("sources"),
            **fields,
        )


def claim_meeting(row: TableRow) -> Claim:
    """Meeting; a row `multilateral` says only that both were at one event: Summit with attendees."""
    time, level, form = row.time(), row.choice("level", get_args(Level)), row.choice("format", get_args(EventFormat))
    is_summit = form == "multilateral"
    return row.claim(
        "Summit" if is_summit else "Meeting",
        "meetings",
        participants=row.participants("participants", "attendee" if is_summit else "participant", time, level),
        time=time,
        places=row.places("place"),
        level=level,
        format=form,
        name=row.get("occasion") or None if is_summit else None,
        topics=row.topics(),
    )


def claim_call(row: TableRow) -> Claim:
    time, level = row.time(), row.choice("level", get_args(Level))
    participants = row.participants("participants", "participant", time, level)
    return row.claim(
        "PhoneCall",
        "calls",
        participants=participants,
        time=time,
        level=level,
        format="bilateral" if len(participants) == 2 else None,
        medium=row.choice("medium", ("phone", "video", "unknown")),
        topics=row.topics(),
    )


def claim_exercise(row: TableRow) -> Claim:
    claim_type = row.choice("type", ("MilitaryExercise", "JointPatrol"))
    if claim_type is None:
        raise ValueError("the type is empty")
    time, ordinal = row.time(), row.get("ordinal")
    if ordinal and not (ordinal.isascii() and ordinal.isdigit() and int(ordinal) > 0):
        raise ValueError(f"the ordinal {ordinal!r} is no whole number above 0")
    return row.claim(
        claim_type,
        "exercises",
        participants=row.participants("participants", "participant", time),
        time=time,
        places=row.places("places"),
        name=row.get("name") or None,
        ordinal=int(ordinal) if ordinal else None,
        forces=row.get("forces") or None,
    )


def claim_agreement(row: TableRow) -> Claim:
    """The states are its parties; the persons or bodies named signed it or presided over the signing."""
    time = row.time()
    return row.claim(
        "Agreement",
        "agreements",
        participants=(*row.participants("parties", "signatory", time), *row.participants("signatories", "participant", time, "leader")),
        time=time,
        places=row.places("place"),
        name=row.get("name") or None,
        topics=row.topics(),
    )


def claim_figure(row: TableRow) -> Claim:
    value = row.get("value")
    if not re.fullmatch(r"-?\d+(\.\d+)?", value):
        raise ValueError(f"the value {value!r} is no decimal number")
    period = row.cells["period"]
    read_time(period.value, period.start)
    agency = row.get("agency")
    content = FigureContent(
        what=row.get("what"),
        value=value,
        unit=row.get("unit"),
        period=period.value or None,
        agency=row.actor(agency) if agency else None,
        comparator=row.choice("comparator", ("highest-since", "lowest-since", "rank", "change")),
        reference=row.get("reference") or None,
    )
    return row.claim("Figure", "trade", figure=content)


def claim_statement(row: TableRow) -> Claim:
    """Direct where the row quotes the very words, else the gist as indirect speech."""
    speakers = row.actors("speakers")
    if not speakers:
        raise ValueError("the speakers are empty")
    is_direct = bool(row.get("quote"))
    cell = row.cells["quote" if is_direct else "content"]
    said = StatementContent(row.text[cell.start : cell.end], cell.start, cell.end, direct=is_direct)
    return row.claim(
        "Statement",
        "statements",
        time=row.time(),
        places=row.places("place"),
        sourcing="attributed",
        attributed_to=speakers,
        topics=row.topics(),
        statement=said,
    )
