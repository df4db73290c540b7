"""Extract a folder of texts into gold JSON for the scorer: extract_gold.py META_JSON FOLDER OUT [section]."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from app.annotate import build_annotator
from app.extract import extract_claims
from app.gazetteer import Gazetteer
from app.gold import claims_to_gold
from app.model import Article
from app.readers import read_bytes
from app.resolve import resolve_claims
from app.settings import Settings


def main(meta_path: str, folder: str, out: str) -> None:
    """Write one JSON a document; the wire folder's Markdown is read as plain text here, since the gold points into the .txt."""
    meta = json.loads(Path(meta_path).read_text(encoding="utf-8"))
    table = meta.get(Path(folder).name, meta)
    target = Path(out)
    target.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    settings = Settings()
    gazetteer = Gazetteer.load()
    annotator = build_annotator(settings, gazetteer)
    for path in sorted(Path(folder).glob("*.txt")):
        about = table.get(path.stem)
        if about is None:
            continue
        (article,) = read_bytes(path.read_bytes(), path.name, about, gazetteer)
        if not isinstance(article, Article):
            print(f"{path.name}: {article}", file=sys.stderr)
            continue
        claims = resolve_claims(article, extract_claims(article, annotator.annotate(article), gazetteer), gazetteer)
        document = claims_to_gold(article, claims, gazetteer, settings.min_confidence)
        (target / f"{path.stem}.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{time.monotonic() - started:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:4])
