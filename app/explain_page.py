"""The explanation of an article as one HTML page that needs nothing from outside: claims, spans and dependency trees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from spacy.displacy.render import DependencyRenderer, SpanRenderer

LONGEST_TREE: Final = 90  # tokens; a longer sentence's tree is no longer readable
COLOURS: Final = {
    "actor": "#b9d6f2",
    "place": "#c4e6b5",
    "group": "#d8c8ef",
    "date": "#f6dd9c",
    "quantity": "#e3e3e3",
    "said": "#f3c3cf",
    "frame": "#f4b48d",
}
STYLE: Final = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1b1b1b; background: #fff }
table { border-collapse: collapse; margin: .5rem 0; font-size: 13px } td, th { border: 1px solid #ccc; padding: .15rem .5rem;
text-align: left; vertical-align: top } section { border-top: 1px solid #ddd; margin-top: 1.2rem; padding-top: .4rem }
.tree, .spans { overflow-x: auto } code { background: #f2f2f2 } .off { color: #8a5a00 } h2 { font-size: 1.1rem } h3 { font-size: 1rem }
"""


def explanation_page(explanations: Sequence[Mapping[str, Any]]) -> str:
    """One page of all the articles of a file."""
    title = "; ".join(str(e["article"]["title"] or e["article"]["key"]) for e in explanations)
    body = "".join(_article(explanation, number) for number, explanation in enumerate(explanations))
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{body}</body></html>\n'


def _article(explanation: Mapping[str, Any], number: int) -> str:
    about = explanation["article"]
    claims = {claim["id"]: claim for claim in explanation["claims"]}
    parts = [f"<h1>{escape(str(about['title'] or about['key']))}</h1>"]
    facts = [about["publisher"], about["published"], about["kind"], explanation["model"], f"{len(claims)} claims"]
    parts.append(f"<p>{escape(' · '.join(str(fact) for fact in facts if fact))}</p>")
    parts += [f'<p class="off">refused: {escape(reason)}</p>' for reason in explanation["refused"]]
    for place, block in enumerate(explanation["blocks"]):
        line = block["dateline"]
        told = f" · dateline {line.get('place') or ''} {line.get('date') or ''}" if line else ""
        repairs = " · repaired: " + ", ".join(map(str, block["repairs"])) if block["repairs"] else ""
        parts.append(f"<h2>{escape(block['kind'] + told + repairs)}</h2>")
        for turn, sentence in enumerate(block["sentences"]):
            parts.append(_sentence(sentence, claims, f"t{number}-{place}-{turn}"))
    return "".join(parts)


def _sentence(sentence: Mapping[str, Any], claims: Mapping[str, Mapping[str, Any]], key: str) -> str:
    parts = [f'<section><div class="spans">{_spans(sentence)}</div>']
    frames = [
        (f["rule"], f["trigger_text"], f["status"], _roles(f), "" if f["complete"] else "not enough of its roles are filled")
        for f in sentence["frames"]
    ]
    parts.append(_table("Frames", ("rule", "trigger", "status", "roles", "note"), frames))
    said = [
        (
            a["rule"],
            a["verb_text"],
            ", ".join(a["speakers"]),
            ", ".join(a["reported_by"]),
            a["date"],
            " … ".join(c["text"] for c in a["content"]),
        )
        for a in sentence["attributions"]
    ]
    parts.append(_table("Attributions", ("rule", "word", "speaker", "reported by", "date", "content"), said))
    parts.append(_table("Claims", ("type", "rule", "who", "when", "status", "confidence"), [_claim(claims[i]) for i in sentence["claims"]]))
    refs = [(m["text"], m.get("ref") or ", ".join(m.get("members") or m.get("refs") or ()), m.get("via")) for m in sentence["mentions"]]
    dates = [(d["text"], d.get("edtf"), f"{d.get('basis', '')}, {d.get('relation', '')}") for d in sentence["dates"]]
    amounts = [(q["text"], q.get("value"), q.get("unit")) for q in sentence["quantities"]]
    parts.append(_table("Names, times, amounts", ("words", "is", "by"), [*refs, *dates, *amounts]))
    if 1 < len(sentence["tokens"]) <= LONGEST_TREE:
        parts.append(f'<details><summary>Parse</summary><div class="tree">{_tree(sentence, key)}</div></details>')
    return "".join((*parts, "</section>"))


def _roles(frame: Mapping[str, Any]) -> str:
    roles = {**frame["roles"], "destination": frame["destination"]}
    return "; ".join(f"{role}: {', '.join(map(str, who))}" for role, who in roles.items() if who)


def _claim(claim: Mapping[str, Any]) -> tuple[Any, ...]:
    who = [f"{p['actor']['id']} ({p['role']})" for p in claim["participants"]] or [a["id"] for a in claim["attributed_to"]]
    return claim["type"], claim["rule"], ", ".join(who), claim["time"]["edtf"], claim["status"], claim["confidence"]


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    cells = ["<tr>" + "".join(f"<td>{escape('' if cell is None else str(cell))}</td>" for cell in row) + "</tr>" for row in rows]
    if not cells:
        return ""
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    return f"<h3>{escape(title)}</h3><table><tr>{head}</tr>{''.join(cells)}</table>"


def _spans(sentence: Mapping[str, Any]) -> str:
    first = sentence["tokens"][0]["i"]
    size = len(sentence["tokens"])
    spans: list[dict[str, Any]] = []

    def mark(tokens: Sequence[int], kind: str, label: str) -> None:
        start, end = max(0, tokens[0] - first), min(size, tokens[-1] - first)
        if start < end:
            shown = escape(label)
            colours[shown.upper()] = COLOURS[kind]
            spans.append({"start_token": start, "end_token": end, "label": shown})

    colours: dict[str, str] = {}
    for item in sentence["mentions"]:
        mark(item["tokens"], item["kind"], str(item.get("ref") or item["kind"]))
    for item in sentence["dates"]:
        mark(item["tokens"], "date", str(item.get("edtf") or "date"))
    for item in sentence["quantities"]:
        mark(item["tokens"], "quantity", str(item.get("unit") or "amount"))
    for item in sentence["frames"]:
        mark((item["trigger"], item["trigger"] + 1), "frame", item["rule"])
    for item in sentence["attributions"]:
        mark((item["verb"], item["verb"] + 1), "said", item["rule"])
    words = [token["text"] for token in sentence["tokens"]]
    return SpanRenderer({"colors": colours}).render([{"tokens": words, "spans": spans}])


def _tree(sentence: Mapping[str, Any], key: str) -> str:
    first = sentence["tokens"][0]["i"]
    words = [{"text": token["text"], "tag": token["pos"]} for token in sentence["tokens"]]
    arcs = []
    for token in sentence["tokens"]:
        here, head = token["i"] - first, token["head"] - first
        if here != head and 0 <= head < len(words):
            arcs.append(
                {"start": min(here, head), "end": max(here, head), "label": token["dep"], "dir": "left" if here < head else "right"}
            )
    return DependencyRenderer({"compact": True, "distance": 110}).render_svg(key, words, arcs)
