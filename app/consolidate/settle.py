"""Where claims are placed after a change: only those are placed anew whose fit to a changed cluster is another than before.

Claims are placed in one fixed order (`cluster.rank`), each by the clusters of the claims before it. So a change travels forward
only: through claims that come later, are near a changed cluster, and fit it better or worse than they did. What is left alone
would be placed as it is; the result is that of placing everything from the beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from heapq import heappop, heappush

from app.consolidate.blocks import NOT_EVENTS
from app.consolidate.cluster import Cluster, Rank, rank
from app.consolidate.prepared import Prepared
from app.consolidate.region import Region
from app.consolidate.scoring import score_fit


def changed_claims(region: Region) -> set[str]:
    """The loaded claims that come, go or are read otherwise after the change."""
    before, after = region.before.items, region.after.items
    return {claim for claim in before.keys() | after.keys() if before.get(claim) != after.get(claim)}


def settle(region: Region, seeds: Collection[str]) -> set[str]:
    """Place the changed claims, and those that they displace. Returns all claims, of either side, of the clusters that changed."""
    before, after = region.before, region.after
    parted = {c for c in before.parted.keys() | after.parted.keys() if before.parted.get(c) != after.parted.get(c)}
    parted &= after.items.keys() & after.home.keys()
    left: dict[str, set[str]] = {}
    for claim in seeds:
        label = after.home.get(claim)
        if label is not None:
            left.setdefault(label, set()).add(claim)
        after.place(claim, None)
    queue: list[tuple[Rank, str]] = []
    queued: set[str] = set()

    def ask(claims: Iterable[str]) -> None:
        for claim in claims:
            if claim not in queued:
                queued.add(claim)
                heappush(queue, (rank(after.items[claim]), claim))

    touched: set[str] = set(left)
    for label, gone in sorted(left.items()):
        ask(_affected(region, label, [before.items[claim] for claim in gone], []))
    ask(parted)
    ask(claim for claim in seeds if claim in after.items and after.items[claim].claim.type not in NOT_EVENTS)
    while queue:
        mark, claim = heappop(queue)
        queued.discard(claim)
        item = after.items[claim]
        region.load(item.near)
        old = after.home.get(claim)
        new = after.choose(item)
        if new is None:
            new = old if old is not None and not after.prefix(old, mark) else f"after:{claim}"
        if new == old:
            continue
        touched |= {label for label in (old, new) if label is not None}
        after.place(claim, new)
        if old is not None:
            ask(_affected(region, old, [item], []))
        ask(_affected(region, new, [], [item]))
    found = {claim for side in (before, after) for label in touched for claim in side.members.get(label, ())}
    return found | {claim for claim in seeds if claim in before.home or claim in after.home}


def _affected(region: Region, label: str, gone: list[Prepared], come: list[Prepared]) -> set[str]:
    """The claims whose fit to a cluster is another since claims went from it or came to it."""
    after = region.after
    now = after.prefix(label)
    was = [item for item in now if item not in come] + gone
    changed = [*gone, *come]
    articles = {item.article.id for item in changed}
    is_neutral = len(changed) == 1 and _is_neutral(now, was, rank(changed[0]))
    region.load({key for item in changed for key in item.near if not is_neutral or ":a:" in key})
    if not is_neutral:
        region.load({key for item in now for key in item.near})
    keys = {key for item in (*now, *gone) for key in item.near}
    later = [after.items[claim] for claim in after.near(keys) if claim in after.home]
    first = min(rank(item) for item in changed)
    group = changed[0].group
    parted = {mate for item in changed for mate in after.parted.get(item.claim.id, ())}
    later = [
        item
        for item in later
        if item.group == group and rank(item) > first and (not is_neutral or item.article.id in articles or item.claim.id in parted)
    ]
    return _with_other_fit(region, sorted(later, key=rank), now, was, parted)


def _is_neutral(now: list[Prepared], was: list[Prepared], mark: Rank) -> bool:
    """Whether one claim makes no difference to the fit of claims of other articles."""
    states = [Cluster.of(sorted((i for i in side if rank(i) <= mark), key=rank)).state() for side in (now, was)]
    return states[0] == states[1]


def _with_other_fit(region: Region, later: list[Prepared], now: list[Prepared], was: list[Prepared], parted: set[str]) -> set[str]:
    found: set[str] = set()
    sides = [(Cluster(), sorted(now, key=rank)), (Cluster(), sorted(was, key=rank))]
    for item in later:
        mark, fits = rank(item), []
        for cluster, waiting in sides:
            while waiting and rank(waiting[0]) < mark:
                cluster.add(waiting.pop(0))
            is_near = bool(cluster.members) and not cluster.keys.isdisjoint(item.near)
            score = score_fit(item, cluster, region.gazetteer)[0] if is_near else 0.0
            fits.append((score, cluster.first.order) if score > 0 else None)
        if fits[0] != fits[1] or item.claim.id in parted:
            found.add(item.claim.id)
    return found
