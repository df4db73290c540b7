// The drawing as a file: what is seen as PNG, all that is shown as SVG.
export function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function asPng({ sigma, theme }) {
  const layers = Object.values(sigma.getCanvases());
  const picture = Object.assign(document.createElement("canvas"), { width: layers[0].width, height: layers[0].height });
  const context = picture.getContext("2d");
  context.fillStyle = theme.sheet;
  context.fillRect(0, 0, picture.width, picture.height);
  sigma.refresh(); // what WebGL drew is gone after its frame: draw and copy at once
  for (const layer of layers) context.drawImage(layer, 0, 0);
  return new Promise((done) => picture.toBlob(done, "image/png"));
}

export function asSvg({ sigma, graph, theme }) {
  const { width, height } = sigma.getDimensions();
  const escape = (text) => String(text).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const at = (id) => sigma.graphToViewport(graph.getNodeAttributes(id));
  const parts = [];
  graph.forEachEdge((key, edge, source, target) => {
    const look = sigma.getEdgeDisplayData(key);
    if (!look || look.hidden) return;
    const [one, other] = [at(source), at(target)];
    const dash = edge.kind === "coAttended" ? ' stroke-dasharray="2 3"' : "";
    parts.push(`<line x1="${one.x.toFixed(1)}" y1="${one.y.toFixed(1)}" x2="${other.x.toFixed(1)}" y2="${other.y.toFixed(1)}" stroke="${escape(look.color)}" stroke-width="${look.size.toFixed(1)}"${dash}/>`);
  });
  graph.forEachNode((id, node) => {
    const look = sigma.getNodeDisplayData(id);
    if (!look || look.hidden) return;
    const { x, y } = at(id);
    parts.push(`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${look.size.toFixed(1)}" fill="${escape(look.color)}"/>`);
    parts.push(`<text x="${(x + look.size + 3).toFixed(1)}" y="${(y + 4).toFixed(1)}" font-size="12" fill="${escape(theme.ink)}">${escape(node.name)}</text>`);
  });
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif"><rect width="100%" height="100%" fill="${escape(theme.sheet)}"/>`;
  return new Blob([open, ...parts, "</svg>"], { type: "image/svg+xml" });
}
