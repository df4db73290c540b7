"""One key for the spellings of a person's full name in three scripts: Qin Gang, Цинь Ган, 秦刚; Pyotr Ivanov, Пётр Иванов, Petr Ivanov.

Chinese names in Cyrillic follow the Palladius system, whose table is made here from the initials and finals of pinyin. A Latin
spelling that came through Cyrillic (Tsin Gan) has lost the soft sign that parts Qin from Qing: it has several readings, and only
the registry may choose among them. Of characters that can be read in several ways the key takes the usual one (of a surname the
one it has as a surname); again the registry may choose among all. A name of one word has no key: nobody is joined by a short name alone.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import product

from app.consolidate.words import fold_name

MOST_READINGS = 16
_INITIALS = {
    "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л", "g": "г", "k": "к", "h": "х", "j": "цз", "q": "ц",
    "x": "с", "zh": "чж", "ch": "ч", "sh": "ш", "r": "ж", "z": "цз", "c": "ц", "s": "с",
}  # fmt: skip
_FINALS = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "en": "энь", "ang": "ан", "eng": "эн",
    "ong": "ун", "u": "у", "ua": "уа", "uo": "о", "uai": "уай", "ui": "уй", "uan": "уань", "un": "унь", "uang": "уан",
}  # fmt: skip
_FRONT_FINALS = {  # after j, q, x and those that take i
    "i": "и", "ia": "я", "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь", "in": "инь", "iang": "ян", "ing": "ин", "iong": "юн",
}  # fmt: skip
_ROUND_FINALS = {"u": "юй", "ue": "юэ", "uan": "юань", "un": "юнь"}  # ü, written u after j, q, x
_SOFT = ("j", "q", "x")
_HARD = ("zh", "ch", "sh", "r", "z", "c", "s", "g", "k", "h", "f")
_WHOLE = {
    "zhi": "чжи", "chi": "чи", "shi": "ши", "ri": "жи", "zi": "цзы", "ci": "цы", "si": "сы", "a": "а", "ai": "ай", "an": "ань", "ang": "ан",
    "ao": "ао", "e": "э", "en": "энь", "er": "эр", "ou": "оу", "ya": "я", "ye": "е", "yao": "яо", "you": "ю", "yan": "янь", "yin": "инь",
    "yang": "ян", "ying": "ин", "yong": "юн", "yi": "и", "wu": "у", "wa": "ва", "wo": "во", "wai": "вай", "wei": "вэй", "wan": "вань",
    "wen": "вэнь", "wang": "ван", "weng": "вэн", "yu": "юй", "yue": "юэ", "yuan": "юань", "yun": "юнь", "hui": "хуэй", "lü": "люй",
    "nü": "нюй",
}  # fmt: skip
_FREQUENT_SURNAMES = (
    "wang li zhang liu chen yang zhao huang zhou wu xu sun hu zhu gao lin he guo ma luo liang song zheng xie han tang feng yu dong xiao "
    "cheng cao yuan deng xu fu shen zeng peng lü su lu jiang cai jia ding wei xue ye yan pan du dai xia zhong tian ren fan fang shi yao "
    "xi hua tan liao zou xiong jin hao kong bai cui kang mao qiu qin gu hou shao meng long wan duan lei qian yin chang qiao lai gong "
    "wen qi ouyang sima zhuge shangguan"
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,4}")
_OF_TWO_CHARACTERS = frozenset({"欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官"})
_AS_SURNAME = {
    "单": "shan", "單": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "區": "ou", "任": "ren", "乐": "yue",
    "樂": "yue", "翟": "zhai", "朴": "piao", "盖": "ge", "纪": "ji", "紀": "ji", "覃": "qin", "尉": "yu", "种": "chong", "繁": "po",
}  # fmt: skip
_SURNAMES = frozenset(_FREQUENT_SURNAMES.split())
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia", "і": "i", "ї": "i", "є": "e", "ґ": "g",
}  # fmt: skip
_CYRILLIC = re.compile(r"[а-яёіїєґ]")


def is_han(name: str) -> bool:
    """Whether a name is written in two to four Chinese characters."""
    return _HAN.fullmatch(name.strip()) is not None


@lru_cache(maxsize=4096)
def spelling_key(name: str) -> str | None:
    """The key of a person's full name; None for a name of one word or in a script that is not read here."""
    if is_han(name):
        return _han_readings(name.strip())[0]
    words = _words(name)
    if len(words) < 2 or not all(re.fullmatch(r"[a-zü]+|[а-яёіїєґ]+", word) for word in words):
        return None
    if _CYRILLIC.search(words[0]):
        return chinese_name(words) or " ".join(_fold_slavic("".join(_LATIN.get(c, c) for c in word)) for word in words)
    if is_chinese_name(words):
        return f"{words[0]} {''.join(words[1:])}"
    return " ".join(_fold_slavic(word) for word in words)


