"""Names offered while somebody types, without a script: the most active people and bodies, in the page's language."""

from __future__ import annotations

from typing import Final

from app.answers.actors import find_actors
from app.api.deps import Services
from app.web.wording import pick_label

NUMBER: Final = 40


def suggest_names(services: Services, language: str) -> list[str]:
    """The labels of those who took part in the most known facts; none of those in no fact at all."""
    found = find_actors(services.store, services.gazetteer, services.names, None, NUMBER).items
    return list(dict.fromkeys(pick_label(one.label, language)[0] for one in found if one.events))
