"""`amur explain`: which rule fired where, with the parse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli.inputs import MetaOption, PublishedOption, PublisherOption, gather_inputs
from app.cli.terminal import print_text, read_settings
from app.errors import BadInput
from app.outcomes import Outcome


def add_commands(cli: typer.Typer) -> None:
    cli.command("explain")(explain)


def explain(
    path: Annotated[str, typer.Argument(help="A file, or - for standard input.", metavar="FILE")],
    meta: MetaOption = None,
    published: PublishedOption = None,
    publisher: PublisherOption = None,
    target: Annotated[Path | None, typer.Option("-o", "--output", help="File to write; else stdout.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of an HTML page.")] = False,
) -> None:
    """Show which rule fired where in an article, with the parse, as an HTML page or JSON; without a store."""
    settings = read_settings()
    inputs = gather_inputs([path], meta, {"published": published, "publisher": publisher}, settings)
    if len(inputs) != 1:
        raise BadInput(f"{path} names {len(inputs)} files.", "Explain one file at a time.")
    content = inputs[0].load()
    if isinstance(content, Outcome):
        raise BadInput(f"{path}: {content.reason}", content.hint)

    from app.explain import explain_article
    from app.explain_page import explanation_page
    from app.text_side import TextSide

    text_side = TextSide(settings)
    explanations = []
    for reading in text_side.read(content):
        if isinstance(reading, Outcome):
            raise BadInput(f"{path}: {reading.reason}", reading.hint)
        if reading.tabled is not None:
            raise BadInput(f"{path} is a curated table: its rows are claims already.", "Explain a text.")
        explanations.append(explain_article(reading.article, text_side))
    text = json.dumps(explanations, ensure_ascii=False, indent=1) + "\n" if as_json else explanation_page(explanations)
    if target is None:
        print_text(text)
        return
    try:
        target.write_text(text, "utf-8")
    except OSError as problem:
        raise BadInput(f"{target} cannot be written: {problem.strerror}.", "Choose another file with -o.") from None
