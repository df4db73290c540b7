"""Which events make edges, what an edge tells, and walks over them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import networkx as nx
import pytest

from app import vocab
from app.gazetteer import Gazetteer
from app.ids import Names
from app.model import IRI, Delta
from app.settings import Settings
from app.stores import Store, open_store
from app.traverse import CONTACTS, LINKS, GraphFilters, Projection, load_graph, project
from app.traverse.layout import place_actors
from app.traverse.measures import MEASURES, centrality, communities, series
from app.traverse.records import follow_records, read_records
from app.traverse.walks import common_contacts, find_paths, neighborhood

Make = Callable[..., Projection]


@pytest.fixture(scope="session")
def make(store: Store, gazetteer: Gazetteer, names: Names) -> Make:
    return lambda **filters: project(store, gazetteer, names, GraphFilters(**filters))


def ids(projection: Projection) -> list[str]:
    return [edge.id for edge in projection.edges]


def test_links_are_those_that_the_world_derives(make: Make, store: Store, names: Names) -> None:
    predicates = {vocab.P_MET: "met", vocab.P_SPOKE_WITH: "spokeWith", vocab.P_CO_ATTENDED: "coAttended"}
    derived = {
        f"{min(pair)}|{max(pair)}|{predicates[quad.predicate.value]}"
        for quad in store.get_graph(names.graph("world"))
        if quad.predicate.value in predicates and isinstance(quad.object, IRI)
        for pair in [(names.slug(quad.subject.value), names.slug(quad.object))]
    }
    assert set(ids(make(kinds=LINKS))) == derived
    assert len(derived) == 9


def test_co_attendance_is_an_edge_of_its_own_and_no_contact(make: Make) -> None:
    assert "li-shangfu|sergey-lavrov|coAttended" in ids(make(kinds=LINKS))
    contacts = make(kinds=CONTACTS)
    assert not [edge for edge in contacts.edges if edge.kind == "coAttended"]
    assert contacts.left_out == {"JointPatrol": 1, "coAttended": 1}


def test_what_is_no_fact_is_no_edge_unless_asked_for_and_never_bears_the_name_of_a_contact(make: Make) -> None:
    assert not [one for one in ids(make()) if "qin-gang" in one]
    assert ids(make(statuses=("planned",))) == ["qin-gang|sergey-lavrov|planned:Meeting"]
    assert ids(make(statuses=("denied",))) == ["qin-gang|sergei-shoigu|denied:Meeting"]
    hedged = [one for one in ids(make(statuses=("all",))) if "hedged" in one]
    assert hedged == ["qin-gang|vladimir-putin|hedged:Meeting"]
    assert ids(make(statuses=("planned",), kinds=("met",))) == ["qin-gang|sergey-lavrov|planned:Meeting"]


def test_the_window_is_an_overlap_that_may_be_narrowed_to_certainty(make: Make) -> None:
    pair = {"kinds": ("met",), "actors": ("xi-jinping", "vladimir-putin")}
    [edge] = make(since=date(2019, 6, 1), until=date(2019, 6, 30), **pair).edges
    assert [event.precision for event in edge.events] == ["year", "none"]
    assert not make(since=date(2019, 6, 1), until=date(2019, 6, 30), match="certain", **pair).edges
    [edge] = make(since=date(2019, 1, 1), until=date(2019, 12, 31), match="certain", **pair).edges
    assert edge.weight == 1
    assert not make(since=date(2025, 1, 1), kinds=("met",)).edges


def test_an_edge_tells_its_days_years_and_claims(make: Make) -> None:
    edge = next(edge for edge in make().edges if edge.id == "sergey-lavrov|wang-yi|met")
    assert (edge.first_date, edge.last_date, edge.years) == (date(2023, 7, 1), date(2024, 2, 1), (2023, 2024))
    assert (edge.weight, len(edge.claims), edge.statuses, edge.origins) == (2, 3, ("occurred",), 2)
    undated = next(edge for edge in make().edges if edge.id == "vladimir-putin|xi-jinping|met")
    assert (undated.weight, undated.first_date, undated.last_date) == (3, date(2019, 1, 1), date(2023, 3, 21))
    assert [event.precision for event in undated.latest(2)] == ["year", "day"]


def test_origins_and_confidence_filter_events_not_edges(make: Make) -> None:
    [edge] = make(min_origins=2).edges
    assert (edge.id, edge.weight) == ("sergey-lavrov|wang-yi|met", 1)
    assert not make(min_confidence=0.95).edges


def test_neighbors_are_the_nearest_first_and_limits_are_told(make: Make) -> None:
    contacts = make(kinds=CONTACTS)
    assert neighborhood(contacts, "li-shangfu", 1, most_nodes=10, most_edges=10).distances == {"li-shangfu": 0, "sergei-shoigu": 1}
    three = neighborhood(contacts, "li-shangfu", 3, most_nodes=10, most_edges=10)
    assert list(three.distances.items()) == [("li-shangfu", 0), ("sergei-shoigu", 1), ("vladimir-putin", 2), ("xi-jinping", 3)]
    assert len(three.edges) == 3
    cut = neighborhood(contacts, "li-shangfu", 3, most_nodes=3, most_edges=1)
    assert (len(cut.distances), len(cut.edges), cut.nodes_left_out, cut.edges_left_out) == (3, 1, 1, 1)
    assert neighborhood(contacts, "qin-gang", 2, most_nodes=10, most_edges=10).distances == {"qin-gang": 0}


def test_paths_are_the_shortest_first_and_agree_with_networkx(make: Make) -> None:
    contacts = make(kinds=CONTACTS)
    chain = ("li-shangfu", "sergei-shoigu", "vladimir-putin", "xi-jinping")
    assert find_paths(contacts, chain[0], chain[-1], count=1, longest=6).chains == (chain,)
    assert list(chain) == nx.shortest_path(nx.Graph(load_plain(contacts)), chain[0], chain[-1])
    assert find_paths(contacts, chain[0], chain[-1], count=1, longest=2).chains == ()
    assert find_paths(contacts, chain[0], "wang-yi", count=1, longest=6).chains == ()
    everything = make()
    several = find_paths(everything, "wang-yi", "li-shangfu", count=5, longest=4).chains
    assert len(several) == len(set(several)) >= 1
    assert [len(one) for one in several] == sorted(len(one) for one in several)


def load_plain(projection: Projection) -> list[tuple[str, str]]:
    return [(edge.source, edge.target) for edge in projection.edges]


def test_common_contacts_are_actors_beside_both(make: Make) -> None:
    [(actor, with_one, with_two)] = common_contacts(make(kinds=CONTACTS), "li-shangfu", "vladimir-putin")
    assert (actor, [edge.kind for edge in with_one], [edge.kind for edge in with_two]) == ("sergei-shoigu", ["met"], ["met"])
    assert common_contacts(make(kinds=CONTACTS), "wang-yi", "qin-gang") == []


@pytest.mark.parametrize("measure", MEASURES)
def test_measures_rank_the_middle_of_the_chain_over_its_end(make: Make, measure: str) -> None:
    values = dict(centrality(make(kinds=CONTACTS), measure))
    assert values["sergei-shoigu"] > values["li-shangfu"]
    assert values == dict(centrality(make(kinds=CONTACTS), measure))


def test_communities_part_the_graph_and_are_the_same_each_time(make: Make) -> None:
    contacts = make(kinds=CONTACTS)
    found = communities(contacts)
    assert sorted(actor for group in found.groups for actor in group) == sorted(contacts.graph)
    assert found == communities(contacts)
    assert communities(make(min_confidence=0.95)).groups == ()


def test_a_series_counts_what_lies_in_a_period_apart_from_what_may(make: Make) -> None:
    periods, undated = series(make(kinds=CONTACTS), ("xi-jinping", "vladimir-putin"), "month")
    by_name = {period.name: (len(period.certain), len(period.possible)) for period in periods}
    assert by_name["2019-05"] == (0, 1)
    assert by_name["2023-03"] == (1, 0)
    assert by_name["2021-01"] == (0, 0)
    assert len(undated) == 1
    years, _ = series(make(kinds=("JointPatrol",)), ("china", "russia"), "year")
    assert [(year.name, len(year.certain)) for year in years] == [("2022", 1)]


def test_a_layout_places_everyone_and_is_the_same_each_time(make: Make) -> None:
    graph = make().graph
    sides = {actor: record.side for actor, record in make().actors.items()}
    found = place_actors(graph, sides)
    assert set(found) == set(graph)
    assert found == place_actors(graph.copy(), sides) == make().places
    assert all(-1 <= value <= 1 for place in found.values() for value in place)
    assert len(set(found.values())) == len(found)
    assert place_actors(nx.Graph(), {}) == {}


def test_a_layout_puts_the_linked_closer_than_the_others() -> None:
    graph = nx.planted_partition_graph(4, 15, 0.5, 0.01, seed=1)
    graph = nx.relabel_nodes(graph, str)
    nx.set_edge_attributes(graph, 1, "weight")
    found = place_actors(graph, dict.fromkeys(graph))

    def gap(one: str, two: str) -> float:
        return float(sum((a - b) ** 2 for a, b in zip(found[one], found[two], strict=True)) ** 0.5)

    pairs = [(one, two) for one in graph for two in graph if one < two]
    within = [gap(*pair) for pair in pairs if int(pair[0]) // 15 == int(pair[1]) // 15]
    across = [gap(*pair) for pair in pairs if int(pair[0]) // 15 != int(pair[1]) // 15]
    assert sum(within) / len(within) < 0.6 * sum(across) / len(across)


def test_the_graph_in_python_is_a_multigraph_of_plain_values(network_folder: Path, store: Store) -> None:
    graph = load_graph(network_folder)
    assert isinstance(graph, nx.MultiGraph)
    assert nx.utils.graphs_equal(graph, load_graph(store))
    assert graph.nodes["wang-yi"]["label_zh"] == "王毅"
    assert graph.edges["wang-yi", "sergey-lavrov", "met"]["first_date"] == "2023-07-01"
    assert set(graph["wang-yi"]["sergey-lavrov"]) == {"met", "spokeWith", "coAttended"}
    assert load_graph(store, GraphFilters(kinds=("spokeWith",))).number_of_edges() == 1


def test_a_change_of_the_store_is_seen(tmp_path: Path, store: Store, gazetteer: Gazetteer, names: Names) -> None:
    opened = open_store(Settings(store=str(tmp_path / "store")), create=True)
    try:
        assert not project(opened, gazetteer, names, GraphFilters()).edges
        opened.put_graph(names.graph("world"), store.get_graph(names.graph("world")))
        before = project(opened, gazetteer, names, GraphFilters())
        assert ids(before) == ids(project(store, gazetteer, names, GraphFilters()))
        assert project(opened, gazetteer, names, GraphFilters()) is before
        opened.delete_graph(names.graph("world"))
        assert not project(opened, gazetteer, names, GraphFilters()).edges
    finally:
        opened.close()


def test_following_what_changed_is_the_same_as_reading_everything(tmp_path: Path, store: Store, gazetteer: Gazetteer, names: Names) -> None:
    """Some events vanish, come back, and are told otherwise."""
    opened = open_store(Settings(store=str(tmp_path / "store")), create=True)
    world = store.get_graph(names.graph("world"))
    article = names.graph("article", "none")
    try:
        opened.put_graph(names.graph("world"), world)
        known = read_records(opened, gazetteer, names)
        assert len(known.events) == 15
        for event in known.events[::4]:
            iri = names.resource("event", event.id)
            quads = tuple(quad for quad in world if quad.subject.value.split("#")[0] == iri.value)
            opened.replace(article, [], Delta(removed=quads))
            gone = follow_records(opened, gazetteer, names, known, {iri})
            assert gone == read_records(opened, gazetteer, names)
            assert event.id not in {one.id for one in gone.events}
            denied = tuple(
                quad._replace(object=IRI(vocab.CODES["Status"]["denied"])) if quad.predicate.value == vocab.P_STATUS else quad
                for quad in quads
            )
            opened.replace(article, [], Delta(added=denied))
            assert follow_records(opened, gazetteer, names, gone, {iri}) == read_records(opened, gazetteer, names)
            opened.replace(article, [], Delta(removed=denied, added=quads))
            back = follow_records(opened, gazetteer, names, gone, {iri, *(names.resource("actor", a) for a in known.actors)})
            assert back == read_records(opened, gazetteer, names)
            assert back.events == known.events
    finally:
        opened.close()
