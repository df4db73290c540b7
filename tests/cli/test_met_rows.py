"""`amur met` of what only a curated table tells: what the row is about, never the line of the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TABLE = """id,time,level,format,participants,place,occasion,sources,confidence
row-1,2018-05-03,foreign,bilateral,wang-yi|sergey-lavrov,sochi,"Tea by the sea, and talks",https://example.org/a|https://example.org/b,high
row-2,2018-06-03,foreign,bilateral,wang-yi|sergey-lavrov,moscow,,,high
"""


def test_a_row_is_told_by_its_occasion(amur: Any, tmp_path: Path) -> None:
    (tmp_path / "meetings.csv").write_text(TABLE, encoding="utf-8")
    assert amur("ingest", str(tmp_path / "meetings.csv")).code == 0
    shown = amur("met", "Wang Yi", "Лавров")
    assert shown.code == 0
    first, second = (line.split("\t") for line in shown.out.splitlines()[1:])
    assert first == ["2018-05-03", "Sergey Lavrov, Wang Yi", "Sochi", "1", "Tea by the sea, and talks [2 cited sources]"]
    assert second[-1] == "row of a curated table"
    assert "row-1" not in shown.out
    quotes = [item["claims"][0]["quote"] for item in amur("met", "Wang Yi", "--json").json["items"]]
    assert quotes[0] == TABLE.splitlines()[1]  # the JSON keeps the line, as evidence
