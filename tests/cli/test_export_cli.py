"""`amur export`: networks, tables and filters; compressed files; what is refused."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from typing import Any

import pytest
import zstandard


def test_tables_and_networks_of_some_actors(amur: Any, filled: Path) -> None:
    events = list(csv.DictReader(io.StringIO(amur("export", "Putin", "--format", "csv", "--table", "events", store=filled).out)))
    assert events
    assert all("vladimir-putin" in row["participants"] for row in events)
    assert amur("export", "--actor", "Putin", "--format", "csv", "--table", "events", store=filled).out.count("\n") == len(events) + 1
    network = amur("export", "--format", "gexf", "--projection", "events", store=filled)
    assert network.code == 0
    assert network.out.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<gexf ')
    for flags, passes in (
        (("--q", "zzz"), False), (("--language", "en"), True), (("--language", "ru"), False), (("--sourcing", "own,attributed"), True),
        (("--level", "defence"), False), (("--event-format", "pull-aside"), False),
    ):  # fmt: skip
        shown = amur("export", "--format", "csv", "--table", "events", *flags, store=filled)
        assert (shown.code, shown.out.count("\n") > 1) == (0, passes), flags
    late = amur("export", "--format", "csv", "--table", "events", "--since", "2100", store=filled)
    assert late.out.count("\n") == 1


def test_compressed_files_hold_the_same_and_no_time(amur: Any, filled: Path, tmp_path: Path) -> None:
    plain = amur("export", "--format", "nt", store=filled).out.encode()
    for ending, expand in ((".gz", gzip.decompress), (".zst", lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data))):
        packed = []
        for _ in range(2):
            assert amur("export", "--format", "nt", "-o", f"all.nt{ending}", store=filled).code == 0
            packed.append((tmp_path / f"all.nt{ending}").read_bytes())
        assert expand(packed[0]) == plain
        assert packed[0] == packed[1]
        assert len(packed[0]) < len(plain) / 4


def test_the_name_of_the_file_tells_the_format(amur: Any, filled: Path, tmp_path: Path) -> None:
    for name, start in (
        ("a.gexf", b"<?xml"),
        ("a.jsonld", b'{"@context"'),
        ("a.csv", b"id,source"),
        ("a.nq.gz", b"\x1f\x8b"),
        ("a", b"@base"),
    ):
        assert amur("export", "-o", name, store=filled).code == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    assert amur("export", "-o", "b.gexf", "--format", "nt", "--kind", "contacts", store=filled).code == 0
    assert b"ontology#met" in (tmp_path / "b.gexf").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--format", "csv", "--table", "people"), 2, "edges, nodes, events"),
        (("--format", "gexf", "--projection", "towns"), 2, "actors, events"),
        (("--format", "ttl", "--table", "nodes"), 2, "table=nodes is for csv"),
        (("--format", "gexf", "--neo4j"), 2, "edges and nodes"),
        (("--format", "gexf", "--since", "soon"), 2, "since='soon' is no date"),
        (("Putinn", "--format", "gexf"), 3, "vladimir-putin"),
    ],
)
def test_what_is_refused_says_why_and_leaves_no_file(
    amur: Any, filled: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    before = set(tmp_path.iterdir())
    shown = amur("export", *arguments, "-o", "out.file", store=filled)
    assert shown.code == code, shown.err
    assert words in shown.err
    assert set(tmp_path.iterdir()) - before == set()
