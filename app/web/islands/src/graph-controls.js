// The bar above the drawing: years, kinds of links, origins, closeness, and pictures to keep.
import { button } from "./graph-panel.js";
import { asPng, asSvg, save } from "./graph-picture.js";

export function controls(owner) {
  const bar = document.createElement("div");
  bar.className = "controls";
  const years = owner.graph.mapEdges((_, edge) => edge.year).flat();
  if (years.length) bar.append(timeSlider(owner, Math.min(...years), Math.max(...years)));
  bar.append(kinds(owner), origins(owner), camera(owner), counts());
  return bar;
}

/** Two handles over the years of the graph; at both ends undated links show, too. */
function timeSlider(owner, first, last) {
  const field = group(owner.word("years"), "years");
  const told = document.createElement("output");
  const [from, to] = ["from_year", "to_year"].map((key, index) => {
    const input = Object.assign(document.createElement("input"), { type: "range", min: first, max: last, step: 1, value: index ? last : first });
    input.setAttribute("aria-label", owner.word(key));
    input.addEventListener("input", () => {
      if (+from.value > +to.value) (index ? from : to).value = input.value;
      owner.shown.from = +from.value === first ? -Infinity : +from.value;
      owner.shown.to = +to.value === last ? Infinity : +to.value;
      told.textContent = `${from.value}–${to.value}`;
      owner.refresh();
    });
    return input;
  });
  told.textContent = `${first}–${last}`;
  field.append(from, to, told);
  return field;
}

function kinds(owner) {
  const field = group(null, "kinds");
  for (const kind of [...new Set(owner.graph.mapEdges((_, edge) => edge.kind))].sort()) {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
    input.addEventListener("change", () => {
      owner.shown.kinds[input.checked ? "delete" : "add"](kind);
      owner.refresh();
    });
    const sample = document.createElement("span");
    sample.className = `sample ${kind}`;
    label.append(input, sample, owner.words[`link_${kind}`] ?? kind);
    field.append(label);
  }
  return field;
}

function origins(owner) {
  const field = document.createElement("label");
  field.className = "origins-field";
  const input = Object.assign(document.createElement("input"), { type: "number", min: 0, max: 99, value: 0 });
  input.addEventListener("input", () => {
    owner.shown.origins = +input.value || 0;
    owner.refresh();
  });
  field.append(owner.word("origins"), " ", input);
  return field;
}

function camera(owner) {
  const field = group(null, "camera");
  const move = (act) => () => owner.sigma?.getCamera()[act]({ duration: 200 });
  field.append(
    button(owner.word("zoom_in"), move("animatedZoom")),
    button(owner.word("zoom_out"), move("animatedUnzoom")),
    button(owner.word("whole"), move("animatedReset")),
    document.createTextNode(owner.word("save")),
    button("PNG", () => asPng(owner).then((picture) => save(picture, "amur-graph.png"))),
    button("SVG", () => save(asSvg(owner), "amur-graph.svg")),
  );
  return field;
}

function counts() {
  const told = document.createElement("output");
  told.dataset.counts = "";
  told.className = "soft small";
  return told;
}

function group(name, className) {
  const element = document.createElement("div");
  element.className = className;
  element.role = "group";
  if (name) (element.setAttribute("aria-label", name), element.append(name));
  return element;
}
