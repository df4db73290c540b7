"""Where the files that travel with Amur are: the checkout first, then the wheel's `app/_bundled`."""

from __future__ import annotations

from pathlib import Path

_APP = Path(__file__).resolve().parent


def find_resource(*parts: str) -> Path:
    """The path of `ontology/…` or `data/…`.

    An editable install finds the checkout, a wheel its own copy. Raises FileNotFoundError with both places named.
    """
    places = [_APP.parent.joinpath(*parts), _APP.joinpath("_bundled", *parts)]
    for place in places:
        if place.exists():
            return place
    raise FileNotFoundError(f"{'/'.join(parts)} is neither at {places[0]} nor at {places[1]}")
