"""Which language a text is in: by script, and for the Latin script by its commonest small words. No model, no data file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Final

SUPPORTED: Final = frozenset({"en"})  # languages from which claims are extracted

_SCRIPTS: Final[tuple[tuple[str, str], ...]] = (
    ("ja", r"[\u3040-\u30ff]"),
    ("ko", r"[\uac00-\ud7af\u1100-\u11ff]"),
    ("zh", r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    ("ru", r"[\u0400-\u052f]"),
    ("ar", r"[\u0600-\u06ff]"),
    ("he", r"[\u0590-\u05ff]"),
    ("el", r"[\u0370-\u03ff]"),
    ("hi", r"[\u0900-\u097f]"),
    ("th", r"[\u0e00-\u0e7f]"),
    ("ka", r"[\u10a0-\u10ff]"),
    ("hy", r"[\u0530-\u058f]"),
    ("la", r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SMALL_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "en": _words("the of and to in that is was for with on by he as at from his they this are be has had said which were their its"),
    "fr": _words("le la les des une et est dans que pour qui sur avec par au aux du ce cette ont été son ses plus ne pas"),
    "de": _words("der die das und ist nicht mit den dem ein eine von zu auf für sich des im auch wurde nach wird bei aus"),
    "es": _words("el los las una y que en por con para del se su al como más fue este sus ha entre también sobre"),
    "it": _words("il lo gli una e di che è per con del della nel alla dei sono anche più dal si ha tra"),
    "pt": _words("o os as uma e que em por com para do da dos das no na não ao se foi mais como sua entre"),
    "nl": _words("de het een en van is dat op te voor met zijn niet aan door ook bij naar wordt heeft werd"),
    "pl": _words("i w na z się nie że do jest jak po przez od dla oraz był tym ale o są przed"),
    "tr": _words("ve bir bu için ile da de olarak olan daha çok gibi sonra kadar ise ancak tarafından"),
    "id": _words("yang dan di dengan untuk dari pada ini itu dalam tidak akan telah oleh juga kepada antara"),
    "vi": _words("và của là các trong với một được có không cho những đã về này tại"),
    "sv": _words("och att det som en är på för med av till den har inte ett om från vid"),
}
_SAMPLE: Final = 20_000
_WORD: Final = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str | None:
    """Primary language subtag; Latin script without telling words counts as English; None without letters."""
    sample = text[:_SAMPLE]
    counts = {language: len(re.findall(pattern, sample)) for language, pattern in _SCRIPTS}
    # a Chinese character says about as much as four letters of an alphabet; kana among them tell Japanese
    weights = {language: count * (4 if language in {"zh", "ja", "ko"} else 1) for language, count in counts.items()}
    best = max(weights, key=lambda language: weights[language])
    if not weights[best]:
        return None
    if best in {"zh", "ja"}:
        return "ja" if counts["ja"] > counts["zh"] / 10 else "zh"
    if best == "ru":
        return "uk" if len(re.findall("[іїєґІЇЄҐ]", sample)) > counts["ru"] / 100 else "ru"
    return _latin_language(sample) if best == "la" else best


def _latin_language(sample: str) -> str:
    words = Counter(word.lower() for word in _WORD.findall(sample))
    hits = {language: sum(words[word] for word in small) for language, small in _SMALL_WORDS.items()}
    best = max(hits, key=lambda language: (hits[language], language == "en"))
    return best if hits[best] > 1 else "en"  # a single word may be anybody's
