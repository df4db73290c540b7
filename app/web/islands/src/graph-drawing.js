// How actors and links look: sides by colour, kinds of links by shape as well (who only sat in the same hall is joined by a faint curve).
import Sigma from "sigma";
import { EdgeRectangleProgram } from "sigma/rendering";
import EdgeCurveProgram from "@sigma/edge-curve";

export function readTheme(element) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  element.theme = Object.fromEntries(["china", "russia", "other", "ink", "soft", "faint", "line", "sheet", "paper", "focus", "call"].map((name) => [name, colour(name)]));
  element.theme.font = style.getPropertyValue("--sans").trim();
  element.sigma?.setSetting("labelColor", { color: element.theme.ink });
}

export function draw(element, canvas) {
  readTheme(element);
  const { graph, theme } = element;
  const centre = element.getAttribute("centre");
  const strongest = Math.max(1, ...graph.mapEdges((_, edge) => edge.weight));
  const width = (edge) => (graph.order > 800 ? 0.5 : 1) + (5 * Math.log1p(edge.weight)) / Math.log1p(strongest);
  const labels = new Labels(graph);
  let near = null; // what stands around the actor or the link under the pointer

  const sigma = new Sigma(graph, canvas, {
    allowInvalidContainer: true,
    enableEdgeEvents: true,
    labelFont: theme.font,
    labelColor: { color: theme.ink },
    labelDensity: 3,
    labelGridCellSize: 90,
    labelRenderedSizeThreshold: graph.order > 300 ? 3.5 : 4,
    defaultDrawNodeLabel: (context, node, settings) => labels.want(context, node, settings),
    zIndex: true,
    minCameraRatio: 0.05,
    maxCameraRatio: 4,
    edgeProgramClasses: { line: EdgeRectangleProgram, curve: EdgeCurveProgram },
    defaultDrawNodeHover: (context, node, settings) => drawHover(context, node, settings, element.theme),
    nodeReducer: (id, node) => {
      const { theme } = element;
      const isFar = near && !near.has(id);
      const isChosen = element.panel?.chosen === id || id === centre;
      return {
        ...node,
        type: "circle", // not the kind of actor
        color: isFar ? theme.line : (theme[node.side] ?? theme.other),
        forceLabel: isChosen || (near?.has(id) && near.size < 30),
        zIndex: isFar ? 0 : isChosen ? 2 : 1,
        size: isChosen ? node.size * 1.25 : node.size,
        label: isFar ? "" : node.name,
      };
    },
    edgeReducer: (key, edge) => {
      const { theme } = element;
      const isFar = near && !(near.has(edge.source) && near.has(edge.target) && (near.centre === edge.source || near.centre === edge.target));
      const isOnPath = element.path.has(key);
      const plain = { met: theme.soft, spokeWith: theme.call }[edge.kind] ?? theme.faint;
      return {
        ...edge,
        type: edge.kind === "coAttended" ? "curve" : "line",
        size: edge.kind === "coAttended" ? 1 : isOnPath ? width(edge) + 3 : width(edge),
        color: isOnPath ? theme.focus : isFar ? theme.wash ?? theme.line : plain,
        hidden: edge.hidden || (isFar && near.size > 2 && !isOnPath),
        zIndex: isOnPath ? 2 : 1,
      };
    },
  });

  labels.of(sigma);
  const look = (found) => ((near = found), sigma.refresh({ skipIndexation: true }));
  sigma.on("enterNode", ({ node }) => {
    const around = new Set([node]);
    graph.forEachEdge(node, (_, edge, source, target) => edge.hidden || around.add(source).add(target));
    look(Object.assign(around, { centre: node }));
  });
  sigma.on("leaveNode", () => look(null));
  sigma.on("enterEdge", () => (canvas.style.cursor = "pointer"));
  sigma.on("leaveEdge", () => (canvas.style.cursor = ""));
  sigma.on("clickNode", ({ node }) => element.panel.node(node));
  sigma.on("clickEdge", ({ edge }) => element.panel.edge(edge));
  sigma.on("clickStage", () => element.panel.hint());
  return sigma;
}

/**
 * Names beside their actors, those of the largest first: to the right, else to the left, below, above or aslant; none where all of
 * these cover another name or actor.
 */
class Labels {
  constructor(graph) {
    this.graph = graph;
    this.wanted = [];
  }

  of(sigma) {
    this.sigma = sigma;
    sigma.on("beforeRender", () => (this.wanted = []));
    sigma.on("afterRender", () => this.drawAll());
  }

  /** The boxes of the larger actors: the smallest of thousands may be covered. */
  actors() {
    const found = [];
    const least = this.graph.order > 300 ? 4 : 0;
    this.graph.forEachNode((id) => {
      const look = this.sigma.getNodeDisplayData(id);
      if (!look || look.hidden || look.size < least) return;
      const { x, y } = this.sigma.framedGraphToViewport(look);
      const size = this.sigma.scaleSize(look.size);
      found.push([x - size, y - size, x + size, y + size, id]);
    });
    return found;
  }

  want(context, node, settings) {
    if (node.label) this.wanted.push([context, { ...node }, settings]);
  }

  drawAll() {
    this.taken = this.actors();
    this.wanted.sort(([, one], [, other]) => !!other.forceLabel - !!one.forceLabel || other.size - one.size);
    for (const one of this.wanted) this.draw(...one);
  }

  draw(context, node, { labelSize, labelFont, labelWeight, labelColor }) {
    context.font = `${labelWeight} ${labelSize}px ${labelFont}`;
    const width = context.measureText(node.label).width;
    const { width: right, height: bottom } = this.sigma.getDimensions();
    const half = labelSize / 2 + 1;
    const gap = node.size + 3;
    const spots = [
      [node.x + gap, node.y],
      [node.x - gap - width, node.y],
      [node.x - width / 2, node.y + gap + half],
      [node.x - width / 2, node.y - gap - half],
      ...[1, -1].flatMap((side) => [
        [node.x + 0.7 * gap, node.y + side * (0.7 * gap + half)],
        [node.x - 0.7 * gap - width, node.y + side * (0.7 * gap + half)],
      ]),
    ];
    const boxes = spots.map(([x, y]) => [x, y - half, x + width, y + half, node.key]);
    const isFree = (box) => box[0] >= 0 && box[2] <= right && box[1] >= 0 && box[3] <= bottom && !this.taken.some((other) => other[4] !== node.key && covers(box, other));
    const chosen = boxes.find(isFree) ?? (node.forceLabel ? boxes[0] : null);
    if (!chosen) return;
    this.taken.push([...chosen.slice(0, 4), null]);
    context.fillStyle = labelColor.color;
    context.fillText(node.label, chosen[0], chosen[1] + half + labelSize / 3);
  }
}

function covers(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}

/** The name of the actor under the pointer, on the colour of the page. */
function drawHover(context, node, settings, theme) {
  const size = settings.labelSize;
  context.font = `${settings.labelWeight} ${size}px ${settings.labelFont}`;
  const label = node.label ?? "";
  const width = context.measureText(label).width + 12;
  context.beginPath();
  context.fillStyle = theme.sheet;
  context.strokeStyle = theme.focus;
  context.lineWidth = 2;
  context.arc(node.x, node.y, node.size + 3, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  if (!label) return;
  context.beginPath();
  context.roundRect(node.x + node.size + 5, node.y - size, width, 2 * size, 4);
  context.fill();
  context.fillStyle = theme.ink;
  context.fillText(label, node.x + node.size + 11, node.y + size / 3);
}
