"""Run by Debian's python3, which has graph-tool: read GraphML and print what it holds as JSON."""

import json
import sys

from graph_tool.all import load_graph

graph = load_graph(sys.argv[1], fmt="graphml")
vertices = {name: [graph.vp[name][vertex] for vertex in graph.vertices()] for name in graph.vp}
edges = {name: [graph.ep[name][edge] for edge in graph.edges()] for name in graph.ep}
ends = [[int(edge.source()), int(edge.target())] for edge in graph.edges()]
json.dump({"directed": graph.is_directed(), "vertices": vertices, "edges": edges, "ends": ends}, sys.stdout, default=str)
