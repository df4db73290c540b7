"""Who and what is named: registry names, states by their adjectives, titles, organs, groups, and names the registry lacks.

A mention is a dict (see `extensions`): `ref` the actor it stands for (None until coref settles it), `place` the place it may be,
`kind` which of the two the syntax asks for; `via` says by what (name, ner, adjective, organ, office, group, pronoun); `title`, `level` the
office words beside it; `members` of a group; `link` the quality of the link.
"""

from __future__ import annotations

from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from app.components.extensions import empty_lists, register_extensions
from app.components.lexicon import Lexicon
from app.components.linker_names import Mention
from app.components.linker_offices import OfficeFinder, count_of
from app.gazetteer import Gazetteer

MODIFIERS: Final = frozenset({"amod", "compound", "nmod", "nummod", "det", "poss", "npadvmod"})
PRONOUNS: Final = {
    "he": "male",
    "him": "male",
    "his": "male",
    "himself": "male",
    "she": "female",
    "her": "female",
    "hers": "female",
    "herself": "female",
    "they": "plural",
    "them": "plural",
    "their": "plural",
    "both": "plural",
    "who": "relative",
    "whom": "relative",
    "whose": "relative",
    "which": "relative",
    "it": "thing",
    "its": "thing",
}
_FIRST_PERSON: Final = frozenset({"i", "we", "me", "us", "my", "our"})
_BODIES: Final = frozenset({"alliance", "bloc", "grouping", "organisation", "organization"})  # the body that was named before


class Linker:
    """spaCy component: fills `doc._.amur_mentions`. `gazetteer` is set by `build_annotator`."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._lexicon: Lexicon | None = None

    def attach(self, gazetteer: Gazetteer) -> None:
        """Read the names of the registry."""
        self._lexicon = Lexicon(gazetteer, lambda text: [t.text for t in self._nlp.make_doc(text)])

    @property
    def lexicon(self) -> Lexicon:
        if self._lexicon is None:
            raise RuntimeError("the linker needs a gazetteer: call attach first")
        return self._lexicon

    def __call__(self, doc: Doc) -> Doc:
        find_mentions(doc, self.lexicon)
        return doc


@Language.factory("amur_linker")
def create_linker(nlp: Language, name: str) -> Linker:
    register_extensions()
    return Linker(nlp)


def find_mentions(doc: Doc, lexicon: Lexicon) -> list[Mention]:
    """Fill and return `doc._.amur_mentions`, in text order."""
    empty_lists(doc)
    finder = _Finder(doc, lexicon)
    doc._.amur_mentions = finder.run()
    mentions: list[Mention] = doc._.amur_mentions
    return mentions


class _Finder(OfficeFinder):
    def run(self) -> list[Mention]:
        self.known_names()
        self.entities()
        self.unseen_names()
        self.titles()
        self.capitals()
        self.organs()
        self._groups_and_pronouns()
        self._states_behind_cities()
        return sorted(self.found, key=lambda m: (m["start"], m["end"]))

    def _states_behind_cities(self) -> None:
        """In "Vienna, Austria" the state only says where the city lies."""
        for mention in self.found:
            i = mention["start"]
            before = self.taken.get(i - 2) if i > 1 and self.doc[i - 1].text == "," else None
            if (
                mention["type"] == "State"
                and mention["via"] == "name"
                and not mention["adjective"]
                and before is not None
                and before["kind"] == "place"
                and before["type"] == "Place"
            ):
                place = self.lexicon.gazetteer.places.get(before["place"] or "")
                if place is None or place.country == mention["ref"]:
                    mention |= {"kind": "place", "ref": None, "refs": [], "type": "Place"}

    # ---- names of the registry and of states

    # ---- names that the registry lacks

    # ---- titles: "the Russian president", "Foreign Minister Wang Yi", "Russia's foreign minister, Sergey Lavrov"

    # ---- organs: "Chinese warships", "the Defence Ministry in Beijing"

    # ---- groups and pronouns

    def _groups_and_pronouns(self) -> None:
        for token in self.doc:
            if token.i in self.taken:
                continue
            lemma, lower = token.lemma_.lower(), token.lower_
            count = count_of(token)
            if (
                token.tag_ in ("NNS", "NNPS")
                and lemma in self.lexicon.plural_organizations
                and (count_of(token) or any(c.lower_ in ("the", "both") for c in token.children))
            ):
                self.put(
                    token.i,
                    token.i + 1,
                    kind="group",
                    via="group",
                    type="Organization",
                    plural=True,
                    count=count_of(token),
                    sides=[],
                    link=0.8,
                )
            elif token.tag_ in ("NNS", "NNPS") and lemma in self.lexicon.plural_states:
                self.put(
                    token.i,
                    token.i + 1,
                    kind="group",
                    via="group",
                    type="State",
                    plural=True,
                    count=count,
                    sides=self.sides(token),
                    link=0.8,
                )
            elif (
                lower in _BODIES
                and token.tag_ in ("NN", "NNP")
                and any(c.lower_ in ("the", "this") for c in token.children)
                and not any(c.dep_ in ("compound", "nmod", "amod", "nummod", "prep", "poss") for c in token.children)
            ):
                self.put(token.i, token.i + 1, via="body", type="InternationalOrganization", link=0.7)
            elif (lower in ("pair", "duo", "trio") and any(c.lower_ in ("the", "this") for c in token.children)) or (
                lower in ("two", "three")
                and token.dep_ not in ("nummod", "compound")
                and self.doc[token.i - 1].lower_ in ("the", "these", "those")
            ):
                self.put(
                    token.i,
                    token.i + 1,
                    kind="group",
                    via="group",
                    type="Actor",
                    plural=True,
                    count=3 if lower in ("three", "trio") else 2,
                    link=0.8,
                )
            elif (
                lower in PRONOUNS
                and token.pos_ in ("PRON", "DET", "ADJ", "CCONJ")
                and not (lower == "both" and token.dep_ in ("preconj", "det", "predet"))
            ):
                self.put(
                    token.i,
                    token.i + 1,
                    kind="group" if PRONOUNS[lower] == "plural" else "actor",
                    via="pronoun",
                    gender=PRONOUNS[lower],
                    plural=PRONOUNS[lower] == "plural",
                    count=2 if lower == "both" else None,
                    link=0.7,
                )
            elif lower in _FIRST_PERSON and token.pos_ in ("PRON", "DET"):
                self.put(token.i, token.i + 1, via="pronoun", gender="first", link=0.6)
