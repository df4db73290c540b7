"""`amur verify`, `rebuild`, `doctor`: the health of a store."""

from __future__ import annotations

import platform
import shutil
from importlib.metadata import version as package_version
from typing import Final, Literal

import typer

from app.cli.ask import reading
from app.cli.owner_client import OwnerClient, running_owner
from app.cli.terminal import JsonOption, StoreOption, messages, print_json, print_lines, read_settings, safe
from app.errors import AppError
from app.owner import read_owner
from app.resources import find_resource
from app.settings import Settings

SHOWN_PROBLEMS: Final = 20


def add_commands(cli: typer.Typer) -> None:
    cli.command("verify")(verify)
    cli.command("rebuild")(rebuild)
    cli.command("doctor")(doctor)


def verify(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Check every quote against its text, the shapes, and that the world is what the claims make. Exit 1 if not."""
    settings = read_settings(store)
    from app.verify import verify_store

    report = verify_store(settings)
    if as_json:
        print_json(report.as_json())
    else:
        lines = []
        for check in report.checks:
            lines.append(f"{'failed' if check.problems else 'ok':6} {check.name}: {check.counted}")
            lines += [f"         {problem}" for problem in check.problems[:SHOWN_PROBLEMS]]
            if len(check.problems) > SHOWN_PROBLEMS:
                lines.append(f"         and {len(check.problems) - SHOWN_PROBLEMS} more (--json lists all)")
        print_lines(lines)
    if not report.is_sound:
        raise typer.Exit(1)


def rebuild(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Make all managed graphs anew from the archive, with the rules of this version."""
    settings = read_settings(store)
    owner = running_owner(settings)
    if owner is not None:
        report = OwnerClient(owner).rebuild()
    else:
        from app.pipeline import Pipeline

        with Pipeline.open(settings, create=False) as pipeline:
            report = pipeline.rebuild().as_json()
    if as_json:
        print_json(report)
    else:
        messages().print(f"Rebuilt {report['articles']} articles, {report['claims']} claims.")
        for failure in report["failed"]:
            messages().print(f"[red]failed:[/red] {safe(failure)}")
    if report["failed"]:
        raise typer.Exit(1)


def doctor(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Look at the installation and the store, and say what is wrong. No store yet is no fault."""
    settings = read_settings(store)
    checks = [*_installation_checks(settings), *_store_checks(settings)]
    if as_json:
        print_json([{"check": name, "state": state, "detail": detail} for name, state, detail in checks])
    else:
        print_lines(f"{state:6} {name:17} {detail}" for name, state, detail in checks)
    if any(state == "fault" for _, state, _ in checks):
        raise typer.Exit(4)


Check = tuple[str, Literal["ok", "note", "fault"], str]


def _installation_checks(settings: Settings) -> list[Check]:
    checks: list[Check] = [("amur", "ok", f"{package_version('amur')}, Python {platform.python_version()}")]
    for parts in (("ontology", "amur.ttl"), ("data", "registry"), ("data", "frames")):
        try:
            checks.append(("/".join(parts), "ok", str(find_resource(*parts))))
        except FileNotFoundError as problem:
            checks.append(("/".join(parts), "fault", f"{problem}. Install Amur again."))
    try:
        from app.annotate import load_model

        model = load_model(settings.model)
        checks.append(("model", "ok", f"{model.meta['lang']}_{model.meta['name']} {model.meta['version']}"))
    except AppError as problem:
        checks.append(("model", "fault", str(problem)))
    return checks


def _store_checks(settings: Settings) -> list[Check]:
    folder = settings.folder
    checks: list[Check] = []
    if folder.exists():
        free_gb = shutil.disk_usage(folder).free / 1e9
        checks.append(("disk", "ok" if free_gb > 1 else "fault", f"{free_gb:.1f} GB free"))
        owner = read_owner(folder)
        checks.append(("owner", "ok", "nobody" if owner is None else f"process {owner.pid}" + (f", {owner.url}" if owner.url else "")))
    elif not settings.is_remote_store:
        return [("store", "note", f"{folder} does not exist yet; ingest, demo or serve make it.")]
    try:
        with reading(settings) as opened:
            health = opened.health()
            checks.append(("store", "ok", f"{settings.store}: version {health.version}, {health.quads} quads in {health.graphs} graphs"))
    except AppError as problem:
        checks.append(("store", "fault", str(problem)))
    return checks
