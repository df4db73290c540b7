// The graph of actors: drawn where the server put each actor, so that a click moves nothing. Its twin is the table of the page.
import Graph from "graphology";
import { draw, readTheme } from "./graph-drawing.js";
import { Panel } from "./graph-panel.js";
import { controls } from "./graph-controls.js";
import "./graph.css";

const FAILED = Symbol("failed");

class AmurGraph extends HTMLElement {
  async connectedCallback() {
    this.words = JSON.parse(this.querySelector("[data-words]").textContent);
    this.language = this.getAttribute("lang");
    this.shown = { from: -Infinity, to: Infinity, origins: 0, kinds: new Set() };
    this.breadth = this.clientWidth > 740 ? 1.4 : 1; // the canvas is broader than high, but on a phone
    this.path = new Set(); // keys of the edges of a chain that was asked for
    this.graph = new Graph({ type: "undirected", multi: true });
    const answer = await this.ask(this.getAttribute("src"));
    if (answer === FAILED) return this.toggleAttribute("data-ready", true);

    this.add(answer);
    this.insertAdjacentHTML("beforeend", `<div class="stage"><div class="canvas" aria-hidden="true"></div><aside class="panel" aria-live="polite"></aside></div>`);
    this.panel = new Panel(this, this.querySelector(".panel"));
    this.prepend(controls(this));
    try {
      this.sigma = draw(this, this.querySelector(".canvas"));
    } catch (error) {
      console.info(error);
      return this.say("no_drawing");
    }
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (readTheme(this), this.refresh()));
    this.panel.hint();
    this.sigma.once("afterRender", () => this.toggleAttribute("data-ready", true));
    this.refresh();
  }

  /** A word of the page with {braces} filled. */
  word(key, values = {}) {
    return this.words[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  label(labels) {
    return labels[this.language] ?? labels.en ?? Object.values(labels)[0] ?? "";
  }

  say(key, values) {
    const note = document.createElement("p");
    note.className = "note";
    note.textContent = this.word(key, values);
    this.replaceChildren(note);
    this.toggleAttribute("data-ready", true);
  }

  async ask(address) {
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      const body = await answer.json();
      if (!answer.ok) throw new Error(body.detail ?? body.title ?? answer.statusText);
      return body;
    } catch (error) {
      if (this.panel) this.panel.tell(this.word("failed", { reason: error.message }));
      else this.say("failed", { reason: error.message });
      return FAILED;
    }
  }

  /** Puts the actors and links of an answer into the graph; what is there stays where it is. Gives the number of new actors. */
  add({ nodes, edges }, around = null) {
    const before = this.graph.order;
    nodes.forEach((node, index) => {
      if (this.graph.hasNode(node.id)) return;
      this.graph.addNode(node.id, { ...node, ...this.place(node, around, index, nodes.length), name: this.label(node.label) });
    });
    for (const edge of edges) if (!this.graph.hasEdge(edge.id)) this.graph.addEdgeWithKey(edge.id, edge.source, edge.target, edge);
    const scale = Math.min(1, 14 / Math.sqrt(this.graph.order)); // many are drawn small
    this.graph.forEachNode((id) => this.graph.setNodeAttribute(id, "size", Math.max(1.5, scale * (4 + 2.2 * Math.sqrt(Math.min(this.graph.degree(id), 100))))));
    return this.graph.order - before;
  }

  /** Where the server put it; one that comes in later stands on a ring around the actor that brought it. */
  place(node, around, index, count) {
    if (!around) return { x: node.x * this.breadth, y: -node.y };
    const { x, y } = this.graph.getNodeAttributes(around);
    const angle = (2 * Math.PI * index) / count;
    return { x: x + 0.12 * Math.cos(angle), y: y + 0.12 * Math.sin(angle) };
  }

  async expand(id) {
    const [path, query] = this.getAttribute("expand").split("?");
    const answer = await this.ask(`${path}${encodeURIComponent(id)}?${query}`);
    if (answer === FAILED) return;
    const came = this.add(answer, id);
    this.refresh();
    this.panel.node(id, this.word("expanded", { nodes: came }));
  }

  async chain(source, target) {
    const address = new URL(this.getAttribute("path"), location.href);
    address.searchParams.set("source", source);
    address.searchParams.set("target", target);
    const answer = await this.ask(address);
    if (answer === FAILED) return;
    this.path.clear();
    this.add({ nodes: answer.nodes.filter((node) => !this.graph.hasNode(node.id)), edges: [] }, source);
    for (const step of answer.paths[0]?.steps ?? [])
      this.graph.forEachEdge(step.source, step.target, (key, edge) => edge.kind === step.kind && this.path.add(key));
    this.panel.chain(answer);
    this.refresh();
  }

  isShown(edge) {
    const { from, to, origins, kinds } = this.shown;
    if (kinds.has(edge.kind) || edge.origins < origins) return false;
    const isWhole = from === -Infinity && to === Infinity;
    return isWhole || edge.year.some((year) => year >= from && year <= to);
  }

  refresh() {
    this.counts = { nodes: new Set(), edges: 0 };
    this.graph.forEachEdge((key, edge, source, target) => {
      const isShown = this.isShown(edge);
      this.graph.setEdgeAttribute(key, "hidden", !isShown);
      if (isShown) (this.counts.nodes.add(source).add(target), this.counts.edges++);
    });
    const isFiltered = this.counts.edges < this.graph.size;
    this.graph.forEachNode((id) => this.graph.setNodeAttribute(id, "hidden", isFiltered && !this.counts.nodes.has(id)));
    const nodes = isFiltered ? this.counts.nodes.size : this.graph.order;
    this.querySelector("[data-counts]").textContent = this.word("shown", { nodes, edges: this.counts.edges });
    this.sigma?.refresh();
  }
}

customElements.define("amur-graph", AmurGraph);
