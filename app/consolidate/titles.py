"""Titles of events in English, Chinese and Russian, by template: kind, parties, place, date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from app.consolidate.parties import actor_type
from app.consolidate.values import ParticipationValue, TimeValue
from app.gazetteer import Gazetteer

LANGUAGES = ("en", "zh", "ru")
MOST_NAMED = 4
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "Meeting": ("Meeting of {}", "{}会晤", "Встреча: {}"),
    "Summit": ("Summit with {}", "{}出席峰会", "Саммит: {}"),
    "Visit": ("Visit of {}", "{}访问", "Визит: {}"),
    "PhoneCall": ("Call between {}", "{}通话", "Телефонный разговор: {}"),
    "MilitaryExercise": ("Military exercise of {}", "{}军事演习", "Военные учения: {}"),
    "JointPatrol": ("Joint patrol of {}", "{}联合巡航", "Совместное патрулирование: {}"),
    "Deployment": ("Deployment by {}", "{}部署", "Развёртывание: {}"),
    "Agreement": ("Agreement of {}", "{}协议", "Соглашение: {}"),
    "ArmedAttack": ("Attack by {}", "{}攻击", "Нападение: {}"),
    "Sanction": ("Sanctions by {}", "{}制裁", "Санкции: {}"),
    "Aid": ("Aid from {}", "{}援助", "Помощь: {}"),
    "Cooperation": ("Cooperation of {}", "{}合作", "Сотрудничество: {}"),
    "Condemnation": ("Condemnation by {}", "{}谴责", "Осуждение: {}"),
    "Appointment": ("Appointment: {}", "{}任命", "Назначение: {}"),
    "OtherEvent": ("Event with {}", "{}活动", "Событие: {}"),
}
_PLAIN: Mapping[str, tuple[str, str, str]] = {
    kind: (re.sub(r":? (of |with |between |by |from )?\{\}", "", en), zh.replace("{}", ""), ru.replace(": {}", ""))
    for kind, (en, zh, ru) in _KINDS.items()
}
_ON_WHOM: Mapping[str, tuple[str, str, str]] = {  # how the acted-on follow the acting
    "ArmedAttack": ("{} on {}", "{}攻击{}", "{} → {}"),
    "Sanction": ("{} against {}", "{}制裁{}", "{} → {}"),
    "Aid": ("{} to {}", "{}援助{}", "{} → {}"),
    "Condemnation": ("{} of {}", "{}谴责{}", "{} → {}"),
    "Deployment": ("{} against {}", "{}针对{}部署", "{} → {}"),
}
_AND = (" and ", "与", " и ")
_OTHERS = ("{} others", "等{}方", "ещё {}")
_MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_MONTHS_RU = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь")
_OF_MONTH_RU = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")


def make_titles(
    kind: str,
    name: str | None,
    participants: Sequence[ParticipationValue],
    places: Sequence[tuple[str, str, str]],
    time: TimeValue,
    gazetteer: Gazetteer,
) -> dict[str, str]:
    """Language -> title. A name that the happening bears stands for its kind and parties."""
    titles = {}
    hidden = ("attendee", "host") if kind == "Visit" else ("attendee",)
    named = [p for p in participants if p.participation.polarity == "positive" and p.participation.role not in hidden]
    on_whom = [p for p in named if p.participation.role == "target"] if kind in _ON_WHOM else []
    forums = [p for p in named if actor_type(p.actor, gazetteer) == "InternationalOrganization"] if kind == "Summit" else []
    acting = [p for p in named if p not in on_whom and p not in forums]
    for index, language in enumerate(LANGUAGES):
        who, whom, where = (
            [actor_label(p.actor.id, p.actor.name, language, gazetteer) for p in _in_order(group)] for group in (acting, on_whom, forums)
        )
        head = name or (_forum_head(index, who, where) if where else _head(kind, index, who, whom))
        place = place_label(places[0][0], places[0][1], language, gazetteer) if places else None
        parts = [part for part in (head, place, say_time(time, language)) if part]
        titles[language] = ("，" if language == "zh" else ", ").join(parts)
    return titles


def _head(kind: str, index: int, acting: Sequence[str], on_whom: Sequence[str]) -> str:
    if not acting:
        return _PLAIN[kind][index] if not on_whom else f"{_PLAIN[kind][index]}: {_join(on_whom, index)}"
    who = _join(acting, index)
    if on_whom and index == 1:
        return _ON_WHOM[kind][index].format(who, _join(on_whom, index))
    head = _KINDS[kind][index].format(who)
    return _ON_WHOM[kind][index].format(head, _join(on_whom, index)) if on_whom else head


def _forum_head(index: int, people: Sequence[str], forums: Sequence[str]) -> str:
    forum = _join(forums, index)
    told = (f"Summit ({forum})", f"峰会（{forum}）", f"Саммит ({forum})")[index]
    if not people:
        return told
    who = _join(people, index)
    return (f"{told} with {who}", f"{who}出席{told}", f"{told}: {who}")[index]


def _in_order(participants: Sequence[ParticipationValue]) -> list[ParticipationValue]:
    """Visitors and agents before hosts and targets; else by id."""
    return sorted(participants, key=lambda p: (p.participation.role in ("host", "target"), p.actor.id))


def _join(labels: Sequence[str], index: int) -> str:
    shown = list(labels[:MOST_NAMED])
    if len(labels) > MOST_NAMED:
        shown = [*labels[: MOST_NAMED - 1], _OTHERS[index].format(len(labels) - MOST_NAMED + 1)]
    if len(shown) == 1:
        return shown[0]
    comma = "、" if index == 1 else ", "
    return comma.join(shown[:-1]) + _AND[index] + shown[-1]


def actor_label(actor: str, name: str, language: str, gazetteer: Gazetteer) -> str:
    known = gazetteer.actors.get(actor)
    return (known.labels.get(language) or known.labels.get("en") or name) if known is not None else name


def place_label(place: str, name: str, language: str, gazetteer: Gazetteer) -> str:
    known = gazetteer.places.get(place)
    return (known.labels.get(language) or known.labels.get("en") or name) if known is not None else name


def say_time(time: TimeValue, language: str) -> str | None:
    """A day, month or year in words; a range as its two days; None when unknown."""
    first, last = time.earliest, time.latest
    if time.precision == "none" or first is None or last is None:
        return None
    if time.precision == "month" and (first.year, first.month) == (last.year, last.month):
        by_language = {
            "en": f"{_MONTHS_EN[first.month - 1]} {first.year}",
            "zh": f"{first.year}年{first.month}月",
            "ru": f"{_MONTHS_RU[first.month - 1]} {first.year}",
        }
        return by_language[language]
    if time.precision == "year" and first.year == last.year:
        return f"{first.year}年" if language == "zh" else str(first.year)
    about = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[~?%]", time.edtf or "")
    if about is not None:
        day = _say_day(int(about[1]), int(about[2]), int(about[3]), language)
        return {"en": f"about {day}", "zh": f"{day}前后", "ru": f"около {day}"}[language]
    if first == last:
        return _say_day(first.year, first.month, first.day, language)
    return f"{_say_day(first.year, first.month, first.day, language)} – {_say_day(last.year, last.month, last.day, language)}"


def _say_day(year: int, month: int, day: int, language: str) -> str:
    if language == "zh":
        return f"{year}年{month}月{day}日"
    return f"{day} {(_MONTHS_EN if language == 'en' else _OF_MONTH_RU)[month - 1]} {year}"
