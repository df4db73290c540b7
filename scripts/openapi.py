"""Make docs/openapi.json, the OpenAPI document of the service, and the examples in it.

`python scripts/openapi.py` writes the document; `--check` writes nothing and exits 1 when it has drifted; `--examples` first asks every
operation of a service over the small store of tests/api/corpus.py and keeps what it answers, cut short, in app/api/examples.json.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENT: Final = ROOT / "docs" / "openapi.json"
EXAMPLES: Final = ROOT / "app" / "api" / "examples.json"
MOST_CHARACTERS: Final = 600  # of an answer that is no JSON

# operation -> address with {names} of things that the store holds
ADDRESSES: Final[dict[str, str]] = {
    "get /health": "/health",
    "get /ready": "/ready",
    "get /metrics": "/metrics",
    "get /api/v1/events/{id}": "/api/v1/events/{event}",
    "get /api/v1/events/{id}/readouts": "/api/v1/events/{event}/readouts",
    "get /api/v1/agreements": "/api/v1/agreements",
    "get /api/v1/actors": "/api/v1/actors?q=Лавров",
    "get /api/v1/actors/{id}": "/api/v1/actors/wang-yi",
    "get /api/v1/actors/{id}/timeline": "/api/v1/actors/wang-yi/timeline?since=2023",
    "get /api/v1/offices": "/api/v1/offices?on=2023-07-13&office=foreign-minister-of-russia",
    "get /api/v1/articles": "/api/v1/articles?kind=reconstruction",
    "get /api/v1/articles/{id}": "/api/v1/articles/{article}",
    "get /api/v1/search": "/api/v1/search?q=%22patrolled%20together%22",
    "get /api/v1/coverage": "/api/v1/coverage?since=2023-06&until=2023-07",
    "get /api/v1/claims/{id}": "/api/v1/claims/{claim}",
    "get /api/v1/statements": "/api/v1/statements?topic=ukraine",
    "get /api/v1/figures": "/api/v1/figures?q=trade",
    "get /api/v1/counted": "/api/v1/counted?kind=JointPatrol",
    "get /api/v1/conflicts": "/api/v1/conflicts",
    "get /api/v1/graph/neighbors/{actor}": "/api/v1/graph/neighbors/wang-yi?nodes=2",
    "get /api/v1/graph/subgraph": "/api/v1/graph/subgraph?actor=wang-yi,sergey-lavrov",
    "get /api/v1/graph/path": "/api/v1/graph/path?source=wang-yi&target=sergey-lavrov",
    "get /api/v1/graph/common": "/api/v1/graph/common?a=wang-yi&b=sergey-lavrov",
    "get /api/v1/graph/centrality": "/api/v1/graph/centrality?limit=1",
    "get /api/v1/graph/communities": "/api/v1/graph/communities",
    "get /api/v1/graph/series": "/api/v1/graph/series?a=wang-yi&b=sergey-lavrov",
    "get /export": "/export?format=ttl",
    "get /data/{kind}/{slug}": "/data/place/jakarta?format=ttl",
    "get /ontology": "/ontology?format=ttl",
    "get /ontology/context.jsonld": "/ontology/context.jsonld",
    "get /robots.txt": "/robots.txt",
    "get /sitemap.xml": "/sitemap.xml",
    "get /sitemaps/{part}/{number}.xml": "/sitemaps/pages/1.xml",
    "get /sparql": "/sparql?query=ASK%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
    "get /rdf-graph-store": "/rdf-graph-store?graph=https%3A%2F%2Fw3id.org%2Famur%2Fgraph%2Fregistry",
    "get /.well-known/void": "/.well-known/void",
}


def make_document() -> str:
    """The document of a service that has a store, with all its routes."""
    from app.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        client = _client(Settings(store=str(Path(folder) / "store"), _env_file=None))  # type: ignore[call-arg]
        with client:
            document = client.get("/openapi.json").json()
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def make_examples() -> str:
    """What the operations answer, cut short."""
    corpus = _load_corpus()
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = corpus.settings_in(Path(folder))
        corpus.fill(settings)
        client = _client(settings)
        with client:
            event = client.get("/api/v1/meetings?actor=wang-yi&with=sergey-lavrov").json()["items"][0]
            claim = next(one for one in event["claims"] if one["article"]["kind"] == "reconstruction")
            known = {"event": event["id"], "claim": claim["id"], "article": claim["article"]["id"]}
            for operation, address in ADDRESSES.items():
                answer = client.get(address.format(**known), headers={"Accept": "*/*"})
                if answer.status_code != 200:
                    sys.stderr.write(f"{operation}: {address} answers {answer.status_code}\n")
                    continue
                media_type = answer.headers["content-type"].split(";")[0]
                is_json = media_type.endswith("json")
                found[operation] = {media_type: _cut(answer.json()) if is_json else _cut_text(answer.text)}
            found |= _write(client, settings) | {"post /sparql": found["get /sparql"]}
    return json.dumps(dict(sorted(found.items())), ensure_ascii=False, indent=1) + "\n"


def _write(client: Any, settings: Any) -> dict[str, Any]:
    """What the operations answer that need a key: an article is sent, read, judged and withdrawn."""
    from app.keys import KeyRing, keys_folder

    header = {"Authorization": f"Bearer {KeyRing(keys_folder(settings)).create('examples')}"}
    text = "KAZAN, May 20 -- Foreign Minister Wang Yi met Sergey Lavrov in Kazan on Monday, the ministry said."
    article = {"text": text, "published": "2024-05-21", "publisher": "Example Times", "id": "kazan-1"}
    sent = client.post("/api/v1/articles", json=article, headers=header)
    job = sent.json()
    for _ in range(600):
        told = client.get(f"/api/v1/jobs/{job['id']}").json()
        if told["status"] not in ("waiting", "reading", "queued", "running"):
            break
        time.sleep(0.2)
    slug = told["articles"][0]["article"]
    claim = client.get(f"/api/v1/articles/{slug}").json()["claims"][0]["claim"]["id"]
    judged = client.post(f"/api/v1/claims/{claim}/review", json={"verdict": "accept", "note": "read in the original"}, headers=header)
    gone = client.delete(f"/api/v1/articles/{slug}", headers=header)
    answers = {
        "get /api/v1/changes": client.get("/api/v1/changes?since=0&limit=1").json(),
        "post /api/v1/articles": job,
        "get /api/v1/jobs/{id}": told,
        "post /api/v1/claims/{id}/review": judged.json(),
        "delete /api/v1/articles/{id}": gone.json(),
    }
    return {operation: {"application/json": _cut(answer)} for operation, answer in answers.items()}


def _cut(value: Any, depth: int = 0) -> Any:
    """The first of each list of things (two of a list of words), and the beginning of long texts."""
    if isinstance(value, dict):
        return {key: _cut(item, depth + 1) for key, item in list(value.items())[: 40 if depth else None]}
    if isinstance(value, list):
        kept = value[:1] if value and isinstance(value[0], dict) and depth < 3 else value[:2]
        return [_cut(item, depth + 1) for item in kept]
    return f"{value[:200]}…" if isinstance(value, str) and len(value) > 240 else value


def _cut_text(text: str) -> str:
    """The first lines."""
    if len(text) <= MOST_CHARACTERS:
        return text
    return text[:MOST_CHARACTERS].rsplit("\n", 1)[0] + "\n…"


def _client(settings: Any) -> Any:
    from app.api.factory import create_app

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient
    return TestClient(create_app(settings), client=("127.0.0.1", 50000))


def _load_corpus() -> Any:
    spec = importlib.util.spec_from_file_location("amur_example_corpus", ROOT / "tests" / "api" / "corpus.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the document has drifted")
    parser.add_argument("--examples", action="store_true", help="ask for the examples anew first")
    asked = parser.parse_args()
    if asked.examples:
        EXAMPLES.write_text(make_examples(), encoding="utf-8")
    made = make_document()
    if not asked.check:
        DOCUMENT.write_text(made, encoding="utf-8")
        return 0
    if not DOCUMENT.is_file() or DOCUMENT.read_text(encoding="utf-8") != made:
        sys.stderr.write("docs/openapi.json has drifted: run scripts/openapi.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
