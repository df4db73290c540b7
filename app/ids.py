"""How things are named: slugs, deterministic ids and IRIs `{base}id/{kind}/{slug}`, and back.

Nothing here depends on a clock, a path or a counter: the same article always gives the same names.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

from app.model import IRI

DEFAULT_BASE = "https://w3id.org/amur/"
ONTOLOGY_NAMESPACE = "https://w3id.org/amur/ontology#"

_NOT_SLUG = re.compile(r"[^a-z0-9]+")


def slugify(text: str, *, max_length: int = 60) -> str:
    """ASCII lower-case words joined by `-`; may be empty (a Chinese title has no ASCII letters)."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")[:max_length].strip("-")


def digest(*parts: str, length: int = 10) -> str:
    """A short lower-case base-32 hash of the parts; they are length-prefixed, so that ("ab", "c") differs from ("a", "bc")."""
    hasher = hashlib.sha256()
    for part in parts:
        data = part.encode()
        hasher.update(f"{len(data)}:".encode())
        hasher.update(data)
    return base64.b32encode(hasher.digest()).decode().lower()[:length]


def article_id(key: str) -> str:
    """The id of the article with this key (canonical URL, given id, or publisher and file stem): readable part and hash."""
    readable = slugify(key.rstrip("/").rsplit("/", 1)[-1], max_length=48)
    return f"{readable}-{digest(key, length=8)}" if readable else f"a-{digest(key)}"


def claim_id(article: str, claim_type: str, start: int, end: int, discriminator: str = "") -> str:
    """The id of a claim: article id, type, the code-point offsets of its trigger or evidence, and what tells it from others there."""
    return "c" + digest(article, claim_type, str(start), str(end), discriminator, length=12)


def event_id(claim: str) -> str:
    """The permanent event id that a claim mints (each claim has one; merged events bear the first claim's)."""
    return "e" + claim[1:]


def provisional_actor_id(name: str) -> str:
    """The id of an actor that the registry lacks, from its name as written."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    readable = slugify(name, max_length=40)
    return f"x-{readable}-{digest(folded, length=4)}" if readable else f"x-{digest(folded)}"


class Names:
    """IRIs under one base. Kinds: actor, office, holding, place, topic, event, statement, figure, counted, article, claim, conflict.

    Fragments (`#time`, `#p-wang-yi`, `#ev`) name the value nodes of a resource, so that no blank node is needed.
    """

    def __init__(self, base: str = DEFAULT_BASE) -> None:
        self.base = base

    def resource(self, kind: str, slug: str, fragment: str = "") -> IRI:
        return IRI(f"{self.base}id/{kind}/{slug}" + (f"#{fragment}" if fragment else ""))

    def graph(self, *parts: str) -> IRI:
        """`graph/ontology|registry|queries|decisions|world` or `graph/article/{id}`."""
        return IRI(f"{self.base}graph/{'/'.join(parts)}")

    def slug(self, iri: IRI | str) -> str:
        """The last part of a resource IRI without its fragment: `…/id/actor/wang-yi#x` -> `wang-yi`."""
        value = iri.value if isinstance(iri, IRI) else iri
        return value.split("#", 1)[0].rsplit("/", 1)[-1]

    def kind(self, iri: IRI | str) -> str | None:
        """The kind of a resource IRI of this base, else None."""
        value = iri.value if isinstance(iri, IRI) else iri
        prefix = f"{self.base}id/"
        return value[len(prefix) :].split("/", 1)[0] if value.startswith(prefix) else None

    def is_managed_graph(self, iri: IRI | str) -> bool:
        value = iri.value if isinstance(iri, IRI) else iri
        return value.startswith(f"{self.base}graph/")
