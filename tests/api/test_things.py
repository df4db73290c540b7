"""Single things: JSON by the published schemas, RDF that parses, merged ids, addresses, exports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import pyoxigraph
import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from lxml import etree, html
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

from app.api.examples import EVENT, MEETINGS
from app.ids import event_id as event_of

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schemas"
AMUR = "https://w3id.org/amur/ontology#"


def triples(data: bytes, format: pyoxigraph.RdfFormat) -> Graph:
    """What the strict parser reads (rdflib's own JSON-LD reader warns of itself)."""
    lines = pyoxigraph.serialize((quad.triple for quad in pyoxigraph.parse(data, format=format)), format=pyoxigraph.RdfFormat.N_TRIPLES)
    return Graph().parse(data=lines, format="nt")


def check(name: str, body: Any) -> None:
    Draft202012Validator(json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))).validate(body)


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("meetings", "meetings"), ("meetings", "meetings?since=1990&until=1991"), ("events", "events?status=planned,occurred"),
        ("actors", "actors?q=Wang"), ("actor", "actors/wang-yi"), ("actor", "actors/tass"), ("offices", "offices?on=2023-07-13"),
        ("articles", "articles"), ("coverage", "coverage"), ("statement", "statements"), ("figure", "figures"), ("counted", "counted"),
        ("conflict", "conflicts"), ("problem", "meetings?actor=Li"), ("problem", "meetings?since=x"), ("problem", "nowhere"),
    ],
)  # fmt: skip
def test_answers_are_as_published(client: TestClient, schema: str, path: str) -> None:
    check(schema, client.get(f"/api/v1/{path}").json())


def test_things_are_as_published(client: TestClient, event_id: str) -> None:
    event = client.get(f"/api/v1/events/{event_id}").json()
    check("event", event)
    for claim in event["event"]["claims"]:
        check("claim", client.get(f"/api/v1/claims/{claim['id']}").json())
        check("article", client.get(f"/api/v1/articles/{claim['article']['id']}").json())


def test_the_example_of_the_documentation_is_as_published() -> None:
    check("meetings", MEETINGS)
    assert MEETINGS["items"] == [EVENT]


def test_an_event_with_capacity_stand_in_and_both_quotes(client: TestClient, event_id: str) -> None:
    event = client.get(f"/api/v1/events/{event_id}").json()["event"]
    wang = next(one for one in event["participants"] if one["id"] == "wang-yi")
    assert (wang["on_behalf_of"]["id"], wang["stands_in_for"]["id"], wang["reason"]) == ("china", "qin-gang", "had fallen ill")
    assert {claim["article"]["kind"] for claim in event["claims"]} == {"reconstruction", "news"}
    assert event["origins"] == 2


def test_a_quote_stands_in_its_article_where_the_claim_says(client: TestClient, corpus: Any) -> None:
    listed = client.get("/api/v1/articles?kind=reconstruction").json()["items"]
    article = client.get(f"/api/v1/articles/{listed[0]['id']}").json()
    assert article["shown"] == "full"
    assert article["text"].startswith("🛳")
    for one in article["claims"]:
        for evidence in one["claim"]["evidence"]:
            assert article["text"][evidence["start"] : evidence["end"]] == evidence["quote"]
    assert {one["claim"]["id"]: one["claim"]["quote"] for one in article["claims"]} == corpus.quotes_of("harbour-talks")


def test_a_closed_text_is_not_given(client: TestClient) -> None:
    listed = client.get("/api/v1/articles?publisher=tass").json()["items"]
    answer = client.get(f"/api/v1/articles/{listed[0]['id']}")
    assert (answer.json()["shown"], answer.json()["text"]) == ("quotes", None)
    page = client.get(f"/articles/{listed[0]['id']}")
    export = client.get("/export?format=nq")
    for text in (answer.text, page.text, export.text):
        assert "must not be shown" not in text
    assert "Lavrov met Wang in the Indonesian capital on 13 July." in page.text


