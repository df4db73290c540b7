"""The gate before updates: the limits of queries without their size, and no graph of ours among what is written.

An update text is a sequence of operations. Its tokens say which graphs it can write: those that GRAPH names within a template, and
those after WITH, INTO, TO, CLEAR, DROP, CREATE and their kin. Where managed graphs are protected, each of these must be a whole IRI
or a prefixed name, outside of the managed ones. What a reader of tokens could misread (words grown together, an IRI that might be a
comparison) is refused there: a wrong refusal costs a space, a wrong permission the graph.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from app.errors import Forbidden, QueryRefused
from app.stores import Dataset
from app.stores.gate import CLOSED_BY, TOKEN, Tally, position
from app.stores.terms import write_iri

_OPERATIONS = frozenset({"insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with"})
_OUTSIDE = _OPERATIONS | {"prefix", "base", "version", "data", "where", "using", "named", "silent", "to", "into", "graph", "default", "all"}
_IN_TEMPLATE = frozenset({"a", "true", "false", "graph", "ltr", "rtl"})
_TRANSFERS = ("add", "copy", "move")  # they run through a graph, as often as they stand in the text
_ONE_BY_ONE = re.compile(r"rand|uuid|now|bnode|sample|group_concat|limit|offset|sum|avg")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_ENDS_OPERAND = frozenset({"variable", "close", "string", "number", "name", "iri", "tag"})
_NOTHING = "INSERT DATA {}"


@dataclass(frozen=True, slots=True)
class CheckedUpdate:
    """An update that passed: what is to be run, whether it does the same each time it is run on the same data, and whether it
    searches (WHERE, or a graph copied to another), so that nobody knows how long it takes; all else takes as long as its text is.
    """

    text: str
    is_repeatable: bool
    has_search: bool


@dataclass(frozen=True, slots=True)
class Token:
    """One token that is no space."""

    kind: str
    text: str
    start: int

    @property
    def word(self) -> str:
        return self.text.lower() if self.kind == "word" else ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def check_update(text: str, using: Dataset | None = None, is_protected: Callable[[str], bool] | None = None) -> CheckedUpdate:
    """Let an update through. LOAD SILENT becomes an operation that does nothing; `using` becomes USING clauses.

    Raises Forbidden (SERVICE, LOAD, a protected graph) and QueryRefused.
    """
    tokens = _cut(text)
    _count(tokens, text)
    if is_protected:
        _Protection(is_protected, text).check(tokens)
    words = [token.text.lower() for token in tokens if token.kind in ("word", "name")]
    return CheckedUpdate(
        _rewrite(text, tokens, using),
        is_repeatable=not any(_ONE_BY_ONE.search(word) for word in words),
        has_search=any("where" in word or word.startswith(_TRANSFERS) for word in words),
    )


def _cut(text: str) -> list[Token]:
    tokens = []
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind == "unclosed":
            raise QueryRefused("A string is not closed.", "Close it with the quote it began with.", **position(text, found.start()))
        if kind != "space":
            tokens.append(Token(kind, found[0], found.start()))
    return tokens


def _count(tokens: list[Token], text: str) -> None:
    """Hold each operation to the limits of a query; of data (INSERT DATA, DELETE DATA) only the nesting is limited."""
    tally, depth, in_data, before = Tally("update"), 0, False, ""
    skip = _silent_loads(tokens)
    for index, token in enumerate(tokens):
        if index in skip:
            continue
        if token.kind == "open":
            in_data = in_data or (depth == 0 and before == "data")
            depth += 1
        elif token.kind == "close":
            depth -= 1
            in_data = in_data and depth > 0
        elif token.text == ";" and depth <= 0:
            tally, depth = Tally("update"), 0
        if token.kind in ("open", "close") or not in_data:
            tally.add(token.kind, token.text, token.start, text)
        if in_data:
            tally.forget_patterns()
        before = token.word


def _silent_loads(tokens: list[Token]) -> set[int]:
    """The indexes of the tokens that make up LOAD SILENT <…> (INTO GRAPH <…>)."""
    found: set[int] = set()
    for index in range(len(tokens) - 2):
        if tokens[index].word == "load" and tokens[index + 1].word == "silent" and tokens[index + 2].kind in ("iri", "name"):
            end = index + 3
            if [token.word for token in tokens[end : end + 2]] == ["into", "graph"] and tokens[end + 2 : end + 3]:
                end += 3
            found.update(range(index, end))
    return found


def _rewrite(text: str, tokens: list[Token], using: Dataset | None) -> str:
    """The text with LOAD SILENT taken out and the dataset of the protocol written in."""
    edits: list[tuple[int, int, str]] = []
    silent = sorted(_silent_loads(tokens))
    for index in silent:
        if tokens[index].word == "load":
            end = next((a for a, b in pairwise([*silent[silent.index(index) :], -1]) if b != a + 1 or tokens[b].word == "load"), index)
            edits.append((tokens[index].start, tokens[end].end, _NOTHING))
    if using is not None:
        edits += _using_edits(text, tokens, using)
    for start, end, put in sorted(edits, reverse=True):
        text = text[:start] + put + text[end:]
    return text


def _using_edits(text: str, tokens: list[Token], using: Dataset) -> list[tuple[int, int, str]]:
    clauses = [f"USING {write_iri(iri)}" for iri in using.default] + [f"USING NAMED {write_iri(iri)}" for iri in using.named or ()]
    written = " ".join(clauses)
    edits, depth = [], 0
    for index, token in enumerate(tokens):
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth -= 1
        elif depth == 0 and token.word in ("using", "with"):
            raise QueryRefused(
                f"The request names its dataset by parameters, and the update by {token.text.upper()}.",
                "Use one of the two.", **position(text, token.start),
            )  # fmt: skip
        elif depth == 0 and token.word == "where":
            if index and tokens[index - 1].word == "delete":  # DELETE WHERE {…} takes no USING: write its template out
                end = _closing(tokens, index + 1)
                pattern = text[tokens[index + 1].start : tokens[end].end] if end else ""
                edits.append((token.start, token.end, f"{pattern} {written} WHERE"))
            else:
                edits.append((token.start, token.start, f"{written} "))
    return edits


def _closing(tokens: list[Token], start: int) -> int:
    """The index of the bracket that closes the one at `start`; 0 if there is none."""
    depth = 0
    for index in range(start, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[index].kind, 0)
        if depth == 0:
            return index if index > start else 0
    return 0


class _Protection:
    """Refuses an update that might write a protected graph."""

    def __init__(self, is_protected: Callable[[str], bool], text: str) -> None:
        self._is_protected, self._text = is_protected, text
        self._prefixes: dict[str, str] = {}
        self._has_with = False

    def check(self, tokens: list[Token]) -> None:
        brackets: list[str] = []
        is_template = False
        skip = _silent_loads(tokens)
        before = [Token("", "", 0)] * 3  # the three tokens before
        for index, token in enumerate(tokens):
            following = tokens[index + 1 : index + 2]
            if token.kind == "open":
                if not brackets:
                    is_template = before[-1].word != "where" or before[-2].word == "delete"
                brackets.append(token.text)
            elif token.kind == "close":
                if not brackets or CLOSED_BY[brackets.pop()] != token.text:
                    raise self._unclear("This bracket closes no other", token)
            elif not brackets and index not in skip:
                self._check_outside(token, before, following)
            elif is_template:
                self._check_template(token, len(brackets), before[-1], following)
            elif token.kind == "iri":
                self._check_comparable(token, before[-1], brackets)
            before = [*before[1:], token]

    def _check_outside(self, token: Token, before: list[Token], following: list[Token]) -> None:
        last = before[-1].word
        if token.kind == "word":
            if token.word not in _OUTSIDE:
                raise self._unclear("This word is not known here", token)
            verb = before[-2].word if last == "silent" else last
            if token.word in ("all", "named") and verb in ("clear", "drop"):
                raise self._forbidden(f"{token.text.upper()} would take the managed graphs along", token)
            self._has_with = self._has_with or token.word == "with"
        elif token.text == ";":
            self._has_with = False
        elif token.kind == "name" and last == "prefix":
            if following and following[0].kind == "iri":
                self._prefixes[token.text.rstrip(":")] = _unescape(following[0].text[1:-1])
        elif token.kind in ("iri", "name"):
            is_declaration = last == "base" or (before[-1].kind == "name" and before[-2].word == "prefix")
            is_read = last == "using" or (last == "named" and before[-2].word == "using")
            is_source = last in ("add", "copy") or (last in ("graph", "silent") and _is_source(before))
            if not (is_declaration or is_read or is_source):
                self._check_graph(token)
        elif token.kind == "variable":
            raise self._forbidden("A graph that is written to must be named by its IRI", token)

    def _check_template(self, token: Token, depth: int, before: Token, following: list[Token]) -> None:
        if token.kind == "word":
            if token.word not in _IN_TEMPLATE:
                raise self._unclear("This word is not known in data", token)
            if token.word == "graph":
                if not following or following[0].kind not in ("iri", "name"):
                    raise self._forbidden("A graph that is written to must be named by its IRI", token)
                self._check_graph(following[0])
        elif depth == 1 and not self._has_with and before.word != "graph" and token.kind in ("iri", "name", "variable"):
            raise self._forbidden("The triples are in no graph; a managed store has no default graph to write to", token)

    def _check_graph(self, token: Token) -> None:
        if token.kind == "iri":
            iri = _unescape(token.text[1:-1])
        else:
            prefix, _, local = token.text.partition(":")
            if prefix not in self._prefixes:
                raise self._unclear(f"The prefix {prefix}: is not declared before it", token)
            iri = self._prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
        if not _ABSOLUTE.match(iri) or re.search(r"/\.{1,2}(/|$|[?#])", iri):
            raise self._unclear("The graph is not named by a whole IRI", token)
        if self._is_protected(iri):
            raise self._forbidden(f"The graph {iri} is managed: it follows from the articles", token)

    def _check_comparable(self, token: Token, before: Token, brackets: list[str]) -> None:
        """In an expression `?a <b:c#>` is a comparison and a comment, and `?a <'>` begins a string: both could hide what follows."""
        is_after_operand = bool(brackets) and brackets[-1] == "(" and before.kind in _ENDS_OPERAND
        if "'" in token.text or ("#" in token.text and is_after_operand):
            raise self._unclear("This could be an IRI or a comparison", token)

    def _unclear(self, what: str, token: Token) -> QueryRefused:
        return QueryRefused(
            f"{what}: {token.text[:80]}.", "Part words by spaces, and name graphs by whole IRIs or declared prefixes.",
            **position(self._text, token.start),
        )  # fmt: skip

    def _forbidden(self, what: str, token: Token) -> Forbidden:
        return Forbidden(
            f"{what} ({token.text[:80]}).", "Write to graphs of your own: INSERT DATA { GRAPH <your-iri> { … } }.",
            **position(self._text, token.start),
        )  # fmt: skip


def _is_source(before: list[Token]) -> bool:
    """Whether ADD or COPY, perhaps with SILENT and GRAPH, stands before: what follows is only read."""
    words = [token.word for token in before]
    return words[-1] in ("graph", "silent") and (words[-2] in ("add", "copy") or (words[-2] == "silent" and words[-3] in ("add", "copy")))


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
