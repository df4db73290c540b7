// How actors and links look: sides by colour, kinds of links by shape as well (who only sat in the same hall is joined by a faint curve).
import Sigma from "sigma";
import { EdgeRectangleProgram } from "sigma/rendering";
import EdgeCurveProgram from "@sigma/edge-curve";

export function readTheme(element) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  element.theme = Object.fromEntries(["china", "russia", "other", "ink", "soft", "faint", "line", "sheet", "paper", "focus"].map((name) => [name, colour(name)]));
  element.theme.font = style.getPropertyValue("--sans").trim();
  element.sigma?.setSetting("labelColor", { color: element.theme.ink });
}

export function draw(element, canvas) {
  readTheme(element);
  const { graph, theme } = element;
  const centre = element.getAttribute("centre");
  const strongest = Math.max(1, ...graph.mapEdges((_, edge) => edge.weight));
  const width = (edge) => (graph.order > 800 ? 0.5 : 1) + (5 * Math.log1p(edge.weight)) / Math.log1p(strongest);
  let near = null; // what stands around the actor or the link under the pointer

  const sigma = new Sigma(graph, canvas, {
    allowInvalidContainer: true,
    enableEdgeEvents: true,
    labelFont: theme.font,
    labelColor: { color: theme.ink },
    labelDensity: 0.6,
    labelGridCellSize: 90,
    labelRenderedSizeThreshold: graph.order > 300 ? 3.5 : 7,
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
      const plain = { met: theme.soft, spokeWith: theme.russia }[edge.kind] ?? theme.faint;
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
