// Beside the drawing: what was clicked, the events behind a link, and the words that prove each of them.
const LISTED = 20;

export class Panel {
  constructor(owner, place) {
    Object.assign(this, { owner, place, chosen: null, start: null });
  }

  hint() {
    this.show(null, text("p", this.owner.word("hint"), "soft small"));
  }

  tell(message) {
    this.place.querySelector(".told")?.remove();
    this.place.append(text("p", message, "told small"));
  }

  node(id, message = null) {
    const { owner } = this;
    const node = owner.graph.getNodeAttributes(id);
    const rows = [];
    owner.graph.forEachEdge(id, (_, edge, source, target) => edge.hidden || rows.push([edge, source === id ? target : source]));
    rows.sort((one, other) => other[0].weight - one[0].weight);
    const list = document.createElement("ul");
    list.className = "plain small";
    for (const [edge, other] of rows.slice(0, LISTED)) {
      const item = document.createElement("li");
      item.append(button(owner.graph.getNodeAttribute(other, "name"), () => this.pair(id, other, edge.kind)), ` ${owner.word(`link_${edge.kind}`)} × ${edge.weight}`);
      list.append(item);
    }
    const acts = document.createElement("p");
    acts.className = "acts";
    acts.append(
      link(owner.word("page"), this.page(node.url)),
      button(owner.word("expand"), () => owner.expand(id)),
      link(owner.word("centre"), this.page(`/graph?actor=${encodeURIComponent(id)}`)),
      button(owner.word(this.start && this.start !== id ? "path_to" : "path_from"), () => this.chainStep(id)),
    );
    this.show(id, text("h2", node.name, `side-${["china", "russia"].includes(node.side) ? node.side : "other"}`), acts, text("h3", owner.word("linked")), list);
    if (message) this.tell(message);
  }

  chainStep(id) {
    const { owner, start } = this;
    this.start = start && start !== id ? null : id;
    if (start && start !== id) owner.chain(start, id);
    else this.tell(owner.word("path_start", { name: owner.graph.getNodeAttribute(id, "name") }));
  }

  chain(answer) {
    const { owner } = this;
    if (!answer.paths.length) return this.tell(owner.word("no_path"));
    const list = document.createElement("ol");
    for (const step of answer.paths[0].steps) {
      const item = document.createElement("li");
      const name = (id) => owner.graph.getNodeAttribute(id, "name");
      item.append(button(`${name(step.source)} – ${name(step.target)}`, () => this.pair(step.source, step.target, step.kind)), ` ${owner.word(`link_${step.kind}`)} × ${step.weight}`);
      list.append(item);
    }
    this.show(null, text("h2", this.names(answer.source, answer.target)), list);
  }

  edge(key) {
    const { source, target, kind } = this.owner.graph.getEdgeAttributes(key);
    return this.pair(source, target, kind);
  }

  names(source, target) {
    return [source, target].map((id) => this.owner.graph.getNodeAttribute(id, "name")).join(" – ");
  }

  /** The events of two actors, each with its first words of proof. */
  async pair(source, target, kind) {
    const { owner } = this;
    const all = new URLSearchParams({ actor: source, with: target, type: "all" });
    const heading = text("h2", this.names(source, target));
    this.show(null, heading, text("p", owner.word("loading"), "soft small"));
    const answer = await owner.ask(`${owner.getAttribute("meetings")}?${all}&limit=${LISTED}&order=desc`);
    if (!answer.items) return;
    const list = document.createElement("ul");
    list.className = "plain events-of-pair";
    for (const event of answer.items) {
      const item = document.createElement("li");
      item.append(link(owner.label(event.title), this.page(event.url)));
      const quote = event.claims.find((claim) => claim.article.kind !== "curated")?.quote; // a row of a table is no sentence
      if (quote) item.append(text("blockquote", quote.length > 220 ? `${quote.slice(0, 220)}…` : quote));
      list.append(item);
    }
    this.show(null, heading, text("p", owner.word(`link_${kind}`), "soft small"), list, link(owner.word("all_events"), this.page(`/meetings?${all}`)));
  }

  page(address) {
    if (this.owner.language === "en") return address;
    return `${address}${address.includes("?") ? "&" : "?"}lang=${this.owner.language}`;
  }

  show(chosen, ...parts) {
    this.chosen = chosen;
    this.place.replaceChildren(...parts);
    this.owner.sigma?.refresh({ skipIndexation: true });
  }
}

function text(tag, words, className = "") {
  const element = document.createElement(tag);
  element.textContent = words;
  if (className) element.className = className;
  return element;
}

function link(words, address) {
  const element = text("a", words);
  element.href = address;
  return element;
}

export function button(words, act) {
  const element = text("button", words, "plain-button");
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}
