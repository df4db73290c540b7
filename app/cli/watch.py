"""`amur watch`: ingests what appears in a folder, for nightly runs and for newsrooms that never sleep."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, Final

import typer

from app.cli.ingest import follow_inputs, report_failures
from app.cli.inputs import Input, MetaOption, PublisherOption, inputs_of, read_meta
from app.cli.terminal import StoreOption, messages, print_text, read_settings, safe
from app.errors import BadInput, StoreProblem
from app.outcomes import Outcome
from app.settings import Settings
from app.watch import Seen, WatchLog, list_files, split_settled

ROUND: Final = 200  # files in one go; after each, what was taken is shown
_LOOK_S: Final = 0.5  # between two looks at what is being written, with --once


def add_commands(cli: typer.Typer) -> None:
    cli.command("watch")(watch)


def watch(
    folder: Annotated[Path, typer.Argument(help="Folder in which articles appear.")],
    once: Annotated[bool, typer.Option("--once", help="Take what is there, then end (for a nightly run).")] = False,
    every_s: Annotated[float, typer.Option("--every", min=0.1, help="Seconds between two looks.")] = 10.0,
    settle_s: Annotated[float, typer.Option("--settle", min=0, help="Seconds that a file must have stood still.")] = 2.0,
    patience_s: Annotated[float, typer.Option("--patience", min=0, help="With --once: how long to wait for files being written.")] = 60.0,
    meta: MetaOption = None,
    publisher: PublisherOption = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Processes that annotate text.")] = None,
    store: StoreOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each article's outcome as a line of JSON.")] = False,
) -> None:
    """Read what appears in a folder, also what appeared or changed while nobody watched, through the running server if there is one.

    Half-written files are waited for; one that cannot be read is named once. Ctrl-C and SIGTERM end it in order.
    """
    settings = read_settings(store, workers=workers)
    told = {"publisher": publisher} if publisher is not None else {}
    list(list_files(folder))  # no such folder is told before anything else
    with closing(WatchLog.open(settings.folder)) as log, _until_told() as stop:
        watcher = _Watcher(settings, folder.resolve(), log, stop, read_meta(meta), told, as_json=as_json)
        has_failed = watcher.take_once(settle_s, patience_s) if once else watcher.keep_watch(every_s, settle_s)
    if has_failed:
        raise typer.Exit(1)


class _Watcher:
    """One run of the command."""

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        log: WatchLog,
        stop: threading.Event,
        table: Mapping[str, Mapping[str, Any]],
        told: Mapping[str, Any],
        *,
        as_json: bool,
    ) -> None:
        self.settings, self.folder, self.log, self.stop, self.as_json = settings, folder, log, stop, as_json
        self._table, self._told = table, told
        self._before: dict[Path, Seen] = {}
        self._complaint = ""
        self._is_unsettled = False

    def take_once(self, settle_s: float, patience_s: float) -> bool:
        """Take what is there; True if something could not be read. Raises StoreProblem when nothing can be written."""
        until, has_failed = time.monotonic() + patience_s, False
        self._before = {seen.path: seen for seen in list_files(self.folder)}
        while True:
            settled, unsettled = self._look(settle_s)
            has_failed |= self._take(settled)
            if not unsettled or self.stop.is_set():
                return has_failed
            if time.monotonic() > until:
                for seen in unsettled:
                    messages().print(f"[yellow]left:[/yellow] {safe(str(seen.path))} is still being written; the next run takes it.")
                return has_failed
            self.stop.wait(_LOOK_S)

    def keep_watch(self, every_s: float, settle_s: float) -> bool:
        """Look again and again until told to stop. A store in use, a full disk or a folder that is gone is told once, and tried again."""
        messages().print(f"Watching {safe(str(self.folder))}  (Ctrl-C stops it)")
        while not self.stop.is_set():
            try:
                settled, _ = self._look(settle_s)
                self._take(settled)
                self._complaint = ""
            except (StoreProblem, BadInput) as problem:
                if str(problem) != self._complaint:
                    messages().print(f"[yellow]waiting:[/yellow] {safe(str(problem))}")
                self._complaint = str(problem)
            self.stop.wait(min(every_s, max(settle_s, 0.1)) if self._is_unsettled else every_s)
        return False

    def _look(self, settle_s: float) -> tuple[list[Seen], list[Seen]]:
        found = [seen for seen in list_files(self.folder) if not self.log.has(seen)]
        settled, unsettled = split_settled(found, self._before, time.time_ns(), settle_s)
        self._before = {seen.path: seen for seen in found}
        self._is_unsettled = bool(unsettled)
        return settled, unsettled

    def _take(self, settled: list[Seen]) -> bool:
        has_failed = False
        for start in range(0, len(settled), ROUND):
            has_failed |= self._take_round(settled[start : start + ROUND])
        return has_failed

    def _take_round(self, files: list[Seen]) -> bool:
        """Ingest some files. They are noted at the end, when what was read is on the disk; what was read before an end is read again."""
        inputs = [(seen, one) for seen in files for one in self._inputs_of(seen.path)]
        outcomes: list[Outcome] = []
        taken: Counter[Path] = Counter()
        try:
            for one, told in follow_inputs(self.settings, self._while_wanted([one for _, one in inputs])):
                outcomes += told
                if one.path is not None:
                    taken[one.path] += 1
        finally:
            expected = Counter(one.path for _, one in inputs)
            for seen in files:
                if taken[seen.path] and taken[seen.path] == expected[seen.path]:
                    self.log.add(seen)
            self._tell(outcomes)
        return any(outcome.status == "failed" for outcome in outcomes)

    def _inputs_of(self, path: Path) -> list[Input]:
        told = {**self._table.get(path.stem, {}), **self._told}
        return list(inputs_of(path, told, self.settings.input_limit_mb))

    def _while_wanted(self, inputs: list[Input]) -> Iterator[Input]:
        for one in inputs:
            if self.stop.is_set():
                return
            yield one

    def _tell(self, outcomes: list[Outcome]) -> None:
        if self.as_json:
            print_text("".join(json.dumps(outcome.as_json(), ensure_ascii=False) + "\n" for outcome in outcomes))
            return
        if outcomes:
            counts = Counter(outcome.status for outcome in outcomes)
            told = ", ".join(f"{counts[status]} {status}" for status in ("added", "updated", "unchanged", "failed") if counts[status])
            messages().print(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}  {told}, {sum(one.claims for one in outcomes)} claims")
            report_failures(outcomes)


@contextmanager
def _until_told() -> Iterator[threading.Event]:
    """An event that SIGTERM and Ctrl-C set: the article at hand is finished, then the command ends with exit code 0."""
    stop = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
