"""Who is meant: names, sides, titles, surnames shared by several, groups and pronouns."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.annotate import Annotator, build_annotator
from app.gazetteer import Gazetteer
from app.model import Article, Block
from app.settings import Settings


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return build_annotator(Settings(_env_file=None), Gazetteer.load())


def mentions(annotator: Annotator, text: str, published: str = "2023-07-17", publisher: str | None = None) -> list[dict[str, Any]]:
    article = Article("a", "a", text, "", (Block("body", 0, len(text)),), publisher=publisher, published=date.fromisoformat(published))
    return [m for doc in annotator.annotate(article) for m in doc._.amur_mentions]


def meant(annotator: Annotator, text: str, surface: str, published: str = "2023-07-17") -> Any:
    found = [m for m in mentions(annotator, text, published) if m["surface"] == surface]
    assert found, [m["surface"] for m in mentions(annotator, text, published)]
    return found[-1]["ref"] or found[-1]["members"] or None


@pytest.mark.parametrize(
    ("text", "surface", "published", "ref"),
    [
        ("Premier Li Qiang spoke. Li praised the ties.", "Li", "2023-07-17", "li-qiang"),
        ("Defence Minister Li Shangfu spoke. Li praised the ties.", "Li", "2023-07-17", "li-shangfu"),
        ("Sergei Ivanov spoke in Beijing. Ivanov praised the ties.", "Ivanov", "2005-08-20", "sergei-ivanov"),
        ("The Russian president spoke.", "president", "2010-05-01", "dmitry-medvedev"),
        ("The Russian president spoke.", "president", "2014-05-01", "vladimir-putin"),
        ("China's foreign minister spoke.", "foreign minister", "2014-05-01", "wang-yi"),
        ("Xi Jinping met Vladimir Putin. He thanked his host.", "He", "2023-07-17", "xi-jinping"),
        ("Beijing protested against the plan.", "Beijing", "2023-07-17", "china"),
        ("Chinese warships left port.", "warships", "2023-07-17", "china"),
        ("Sergey Lavrov spoke. He thanked his Chinese counterpart.", "counterpart", "2023-07-01", "qin-gang"),
        ("Xi Jinping met Vladimir Putin. The two signed a deal.", "two", "2023-07-17", ["xi-jinping", "vladimir-putin"]),
        ("Xi Jinping met Vladimir Putin. Both leaders smiled.", "leaders", "2023-07-17", ["xi-jinping", "vladimir-putin"]),
        ("Behind Putin lay a week of work.", "Putin", "2023-07-17", "vladimir-putin"),
        ("Beside Lavrov stood the envoy.", "Lavrov", "2023-07-17", "sergey-lavrov"),
        ("The Foreign Ministries of Russia and China held talks.", "Foreign Ministries", "2023-07-17", ["russia", "china"]),
        (
            "India and Japan held talks. The Indian side spoke of U.S. missiles in Guam. The parties signed a plan.",
            "parties",
            "2023-07-17",
            ["japan", "india"],
        ),
        ("China and Russia trade. The two countries share a border.", "countries", "2023-07-17", ["china", "russia"]),
    ],
)
def test_who_is_meant(annotator: Annotator, text: str, surface: str, published: str, ref: Any) -> None:
    if isinstance(ref, str) and ref not in annotator.gazetteer.actors:
        pytest.skip(f"the registry has no {ref}")
    assert meant(annotator, text, surface, published) == ref


def test_place_or_actor_by_syntax(annotator: Annotator) -> None:
    kinds = [m["kind"] for m in mentions(annotator, "Moscow said that talks were held in Moscow.") if m["surface"] == "Moscow"]
    assert kinds == ["actor", "place"]


def test_shared_surname_alone_stays_open(annotator: Annotator) -> None:
    [li] = [m for m in mentions(annotator, "Li arrived.", "2001-01-01") if m["surface"] == "Li"]
    assert li["ref"] is None
    assert len(li["refs"]) > 1


def test_unknown_person_is_provisional_with_side(annotator: Annotator) -> None:
    found = [
        m
        for m in mentions(annotator, "Hungarian Interior Minister Sandor Pinter met Vladimir Putin. Pinter left.")
        if "Pinter" in m["surface"]
    ]
    assert {m["ref"] for m in found} == {found[0]["ref"]}
    assert found[0]["ref"].startswith("x-sandor-pinter")
    assert (found[0]["type"], found[0]["country"]) == ("Person", "hungary")


def test_unknown_full_name_is_not_the_registrys_namesake(annotator: Annotator) -> None:
    [wang] = [m for m in mentions(annotator, "Chinese spokesman Wang Xiaolong rejected the claim.") if "Wang" in m["surface"]]
    assert wang["ref"].startswith("x-wang-xiaolong")