def test_the_id_of_a_merged_event_moves_for_good(client: TestClient, event_id: str) -> None:
    claims = client.get(f"/api/v1/events/{event_id}").json()["event"]["claims"]
    (other,) = {event_of(claim["id"]) for claim in claims} - {event_id}
    moved = client.get(f"/api/v1/events/{other}?format=ttl")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/api/v1/events/{event_id}?format=ttl")
    page = client.get(f"/events/{other}?lang=ru", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (301, f"/events/{event_id}?lang=ru")


@pytest.mark.parametrize("kind", ["event", "actor", "claim", "article"])
def test_rdf_of_a_thing_parses_alike_in_two_libraries(client: TestClient, event_id: str, kind: str) -> None:
    claim = client.get(f"/api/v1/events/{event_id}").json()["event"]["claims"][0]
    slug = {"event": event_id, "actor": "wang-yi", "claim": claim["id"], "article": claim["article"]["id"]}[kind]
    turtle = client.get(f"/api/v1/{kind}s/{slug}", headers={"Accept": "text/turtle"})
    assert turtle.headers["content-type"] == "text/turtle; charset=utf-8"
    graph = Graph().parse(data=turtle.text, format="turtle")
    assert (URIRef(f"https://w3id.org/amur/id/{kind}/{slug}"), None, None) in graph
    strict = list(pyoxigraph.parse(turtle.content, format=pyoxigraph.RdfFormat.TURTLE))
    assert len(strict) == len(graph)
    linked = client.get(f"/api/v1/{kind}s/{slug}?format=jsonld")
    assert linked.headers["content-type"] == "application/ld+json"
    assert isomorphic(triples(linked.content, pyoxigraph.RdfFormat.JSON_LD), graph)


def test_the_turtle_of_an_event_holds_the_words(client: TestClient, event_id: str) -> None:
    text = client.get(f"/api/v1/events/{event_id}?format=ttl").text
    assert "Lavrov met Wang in the Indonesian capital on 13 July." in text
    assert "amur:start" in text


@pytest.mark.parametrize(
    ("accept", "kind", "location"),
    [
        ("text/html", "event", "/events/{}"),
        ("application/json", "event", "/api/v1/events/{}"),
        ("*/*", "event", "/api/v1/events/{}"),
        ("text/turtle", "event", "/data/event/{}?format=ttl"),
        ("application/ld+json", "claim", "/data/claim/{}?format=jsonld"),
        ("text/html", "claim", "/claims/{}"),
        ("*/*", "place", "/data/place/{}"),
        ("text/html", "place", "/data/place/{}?format=html"),
        ("text/html", "office", "/data/office/{}?format=html"),
    ],
)
def test_an_address_sees_other(client: TestClient, event_id: str, accept: str, kind: str, location: str) -> None:
    claim = client.get(f"/api/v1/events/{event_id}").json()["event"]["claims"][0]["id"]
    slug = {"event": event_id, "claim": claim, "place": "jakarta", "office": "foreign-minister-of-russia"}[kind]
    answer = client.get(f"/id/{kind}/{slug}", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["location"]) == (303, location.format(slug))
    assert answer.headers["vary"] == "Accept"
    seen = client.get(answer.headers["location"], headers={"Accept": accept})
    assert seen.status_code in (200, 302)


@pytest.mark.parametrize("prefix", ["/id", "/data"])
def test_the_address_of_a_merged_thing_moves_for_good(client: TestClient, event_id: str, prefix: str) -> None:
    claims = client.get(f"/api/v1/events/{event_id}").json()["event"]["claims"]
    (other,) = {event_of(claim["id"]) for claim in claims} - {event_id}
    moved = client.get(f"{prefix}/event/{other}", headers={"Accept": "text/turtle"})
    assert (moved.status_code, moved.headers["location"]) == (301, f"{prefix}/event/{event_id}")


@pytest.mark.parametrize("kind", ["place", "office", "holding", "topic", "statement", "figure", "counted"])
def test_every_kind_of_thing_has_page_turtle_and_json_ld(client: TestClient, kind: str) -> None:
    def first(path: str) -> str:
        return str(client.get(f"/api/v1/{path}").json()["items"][0]["id"])

    slugs = {"place": "jakarta", "office": "foreign-minister-of-russia", "topic": "ukraine"}
    listed = {"holding": "offices", "statement": "statements", "figure": "figures", "counted": "counted"}
    slug = slugs.get(kind) or first(listed[kind])
    turtle = client.get(f"/data/{kind}/{slug}", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=turtle.text, format="turtle")
    linked = client.get(f"/data/{kind}/{slug}", headers={"Accept": "application/ld+json"})
    assert isomorphic(triples(linked.content, pyoxigraph.RdfFormat.JSON_LD), graph)
    page = client.get(f"/data/{kind}/{slug}", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    tree = html.document_fromstring(page.text)
    shown = {cell.text_content() for cell in tree.xpath("//main//td/div/*[1]")}
    for value in graph.objects(URIRef(f"https://w3id.org/amur/id/{kind}/{slug}")):
        if isinstance(value, Literal):
            assert str(value) in shown
    for href in tree.xpath("//main//td//a/@href"):
        assert href.startswith(("/id/", "/ontology#", "http://", "https://"))


def test_a_page_of_a_thing_is_safe_from_its_words(client: TestClient) -> None:
    articles = client.get("/api/v1/articles").json()["items"]
    hostile = next(one["id"] for one in articles if "script" in (one["title"] or ""))
    tree = html.document_fromstring(client.get(f"/data/article/{hostile}?format=html").text)
    assert not tree.xpath("//main//script | //main//img")
    assert all(not href.startswith("javascript:") for href in tree.xpath("//a/@href"))


def test_the_ontology_as_a_page_has_every_term_at_its_anchor(client: TestClient) -> None:
    tree = html.document_fromstring(client.get("/ontology", headers={"Accept": "text/html"}).text)
    anchors = set(tree.xpath("//tr/@id"))
    turtle = Graph().parse(data=client.get("/ontology").text, format="turtle")
    assert anchors == {str(term).removeprefix(AMUR) for term in turtle.subjects() if str(term).startswith(AMUR)}
    [meeting] = tree.xpath("//tr[@id='Meeting']")
    assert {one.get("lang") for one in meeting.xpath("./td[1]/div")} == {"en", "zh", "ru"}


def test_robots_and_sitemaps(client: TestClient, event_id: str) -> None:
    robots = client.get("/robots.txt").text
    assert "User-agent: *" in robots and "Disallow: /sparql" in robots
    [address] = [line.split(" ", 1)[1] for line in robots.splitlines() if line.startswith("Sitemap:")]
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = etree.fromstring(client.get(address).content)
    parts = index.xpath("//s:sitemap/s:loc/text()", namespaces=space)
    listed = [
        url.removeprefix("http://testserver")
        for part in parts
        for url in etree.fromstring(client.get(part).content).xpath("//s:url/s:loc/text()", namespaces=space)
    ]
    assert f"/events/{event_id}" in listed and "/actors/wang-yi" in listed and len(listed) == len(set(listed))
    assert {client.get(path, headers={"Accept": "text/html"}).status_code for path in listed} == {200}
    assert client.get("/sitemaps/events/99.xml").status_code == 404


def test_changes_as_a_feed(client: TestClient) -> None:
    answer = client.get("/api/v1/changes", headers={"Accept": "application/atom+xml"})
    assert answer.headers["content-type"] == "application/atom+xml"
    assert answer.content == client.get("/api/v1/changes", headers={"Accept": "application/atom+xml"}).content
    feed = feedparser.parse(answer.content)
    assert not feed.bozo and feed.feed.id and feed.feed.updated_parsed


def test_an_unknown_kind_of_address_is_refused(client: TestClient) -> None:
    assert client.get("/id/planet/mars").status_code == 400
    assert client.get("/data/place/atlantis").status_code == 404


def test_a_claim_is_shown_in_its_article(client: TestClient, event_id: str) -> None:
    claim = client.get(f"/api/v1/events/{event_id}").json()["event"]["claims"][0]
    answer = client.get(f"/claims/{claim['id']}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/articles/{claim['article']['id']}#{claim['id']}")


def test_the_ontology_in_turtle_and_json_ld(client: TestClient) -> None:
    turtle = Graph().parse(data=client.get("/ontology").text, format="turtle")
    assert (URIRef(f"{AMUR}Meeting"), None, None) in turtle
    linked = triples(client.get("/ontology?format=jsonld").content, pyoxigraph.RdfFormat.JSON_LD)
    assert isomorphic(turtle, linked)
    assert client.get("/ontology/context.jsonld").json()["@context"]["amur"] == AMUR


def test_exports_agree_and_are_files(client: TestClient) -> None:
    graphs = {}
    for name in ("ttl", "nt", "jsonld"):
        answer = client.get(f"/export?format={name}", headers={"Accept-Encoding": "identity"})
        assert answer.headers["content-disposition"].startswith('attachment; filename="amur-')
        assert answer.headers["content-disposition"].endswith(f'.{name}"')
        assert int(answer.headers["content-length"]) == len(answer.content)
        readers = {"ttl": pyoxigraph.RdfFormat.TURTLE, "nt": pyoxigraph.RdfFormat.N_TRIPLES, "jsonld": pyoxigraph.RdfFormat.JSON_LD}
        graphs[name] = set(triples(answer.content, readers[name]))
    assert graphs["ttl"] == graphs["nt"] == graphs["jsonld"]
    quads = client.get("/export", headers={"Accept": "application/n-quads"})
    assert quads.content == client.get("/export?format=nq").content
    named = list(pyoxigraph.parse(quads.content, format=pyoxigraph.RdfFormat.N_QUADS))
    assert "https://w3id.org/amur/graph/world" in {str(quad.graph_name.value) for quad in named}  # type: ignore[union-attr]
    assert len({quad.triple for quad in named}) == len(graphs["nt"])


def test_sparql_answers_beside_the_routes(client: TestClient, event_id: str) -> None:
    query = f"ASK {{ <https://w3id.org/amur/id/event/{event_id}> a <{AMUR}Meeting> }}"
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is True


def test_the_claims_of_an_article_come_in_pages_when_asked(client: TestClient) -> None:
    article = client.get("/api/v1/articles?kind=reconstruction").json()["items"][0]["id"]
    whole = client.get(f"/api/v1/articles/{article}").json()
    assert whole["next"] is None and len(whole["claims"]) > 5
    seen: list[Any] = []
    address = f"/api/v1/articles/{article}?limit=2"
    while address:
        answer = client.get(address)
        assert len(answer.json()["claims"]) <= 2 and answer.json()["covered"] == whole["covered"]
        seen += answer.json()["claims"]
        address = answer.links["next"]["url"] if "next" in answer.links else ""
    assert seen == whole["claims"]
