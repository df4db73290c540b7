"""The gate before the engine: what a SPARQL text may be like before anything parses it.

The engine's parser recurses, so that a text of nested brackets kills its process, and its planner takes minutes over some
hundreds of patterns; SERVICE and LOAD contact any host. So the text is cut into tokens here, which strings, IRIs and comments
cannot fool, and counted. Everything is linear in the text. The text is *not* checked for being SPARQL: the engine does that,
in a process that may die.

The engine reads without word boundaries (`1SERVICE<x>{}` is a federated query to it), therefore a forbidden word is looked
for anywhere inside a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.errors import Forbidden, QueryRefused, TooLarge
from app.stores.formats import negotiate

MAX_BYTES = 32 * 1024
MAX_NESTING = 64
MAX_STEPS = 200  # UNION and property path steps
MAX_OPERATORS = 500  # in one expression
MAX_UNARY_RUN = 32
MAX_PATTERNS = 300  # triple patterns and group elements

# Possessive and bounded throughout: no input makes it step back far. A name's prefix is cut off at 200 characters, a run of
# dots in it at 50; what is longer falls apart into words and dots, which are counted.
TOKEN = re.compile(
    r"""(?P<space>\s++|\#[^\n\r]*+)
    |(?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
    |(?P<string>\'\'\'(?:[^'\\]|\\.|'(?!''))*+\'\'\'|\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'(?:[^'\\\n\r]|\\.)*+'|"(?:[^"\\\n\r]|\\.)*+")
    |(?P<unclosed>['"])
    |(?P<variable>[?$]\w++)
    |(?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    |(?P<name>(?:[^\W\d][\w.\-]{0,200}+)?:(?:[\w:\-·]|\.(?=\.{0,50}+[\w:\-·%\\])|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*+)
    |(?P<number>(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?)
    |(?P<word>[^\W\d]\w*+)
    |(?P<open><<\(|<<|\{\||[\{\(\[])
    |(?P<close>\)>>|>>|\|\}|[\}\)\]])
    |(?P<mark>\^\^|&&|\|\||!=|<=|>=|.)""",
    re.VERBOSE | re.DOTALL,
)
_FORMS = ("select", "construct", "ask", "describe")
_UPDATES = ("insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with")
_CONTACT = re.compile(r"service|load", re.IGNORECASE)
_ELEMENTS = frozenset({"optional", "minus", "filter", "bind", "graph", "values", "as"})
_OPERATORS = frozenset({"+", "-", "*", "/", "&&", "||", "=", "!=", "<", ">", "<=", ">=", "!", "in"})
_BREAKS = frozenset({"filter", "bind", "select", "having", "by", "as", "where"})  # a new expression begins
_UNARY = frozenset({"!", "+", "-", "^"})
CLOSED_BY = {"{": "}", "(": ")", "[": "]", "<<": ">>", "<<(": ")>>", "{|": "|}"}
_TERMS = frozenset({"iri", "name", "string", "number", "variable"})


@dataclass(frozen=True, slots=True)
class CheckedQuery:
    """A text that passed: its form, whether it names its own dataset, and the media type to answer with."""

    form: str
    has_dataset_clause: bool
    media_type: str


def check_query(text: str, accept: str) -> CheckedQuery:
    """Let a query through. Raises Forbidden (SERVICE, LOAD), QueryRefused, TooLarge and NotAcceptable."""
    form = light_form(text)
    if form is not None:
        return CheckedQuery(form, False, negotiate(accept, form))
    size = len(text.encode("utf-8", "surrogatepass"))
    tally = count_tokens(text if size <= MAX_BYTES else text[:MAX_BYTES], is_whole=size <= MAX_BYTES)
    if size > MAX_BYTES:
        raise TooLarge(f"The query has {size} bytes; {MAX_BYTES} are the limit.", "Split it, or put long lists of values into fewer.")
    if tally.form in _UPDATES:
        raise QueryRefused(f"{tally.form.upper()} is an update; this route answers queries.", "Send a SELECT, ASK, CONSTRUCT or DESCRIBE.")
    if tally.form not in _FORMS:
        raise QueryRefused("The text has no query form.", "Begin it with SELECT, ASK, CONSTRUCT or DESCRIBE after the prefixes.")
    return CheckedQuery(tally.form, tally.has_from, negotiate(accept, tally.form))


_LIGHT_BYTES = 8000
_FOLDED = re.compile(rb"""<[^\x00-\x20<>"{}|^`\\]*+>|"[^"\\\n\r]*+"|\#[^\n\r]*+""")  # IRIs, strings, comments
_START = re.compile(
    rb"(?:[\s`]*+(?:prefix[\s`]++[\w-]*+:|base(?=[\s`])))*+[\s`]*+(select|ask|construct|describe)(?=[\s{(*?$`])", re.IGNORECASE
)
_SIGNS = bytes(c for c in range(128) if not chr(c).isalnum() and chr(c) not in "\t\n\r _")
_DIGITS = re.compile(rb"\b\d")
_FROM = re.compile(rb"(?<![a-z_:?$])from")
_COUNTED = (b"optional", b"minus", b"filter", b"bind", b"graph", b"values", b"as", b"in", b"union")


def light_form(text: str) -> str | None:
    """The form of a query that is under all limits however it were cut into tokens, so that they need not be counted; else None.

    IRIs, strings and comments are folded into one sign each. Every token but a word then holds a sign or begins with a digit, and
    counts as two patterns at most; of words only some count, and once.
    """
    if len(text) > _LIGHT_BYTES or not text.isascii():
        return None
    data = text.encode()
    if b"'" in data or b"\\" in data or b"`" in data or b'"""' in data or _count(data, b"-+*/=!") > MAX_OPERATORS - MAX_PATTERNS:
        return None
    folded = _FOLDED.sub(b"`", data)
    found = _START.match(folded)
    if found is None:
        return None
    body = folded[found.end() :].lower()
    if b"service" in body or b"load" in body or b'"' in body or (b"from" in body and _FROM.search(body)):
        return None
    tokens = _count(folded, _SIGNS) + len(_DIGITS.findall(body))
    if 2 * tokens + sum(body.count(word) for word in _COUNTED) > MAX_STEPS:
        return None
    return None if _count(folded, b"{([<") > MAX_NESTING or _count(folded, b"!+-^") > MAX_UNARY_RUN else found[1].decode().lower()


def _count(data: bytes, characters: bytes) -> int:
    return len(data) - len(data.translate(None, characters))


class Tally:
    """What has been counted so far; `add` refuses when a limit is passed."""

    def __init__(self, what: str = "query") -> None:
        self.what = what
        self.form = ""
        self.has_from = False
        self._contact: bool | None = None  # whether SERVICE or LOAD stands anywhere, also in strings
        self._brackets: list[tuple[str, bool]] = []  # each with whether it is in a VALUES block
        self._steps = self._operators = self._unary = self._patterns = 0
        self._kind = self._text = ""  # the token before
        self._had_service_name = self._after_values = False

    def _is_in_values(self) -> bool:
        return bool(self._brackets) and self._brackets[-1][1]

    def _is_in_list(self) -> bool:
        return bool(self._brackets) and self._brackets[-1] == ("(", False) and not self._after_values

    def add(self, kind: str, text: str, at: int, whole: str) -> None:
        if kind == "word":
            self._add_word(text.lower(), at, whole)
        elif kind == "open":
            self._add_open(text, at, whole)
        elif kind == "close":
            if self._brackets and CLOSED_BY[self._brackets[-1][0]] == text:  # a stray one lowers no depth
                self._brackets.pop()
        elif kind == "mark":
            self._add_mark(text, at, whole)
        elif kind in _TERMS:
            self._add_term(kind, text, at, whole)
        self._unary = self._unary + 1 if kind == "mark" and text in _UNARY else 0
        if self._unary > MAX_UNARY_RUN:
            raise self._over("signs in a row", MAX_UNARY_RUN, at, whole)
        self._kind, self._text = kind, text

    def _add_word(self, word: str, at: int, whole: str) -> None:
        if _CONTACT.search(word):
            raise _contact(word, at, whole)
        if not self.form and word in (*_FORMS, *_UPDATES):
            self.form = word
        elif not self.form and word.startswith((*_FORMS, *_UPDATES)):  # "SELECTDISTINCT" is one to the engine
            self.form = next(form for form in (*_FORMS, *_UPDATES) if word.startswith(form))
        self.has_from = self.has_from or word == "from"
        self._after_values = word == "values"
        if word in _BREAKS:
            self._operators = 0
        if word == "union":
            self._add_step(at, whole)
        elif word in _ELEMENTS:
            self._add_pattern(at, whole)
        elif word == "in":
            self._add_operator(at, whole)

    def _add_open(self, text: str, at: int, whole: str) -> None:
        if text == "{":
            if self._had_service_name and self._kind == "name":
                raise _contact(self._text, at, whole)
            self._operators = 0
        if text in ("{", "[") or (self._is_in_list() and self._kind in ("close", *_TERMS)):
            self._add_pattern(at, whole)
        self._brackets.append((text, self._is_in_values() or (text == "{" and self._after_values)))
        self._after_values = self._after_values and text == "("  # VALUES (?a ?b) {
        if len(self._brackets) > MAX_NESTING:
            raise self._over("brackets within brackets", MAX_NESTING, at, whole)

    def _add_mark(self, mark: str, at: int, whole: str) -> None:
        inside = self._brackets[-1][0] if self._brackets else ""
        if mark in "/|^":
            self._add_step(at, whole)
        if mark in _OPERATORS:
            self._add_operator(at, whole)
        elif mark in ".;" or (mark == "," and inside != "("):
            self._operators = 0
            self._add_pattern(at, whole)

    def _add_term(self, kind: str, text: str, at: int, whole: str) -> None:
        if kind == "name":
            is_graph = self._kind == "word" and self._text.lower() == "graph"
            self._had_service_name = bool(_CONTACT.search(text.partition(":")[0])) and not is_graph
        if kind == "iri":
            signs = len(re.findall(r"[-+*/=!]", text)) - 50  # "?a<1+1+1…>" looks like an IRI, too
            if signs > 0:
                self._add_operator(at, whole, signs)
            if "'" in text and self._may_contact(whole):  # "?a<'…" may be a comparison with a string that hides the rest
                raise _contact("SERVICE or LOAD beside an IRI with an apostrophe", at, whole)
        elif kind == "variable" and self._text in ("{", "}", "."):
            self._operators = 0
        if self._is_in_list() and self._kind in (*_TERMS, "tag"):  # ( a b c ) is a list: two triples an element
            self._add_pattern(at, whole, 2)

    def _may_contact(self, whole: str) -> bool:
        if self._contact is None:
            self._contact = bool(_CONTACT.search(whole))
        return self._contact

    def _add_step(self, at: int, whole: str) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise self._over("UNIONs and path steps", MAX_STEPS, at, whole)

    def _add_operator(self, at: int, whole: str, number: int = 1) -> None:
        self._operators += number
        if self._operators > MAX_OPERATORS:
            raise self._over("operators in one expression", MAX_OPERATORS, at, whole)

    def _add_pattern(self, at: int, whole: str, number: int = 1) -> None:
        self._patterns += number
        if self._patterns > MAX_PATTERNS:
            raise self._over("patterns", MAX_PATTERNS, at, whole)

    def forget_patterns(self) -> None:
        """Do not count what came so far as patterns: it was data."""
        self._patterns = 0

    def _over(self, what: str, limit: int, at: int, whole: str) -> QueryRefused:
        return QueryRefused(f"The {self.what} has more than {limit} {what}.", "Ask for less at once.", **position(whole, at))


def count_tokens(text: str, *, is_whole: bool = True) -> Tally:
    """Count the tokens of a text. Raises Forbidden and QueryRefused."""
    tally = Tally()
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind == "space":
            continue
        if kind == "unclosed":
            if not is_whole:
                break
            raise QueryRefused("A string is not closed.", "Close it with the quote it began with.", **position(text, found.start()))
        tally.add(kind, found[0], found.start(), text)
    return tally


def position(text: str, offset: int) -> dict[str, int]:
    """Line and column (both from 1) of an offset."""
    return {"line": text.count("\n", 0, offset) + 1, "column": offset - text.rfind("\n", 0, offset)}


def _contact(word: str, at: int, whole: str) -> Forbidden:
    return Forbidden(
        f"The query would contact another host ({word}).",
        "SERVICE and LOAD are refused here: fetch the other data yourself and join it.",
        **position(whole, at),
    )
