// The query editor: YASGUI on our own endpoint, with our prefixes and examples. It asks no other host.
// Without this script the form inside <amur-sparql> does the work.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";
import "./sparql.css";

class AmurSparql extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    const query = form.elements.query.value;
    const prefixes = JSON.parse(this.querySelector("[data-prefixes]").textContent);
    const place = document.createElement("div");
    place.id = "sparql-editor"; // the key of what the editor keeps in the browser
    form.replaceWith(place);
    const endpoint = this.getAttribute("endpoint");

    this.gui = new Yasgui(place, {
      autofocus: false,
      requestConfig: { endpoint, method: "POST" },
      copyEndpointOnNewTab: false,
      populateFromUrl: false,
      autoAddOnInit: false,
      persistenceId: null,
      endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [], renderItem: () => {} },
      yasqe: { value: query, autocompleters: ["variables"], createShareableLink: (editor) => this.permalink(editor.getValue()) },
      yasr: { persistenceId: null, prefixes, maxPersistentResponseSize: 0 },
    });
    const table = { compact: true, isEllipsed: false, pageSize: 50 };
    this.tab = this.gui.getTab() ?? this.gui.addTab(true, { yasr: { settings: { pluginsConfig: { table } } } });
    this.tab.setQuery(query);
    this.tab.setEndpoint(endpoint);
    this.nameControls(place);
    this.tab.getYasr().on("drawn", () => this.nameControls(place));
    this.tab.getYasqe().on("change", () => this.follow());
    this.tab.on("queryResponse", () => this.toggleAttribute("data-answered", true));
    this.tab.getYasr().on("drawn", () => this.linkToGraph());
    document.querySelectorAll("[data-query]").forEach((link) =>
      link.addEventListener("click", (event) => {
        event.preventDefault();
        document.querySelectorAll("[data-query][aria-current]").forEach((other) => other.removeAttribute("aria-current"));
        link.setAttribute("aria-current", "true");
        history.replaceState(null, "", link.href);
        this.tab.setQuery(link.dataset.query);
        this.run();
      }),
    );
    this.addEventListener("click", (event) => this.stayHere(event), true);
    this.setAttribute("data-ready", "");
    if (this.getAttribute("rerun")) this.run();
  }

  run() {
    this.removeAttribute("data-answered");
    this.tab.query().catch(() => {}); // the editor itself shows what went wrong
  }

  permalink(query) {
    const address = new URL("/sparql-ui", location.href);
    address.searchParams.set("query", query);
    const language = new URL(location.href).searchParams.get("lang");
    if (language) address.searchParams.set("lang", language);
    return address.href;
  }

  /** The links beside the editor follow what stands in it. */
  follow() {
    const query = this.tab.getQuery();
    document.querySelectorAll("[data-format]").forEach((link) => {
      link.href = `/sparql?${new URLSearchParams({ query, format: link.dataset.format })}`;
    });
    const isGraph = ["CONSTRUCT", "DESCRIBE"].includes(this.tab.getYasqe().getQueryType());
    document.querySelectorAll("[data-form]").forEach((item) => (item.hidden = (item.dataset.form === "graph") !== isGraph));
    document.querySelector("[data-permalink]").href = this.permalink(query);
  }

  /** The actors of the answer, as a graph. */
  linkToGraph() {
    const start = `${this.getAttribute("iris")}id/actor/`;
    const found = (this.tab.getYasr().results?.getBindings() ?? []).flatMap((row) => Object.values(row)).filter((one) => one.type === "uri" && one.value.startsWith(start));
    const actors = [...new Set(found.map((one) => one.value.slice(start.length)))].slice(0, 200);
    const link = document.querySelector("[data-graph]");
    link.closest("li").hidden = actors.length < 2;
    link.href = `/graph?${new URLSearchParams({ actor: actors.join(",") })}`;
  }

  /** Our own IRIs are shown by the service that the page came from. */
  stayHere(event) {
    const link = event.target.closest("a[href]");
    const iris = this.getAttribute("iris");
    if (link?.getAttribute("href").startsWith(iris)) link.href = this.getAttribute("base") + "/" + link.getAttribute("href").slice(iris.length);
  }

  /** The editor leaves some of its controls without a name. */
  nameControls(place) {
    const field = place.querySelector(".CodeMirror textarea");
    field?.setAttribute("aria-label", document.querySelector("section.bench").getAttribute("aria-label"));
    place.querySelectorAll(".CodeMirror-scroll").forEach((region) => (region.tabIndex = 0));
    place.querySelectorAll("select.tableSizer").forEach((select) => select.setAttribute("aria-label", select.closest("label, div")?.textContent.match(/^[^\d]+/)?.[0].trim() || "Page size"));
  }
}

customElements.define("amur-sparql", AmurSparql);
