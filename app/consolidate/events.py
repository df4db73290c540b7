"""Which claims tell of the same event (model.md rule 4): kind, parties, bounds and place, precision first.

Claims are taken from the most to the least precisely dated; each joins the best cluster that it fits *as a whole*, or founds one.
So a vague claim never chains two dated events together, and the result does not depend on the order of arrival. A claim that is
vague about the day or the people and fits two clusters equally well joins neither.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.consolidate.cluster import Cluster, rank
from app.consolidate.prepared import Prepared
from app.consolidate.rulings import Rulings
from app.consolidate.scoring import is_vague_about_people, score_fit
from app.gazetteer import Gazetteer

NO_RULINGS = Rulings(frozenset(), frozenset(), {})
CLOSE_CALL = 0.05


def cluster_claims(items: Iterable[Prepared], gazetteer: Gazetteer, rulings: Rulings = NO_RULINGS) -> list[Cluster]:
    """The events of these claims (statements, figures and counts are no events), sorted by id.

    What a person parted never meets; then the events of the claims that a person joined become one.
    """
    parted = parted_from(rulings)
    by_key: dict[str, list[Cluster]] = {}
    clusters: list[Cluster] = []
    for item in sorted(items, key=rank):
        near = {id(cluster): cluster for key in item.near for cluster in by_key.get(f"{item.group}:{key}", ())}
        cluster = choose_cluster(item, list(near.values()), parted.get(item.claim.id, ()), gazetteer)
        if cluster is None:
            cluster = Cluster()
            clusters.append(cluster)
        cluster.add(item)
        for key in item.keys:
            known = by_key.setdefault(f"{item.group}:{key}", [])
            if not any(other is cluster for other in known):
                known.append(cluster)
    return sorted(join_clusters(clusters, rulings), key=lambda cluster: cluster.id)


def parted_from(rulings: Rulings) -> Mapping[str, set[str]]:
    """Claim id -> the claims that a person parted it from."""
    parted: dict[str, set[str]] = {}
    for pair in rulings.apart:
        for claim in pair:
            parted.setdefault(claim, set()).update(pair - {claim})
    return parted


def join_clusters(clusters: list[Cluster], rulings: Rulings) -> list[Cluster]:
    """The clusters after a person's joins: the earliest of those joined takes the others in."""
    if not rulings.together:
        return clusters
    home = {member.claim.id: cluster for cluster in clusters for member in cluster.members}
    for pair in sorted(sorted(pair) for pair in rulings.together):
        if len(pair) < 2 or pair[0] not in home or pair[1] not in home or home[pair[0]] is home[pair[1]]:
            continue
        kept, taken = sorted((home[pair[0]], home[pair[1]]), key=lambda cluster: cluster.first.order)
        for member in taken.ordered():
            kept.add(member)
            home[member.claim.id] = kept
    return list({id(cluster): cluster for cluster in home.values()}.values())


def choose_cluster(item: Prepared, near: Sequence[Cluster], parted: Collection[str], gazetteer: Gazetteer) -> Cluster | None:
    """The cluster that a claim joins; None when it fits none, or a vague one fits two alike. `parted`: claims it must not meet."""
    fits = []
    for cluster in near:
        if parted and not all(member.claim.id not in parted for member in cluster.members):
            continue
        score, _ = score_fit(item, cluster, gazetteer)
        if score > 0:
            fits.append((score, cluster))
    if not fits:
        return None
    fits.sort(key=lambda fit: (-fit[0], fit[1].first.order))
    is_precise = item.is_dated and item.span_days == 1 and not is_vague_about_people(item)
    if len(fits) > 1 and not is_precise and fits[0][0] - fits[1][0] < CLOSE_CALL:
        return None
    return fits[0][1]
