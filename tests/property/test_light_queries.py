"""What the gate lets through without counting its tokens, it would let through with counting, and read as the same form."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.queries import list_queries
from app.stores.gate import MAX_BYTES, count_tokens, light_form

TOKENS = [
    "SELECT", "ask", "Construct", "DESCRIBE", "INSERT", "WHERE", "DISTINCT", "*", "{", "}", "(", ")", "[", "]", "<<", ">>", "<<(", ")>>", "{|",
    "|}", ".", ";", ",", "?s", "$y", "?from", ":from", "<http://example.org/a#b>", "<a>", "<'>", "<a-b-c/d/e/f>", "ex:b", ":c", "a", "_:b",
    "UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "VALUES", "GRAPH", "EXISTS", "IN", "AS", "FROM", "1FROM", "from<a>", "ORDER BY", "1",
    "2.5", ".5", "1e3", "'x'", '"y"@en', '"{{{("', '""', "'''z'''", '"""q"""', '"', "'", "^^", "^", "/", "|", "!", "+", "-", "=", "!=", "<",
    ">", "<=", "&&", "||", "COUNT", "IF", "true", "# note { ( \" \n", "#", "\n", "\\", "@en", "PREFIX ex: <http://example.org/>", "BASE",
    "SERVICE", "LOAD", "download:x", "`", "ж", "<" + "/-" * 30 + ">", "1+1", "<1+1>",
]  # fmt: skip
RUNS = st.tuples(st.sampled_from(TOKENS), st.integers(1, 90)).map(lambda run: [run[0]] * run[1])
SOUP = st.lists(st.sampled_from(TOKENS).map(lambda token: [token]) | RUNS, max_size=25).map(lambda runs: [t for run in runs for t in run])
STARTS = [
    "",
    "SELECT * { ",
    "PREFIX ex: <http://example.org/>\nSELECT ?s WHERE { ",
    "# note\nBASE <http://x/> ask{",
    "CONSTRUCT { ?s ?p ?o } {",
]


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(STARTS), SOUP, st.sampled_from(["", " "]))
def test_counting_would_let_it_through_as_well(start: str, tokens: list[str], between: str) -> None:
    text = start + between.join(tokens)
    form = light_form(text)
    if form is not None:
        assert len(text.encode()) <= MAX_BYTES
        tally = count_tokens(text)  # refuses what is over a limit
        assert (tally.form, tally.has_from) == (form, False)


def test_most_of_our_own_queries_are_light() -> None:
    forms = [light_form(query.text) for query in list_queries()]
    assert set(forms) <= {"select", None}
    assert forms.count("select") > 0.8 * len(forms)


def test_what_is_not_light() -> None:
    for text in (
        "SELECT * FROM <g:a> { ?s ?p ?o }", "SELECT * { ?s ?p '''it's''' }", "SELECT * { SERVICE <x:y> {} }", "SELECT * {" + "{" * 65,
        "SELECT * { ?s ?p ?o " + ". ?s ?p ?o " * 200, "SELECT * { FILTER(" + "!" * 40 + "true) }", "INSERT DATA {}", "SELECT * { ?s ?p \"x }",
    ):  # fmt: skip
        assert light_form(text) is None
