"""What clients send to `/sparql` in real life, and what they may expect of a good server."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from fastapi.testclient import TestClient

from app.api.compress import choose_encoding
from app.api.factory import create_app
from app.keys import KeyRing, keys_folder
from app.settings import Settings
from app.stores import open_store

ALL = "SELECT * { ?s ?p ?o }"
GRAPH = "CONSTRUCT WHERE { ?s ?p ?o }"
QUERY = {"Content-Type": "application/sparql-query"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GSP = "/rdf-graph-store"


def make(folder: Path, **more: object) -> Settings:
    return Settings.model_validate({"store": str(folder / "store"), "plain": True, "query_timeout_s": 3, **more})


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = make(tmp_path_factory.mktemp("manners"))
    store = open_store(settings, create=True)
    store.update("INSERT DATA { " + " ".join(f"<x:{i}> <x:says> '{'word ' * 5}{i}' ." for i in range(200)) + " }")
    with TestClient(create_app(settings, store)) as opened:
        opened.headers["Authorization"] = f"Bearer {KeyRing(keys_folder(settings)).create('test')}"
        yield opened
    store.close()


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    ("query", "format_", "expected"),
    [
        (ALL, "xml", "application/sparql-results+xml"), (GRAPH, "xml", "application/rdf+xml"), (ALL, "json", "application/sparql-results+json"),
        (GRAPH, "json", "application/ld+json"), (GRAPH, "turtle", "text/turtle"), (GRAPH, "n3", "text/turtle"), (GRAPH, "JSON-LD", "application/ld+json"),
        (GRAPH, "rdf+xml", "application/rdf+xml"), (GRAPH, "ntriples", "application/n-triples"), (ALL, "text/csv", "text/csv"),
    ],
)  # fmt: skip
def test_the_format_names_of_client_libraries(client: TestClient, method: str, query: str, format_: str, expected: str) -> None:
    asked = {"query": query, "format": format_, "output": format_, "results": format_}  # as SPARQLWrapper sends them
    answer = client.get("/sparql", params=asked) if method == "GET" else client.post("/sparql", data=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == expected


def test_the_preflight_of_an_editor_in_a_browser(client: TestClient) -> None:
    asked = {"Origin": "https://editor.example", "Access-Control-Request-Method": "POST"}
    asked["Access-Control-Request-Headers"] = "authorization,content-type,x-requested-with"
    for path in ("/sparql", "/sparql/update", GSP):
        answer = client.options(path, headers=asked)
        assert answer.status_code == 204
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "POST" in answer.headers["access-control-allow-methods"]
        allowed = answer.headers["access-control-allow-headers"].lower()
        assert all(name in allowed for name in ("authorization", "content-type", "x-requested-with", "accept"))
    for answer in (client.get("/sparql", params={"query": ALL}), client.post("/sparql", data={"query": "SELECT"})):  # errors, too
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("way", ["GET", "POST", "graph"])
@pytest.mark.parametrize("encoding", ["gzip", "zstd", "identity"])
def test_compression_by_either_way(client: TestClient, way: str, encoding: str) -> None:
    def send(accept: str) -> tuple[bytes, str, str]:
        headers = {"Accept-Encoding": accept, "Accept": "text/turtle" if way == "graph" else "text/csv"}
        with client.stream(
            "POST" if way == "POST" else "GET",
            f"{GSP}?default" if way == "graph" else "/sparql",
            headers=headers,
            **({"data": {"query": ALL}} if way == "POST" else {"params": {"query": ALL}} if way == "GET" else {}),
        ) as answer:
            assert answer.status_code == 200
            return b"".join(answer.iter_raw()), answer.headers.get("content-encoding", "identity"), answer.headers["vary"].lower()

    plain, _, _ = send("identity")
    body, told, vary = send(encoding)
    assert told == encoding
    assert {"accept", "accept-encoding"} <= {name.strip() for name in vary.split(",")}
    unpacked = {"gzip": gzip.decompress, "zstd": lambda data: zstandard.ZstdDecompressor().decompress(data, 10**6)}.get(encoding, bytes)
    assert unpacked(body) == plain
    assert encoding == "identity" or len(body) < len(plain) / 3


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        ("", None), ("gzip, deflate, br, zstd", "zstd"), ("gzip, deflate", "gzip"), ("zstd;q=0.5, gzip", "gzip"), ("*", "zstd"),
        ("zstd;q=0, *", "gzip"), ("identity, gzip;q=0.5", None), ("gzip;q=0", None), ("br", None), ("gzip;q=what", None),
    ],
)  # fmt: skip
def test_the_encoding_that_is_chosen(header: str, chosen: str | None) -> None:
    assert choose_encoding(header) == chosen


def test_head_tells_what_get_would(client: TestClient) -> None:
    for path, asked in (("/sparql", {"query": ALL}), ("/sparql", {}), (GSP, {"default": ""})):
        for encoding in ("identity", "gzip", "zstd"):
            head, whole = (client.request(method, path, params=asked, headers={"Accept-Encoding": encoding}) for method in ("HEAD", "GET"))
            assert (head.status_code, head.content) == (200, b"")
            assert encoding != "identity" or head.headers["content-length"] == str(len(whole.content))
            for name in ("content-length", "content-type", "content-encoding", "etag", "vary"):
                assert head.headers.get(name) == whole.headers.get(name)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/sparql", "GET, HEAD, OPTIONS, POST"), ("/sparql/update", "OPTIONS, POST"), (GSP, "DELETE, GET, HEAD, OPTIONS, POST, PUT"),
        ("/.well-known/void", "GET, HEAD, OPTIONS"), ("/health", "GET, HEAD, OPTIONS"),
    ],
)  # fmt: skip
def test_methods_are_told(client: TestClient, path: str, allowed: str) -> None:
    answer = client.options(path)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == allowed
    refused = client.request("PATCH", path)
    assert refused.status_code == 405
    assert refused.headers["allow"] == allowed
    assert refused.json()["hint"]


def test_a_mark_at_the_start_of_a_file_is_no_part_of_the_query(client: TestClient) -> None:
    answer = client.post("/sparql", content="\ufeffASK {}".encode(), headers=QUERY)
    assert answer.json()["boolean"] is True


def test_a_long_header_is_not_told_back(client: TestClient) -> None:
    answer = client.get("/sparql", params={"query": ALL}, headers={"Accept": ",".join(f"a/b{i}" for i in range(3000))})
    assert answer.status_code == 406
    assert len(answer.content) < 2000


def test_what_was_had_is_not_sent_again(client: TestClient) -> None:
    for path, asked in (("/sparql", {"query": ALL}), (GSP, {"default": ""})):
        tag = client.get(path, params=asked).headers["etag"]
        again = client.get(path, params=asked, headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert "accept" in again.headers["vary"].lower()


@pytest.mark.parametrize("path", ["/sparql", f"{GSP}?graph=x:g"])
@pytest.mark.parametrize("encoding", ["gzip", "zstd", "br", "deflate"])
def test_packed_bodies_are_not_taken(client: TestClient, path: str, encoding: str) -> None:
    kind = "text/turtle" if "graph" in path else QUERY["Content-Type"]
    bomb = gzip.compress(b" " * 5_000_000)
    answer = client.post(path, content=bomb, headers={"Content-Type": kind, "Content-Encoding": encoding})
    assert answer.status_code == 415
    assert encoding in answer.json()["detail"]


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        ({"content": ALL.encode("utf-16"), "headers": QUERY}, 400, "UTF-8"),
        ({"content": ALL, "headers": {"Content-Type": "application/sparql-query; charset=koi8-r"}}, 415, "koi8-r"),
        ({"content": ALL, "headers": {"Content-Type": "application/json"}}, 415, "application/json"),
        ({"data": {"query": ALL, "format": "docx"}}, 400, "docx"),
        ({"data": {"query": ALL}, "headers": {"Accept": "image/png"}}, 406, "image/png"),
        ({"data": {"query": ALL, "default-graph-uri": "not an iri"}}, 400, "IRI"),
        ({"data": {"update": "WITH <x:g> INSERT {} WHERE {}", "using-graph-uri": "x:h"}}, 400, "dataset"),
        ({"data": {"query": ALL, "update": "INSERT DATA {}"}}, 400, "a query and an update"),
        ({"content": ALL, "headers": QUERY, "params": {"query": ALL}}, 400, "Send one"),
        ({"content": ALL + " " * 40_000, "headers": QUERY}, 413, "32768"),
        ({"content": "&".join(["query=ASK{}"] + ["a=b"] * 1000), "headers": FORM}, 400, "too many parameters"),
        ({"data": {"query": "SELECT * {\n  ?s ?p\n}"}}, 400, "line 3, column 2"),
        ({"data": {"query": "SELECT * { ?s ?p ?o } LIMIT x"}}, 400, "line 1, column 29"),
    ],
)  # fmt: skip
def test_each_mistake_has_its_status_and_words(client: TestClient, options: dict[str, object], status: int, words: str) -> None:
    answer = client.post("/sparql", **options)
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert words in problem["detail"] + problem["hint"]
    if "line" in words:
        assert {"line", "column"} <= problem.keys()


FILES = ["file:///etc/passwd", "file:/etc/passwd", "file://localhost/etc/hostname"]


@pytest.mark.parametrize("file", FILES)
def test_files_are_names_only(client: TestClient, file: str) -> None:
    """Nothing of a file is ever shown: as a graph it is empty, as a source it is refused or unknown."""
    secret = Path("/etc/passwd").read_text(encoding="utf-8", errors="replace").splitlines()[0] if Path("/etc/passwd").is_file() else "root:"
    queries = [
        f"SELECT * FROM <{file}> {{ ?s ?p ?o }}", f"SELECT * FROM NAMED <{file}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"SELECT * {{ GRAPH <{file}> {{ ?s ?p ?o }} }}", f"DESCRIBE <{file}>", f"CONSTRUCT {{ ?s ?p ?o }} FROM <{file}> {{ ?s ?p ?o }}",
    ]  # fmt: skip
    for query in queries:
        answer = client.post("/sparql", data={"query": query}, headers={"Accept": "text/csv, application/n-triples"})
        assert answer.status_code == 200
        assert len(answer.text.splitlines()) <= 1
    answer = client.get("/sparql", params={"query": ALL, "default-graph-uri": file, "named-graph-uri": file, "format": "csv"})
    assert len(answer.text.splitlines()) == 1
    before = client.get("/sparql", params={"query": ALL, "format": "csv"}).text
    updates = {
        f"LOAD <{file}>": 403, f"LOAD <{file}> INTO GRAPH <x:g>": 403, f"LOAD SILENT <{file}>": 204, f"COPY <{file}> TO <x:g>": None,
        f"ADD <{file}> TO <x:g>": None, f"MOVE <{file}> TO <x:g>": None, f"ADD SILENT <{file}> TO DEFAULT": None,
        f"INSERT {{ ?s ?p ?o }} USING <{file}> WHERE {{ ?s ?p ?o }}": 204, f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH <{file}> {{ ?s ?p ?o }} }}": 204,
    }  # fmt: skip
    for update, status in updates.items():
        answer = client.post("/sparql", data={"update": update})
        assert answer.status_code in ((204, 400) if status is None else (status,)), f"{update}: {answer.text}"
        assert secret not in answer.text
    assert client.get(GSP, params={"graph": file}).status_code == 404
    assert client.get("/sparql", params={"query": ALL, "format": "csv"}).text == before
    named = client.get("/sparql", params={"query": "SELECT * { GRAPH ?g { ?s ?p ?o } }", "format": "csv"})
    assert len(named.text.splitlines()) == 1


def test_a_key_has_a_rate_of_its_own(tmp_path: Path) -> None:
    settings = make(tmp_path, rate_per_minute=3)
    store = open_store(settings, create=True)
    first, second = (KeyRing(keys_folder(settings)).create(name) for name in ("one", "two"))
    with TestClient(create_app(settings, store)) as client:
        for headers in ({}, {"Authorization": f"Bearer {first}"}, {"Authorization": f"Bearer {second}"}):
            statuses = [client.get("/sparql", params={"query": "ASK {}"}, headers=headers).status_code for _ in range(4)]
            assert statuses == [200, 200, 200, 429]
        refused = client.get("/sparql", params={"query": "ASK {}"}, headers={"Authorization": "Bearer amur_wrong"})
        assert refused.status_code == 429  # a wrong key has no bucket of its own
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.headers["access-control-allow-origin"] == "*"
        assert refused.json()["hint"]
    store.close()
