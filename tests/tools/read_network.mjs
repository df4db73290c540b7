// Reads one export with the loader of a graph tool and prints what it holds: node read_network.mjs LOADER FILE
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [loader, file] = process.argv.slice(2)
const require = createRequire(join(process.cwd(), 'package.json'))
const Graph = require('graphology')
const text = readFileSync(file, 'utf-8')

const ofGraphology = graph => ({
  type: graph.type,
  nodes: graph.mapNodes((id, attributes) => ({ id, ...attributes })),
  edges: graph.mapEdges((id, attributes, source, target) => ({ ...attributes, key: id, source, target })),
})

const loaders = {
  'graphology-gexf': () => ofGraphology(require('graphology-gexf').parse(Graph, text, { allowUndeclaredAttributes: false })),
  'graphology-graphml': () => ofGraphology(require('graphology-graphml').parse(Graph.MultiGraph ?? Graph, text)),
  graphology: () => ofGraphology(Graph.from(JSON.parse(text))),
  cytoscape: () => {
    const { elements } = JSON.parse(text)
    const drawn = require('cytoscape')({ headless: true, elements })
    return {
      type: 'undirected',
      nodes: drawn.nodes().map(node => ({ ...node.data(), ...node.position() })),
      edges: drawn.edges().map(edge => ({ ...edge.data(), key: edge.id() })),
    }
  },
}
try {
  process.stdout.write(JSON.stringify(loaders[loader]()))
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