@lru_cache(maxsize=4096)
def readings(name: str) -> tuple[str, ...]:
    """What a spelling may stand for besides its key, as pinyin: Latin that came through Cyrillic, characters read in several ways."""
    if is_han(name):
        return _han_readings(name.strip())[1]
    words = _words(name)
    if not 2 <= len(words) <= 3 or is_chinese_name(words) or not all(re.fullmatch(r"[a-z]+", word) for word in words):
        return ()
    choices = [sorted({"".join(cut) for cut in _cut(word, _through_cyrillic())}) for word in words]
    found = [" ".join(choice) for choice in product(*choices)] if all(choices) else []
    found = [reading for reading in found if reading.split()[0] in _SURNAMES]
    return tuple(found) if len(found) <= MOST_READINGS else ()


def chinese_name(words: list[str]) -> str | None:
    """The pinyin of a Chinese name in Cyrillic, "qin gang"; None when it is not one or has two readings."""
    choices = [{"".join(cut) for cut in _cut(word, _palladius())} for word in words]
    if len(words) not in (2, 3) or any(len(choice) != 1 for choice in choices):
        return None
    first, *rest = (choice.pop() for choice in choices)
    return f"{first} {''.join(rest)}" if first in _SURNAMES else None


def _han_readings(name: str) -> tuple[str | None, tuple[str, ...]]:
    """The usual reading of a Chinese name in characters, None when its first is no frequent surname; and all that are possible."""
    from pypinyin import Style, pinyin  # a second to load, and most texts name nobody in characters

    cut = 2 if name[:2] in _OF_TWO_CHARACTERS else 1
    if not 1 <= len(name) - cut <= 2:
        return None, ()
    told = [tuple(dict.fromkeys(pinyin(c, style=Style.NORMAL, heteronym=True, v_to_u=True)[0])) for c in name]
    if name[0] in _AS_SURNAME:
        told[0] = (_AS_SURNAME[name[0]],)
    found = [f"{''.join(one[:cut])} {''.join(one[cut:])}" for one in product(*told)]
    found = [reading for reading in found if reading.split()[0] in _SURNAMES]
    usual = f"{''.join(choice[0] for choice in told[:cut])} {''.join(choice[0] for choice in told[cut:])}"
    return (usual if usual in found else None), (tuple(found) if len(found) <= MOST_READINGS else ())


def is_chinese_name(words: list[str]) -> bool:
    """A surname of one syllable and one or two syllables more, all in pinyin."""
    syllables: dict[str, tuple[str, ...]] = {reading: (reading,) for choices in _palladius().values() for reading in choices}
    return len(words) in (2, 3) and words[0] in _SURNAMES and all(_cut(word, syllables) for word in words[1:])


def _words(name: str) -> list[str]:
    return [word.replace("'", "") for word in fold_name(name).split()]


def _cut(word: str, syllables: dict[str, tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The ways to read a word as one or two of the syllables."""
    found: list[tuple[str, ...]] = [(reading,) for reading in syllables.get(word, ())]
    for at in range(1, len(word)):
        found += product(syllables.get(word[:at], ()), syllables.get(word[at:], ()))
    return found


@cache
def _palladius() -> dict[str, tuple[str, ...]]:
    """Cyrillic syllable -> pinyin. Names are folded before, so й is и."""
    table: dict[str, set[str]] = {}
    for initial, cyrillic in _INITIALS.items():
        finals = _ROUND_FINALS | _FRONT_FINALS if initial in _SOFT else _FINALS if initial in _HARD else _FINALS | _FRONT_FINALS
        for final, tail in finals.items():
            table.setdefault(cyrillic + tail, set()).add(initial + final)
    for pinyin, cyrillic in _WHOLE.items():
        table.setdefault(cyrillic, set()).add(pinyin)
    return {fold_name(cyrillic): tuple(sorted(found)) for cyrillic, found in table.items()}


@cache
def _through_cyrillic() -> dict[str, tuple[str, ...]]:
    """Latin transcription of a Cyrillic syllable -> all the pinyin that it may stand for."""
    table: dict[str, set[str]] = {}
    for cyrillic, found in _palladius().items():
        latin = "".join(_LATIN.get(c, c) for c in cyrillic)
        for spelling in {latin, latin.replace("iu", "yu").replace("ia", "ya"), latin.replace("tsz", "dz").replace("kh", "h")}:
            table.setdefault(spelling, set()).update(found)
    return {latin: tuple(sorted(found)) for latin, found in table.items()}


def _fold_slavic(word: str) -> str:
    """The spellings of one Slavic name on one: Alexei, Aleksey, Alexey; Pyotr, Petr; Yevgeny, Evgeniy; Sergei, Sergey."""
    plain = word.replace("yo", "e").replace("x", "ks").replace("y", "i").replace("tz", "ts").replace("kh", "h").replace("shch", "sch")
    plain = re.sub(r"i+", "i", plain)
    plain = re.sub(r"i(?=[eo])", "", plain).replace("eo", "e")
    plain = re.sub(r"(?<=[a-z])i$", "", plain) if len(plain) > 4 else plain
    return re.sub(r"(.)\1", r"\1", plain)
