"""The text side of the pipeline: bytes -> articles -> claims. Pure: one article and the registry, in any process."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from importlib.metadata import version as package_version
from typing import Any

from app.annotate import Annotator, build_annotator
from app.extract import extract_claims
from app.gazetteer import Gazetteer
from app.ids import digest
from app.model import Article, Claim, Extraction
from app.outcomes import Outcome, Source
from app.readers import CuratedTable, Part, ReadFailure, read_bytes
from app.resolve import resolve_claims
from app.resources import find_resource
from app.settings import Settings
from app.validate import validate_claims


@dataclass(frozen=True, slots=True)
class Reading:
    """An article. `tabled` are the claims of a curated table, which needs no extraction; `raw` its bytes, when it came with others."""

    name: str
    article: Article
    tabled: tuple[Claim, ...] | None = None
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Extracted:
    """The claims of an article that may enter, the reasons of those that may not, and by what they were made."""

    claims: tuple[Claim, ...]
    refused: tuple[str, ...]
    extraction: Extraction


class TextSide:
    """Reader, annotator and rules of one process; the language model is loaded when the first text needs it."""

    def __init__(self, settings: Settings, gazetteer: Gazetteer | None = None) -> None:
        self.settings = settings
        self.gazetteer = gazetteer if gazetteer is not None else Gazetteer.load(settings.registry)

    @cached_property
    def annotator(self) -> Annotator:
        return build_annotator(self.settings, self.gazetteer)

    @cached_property
    def rules(self) -> str:
        """Digest of what decides what is extracted besides the software: rule files, word lists, the registry, the model's name."""
        files = sorted(path for folder in ("frames", "words") for path in find_resource("data", folder).glob("*.yaml"))
        return digest(self.gazetteer.version, self.settings.model, *(path.read_text("utf-8") for path in files), length=16)

    def read(self, source: Source) -> Iterator[Reading | Outcome]:
        """The articles of one input; what cannot be read is a failed Outcome and stops nothing else."""
        for item in read_bytes(source.data, source.name, source.meta, self.gazetteer, limit_mb=self.settings.input_limit_mb):
            if isinstance(item, ReadFailure):
                yield Outcome(item.label, "failed", reason=item.reason, hint=item.hint)
            elif isinstance(item, CuratedTable):
                yield Reading(source.name, item.article, item.claims)
            elif isinstance(item, Part):
                yield Reading(f"{source.name}, {item.where}", item.article, raw=item.raw)
            else:
                yield Reading(source.name, item)

    def extract(self, reading: Reading) -> Extracted:
        """The claims of one article, checked."""
        article = reading.article
        software = f"amur {package_version('amur')}"
        if reading.tabled is not None:
            claims, extraction = reading.tabled, Extraction("curated", "curated", software)
        else:
            docs = self.annotator.annotate(article)
            claims = resolve_claims(article, extract_claims(article, docs, self.gazetteer), self.gazetteer)
            extraction = Extraction(self.annotator.provenance, self.rules, software)
        kept, refused = validate_claims(article, claims)
        return Extracted(kept, tuple(str(refusal) for refusal in refused), extraction)


def claims_as_json(article: Article, claims: tuple[Claim, ...]) -> dict[str, Any]:
    """One document of `amur extract`: the article's metadata and its claims, without the text."""
    about = asdict(replace(article, blocks=()))
    for field in ("text", "blocks"):
        about.pop(field)
    return {"article": _plain(about), "claims": [_plain(asdict(claim)) for claim in claims]}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
