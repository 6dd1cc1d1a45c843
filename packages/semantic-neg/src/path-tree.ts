import type { Random } from '@hnlm/core';

/** What leads to an item, from the root: codes of a tree, or categories. */
export type ItemPath = readonly (string | number)[];

/** Items as leaves of a tree; a state is a node, an action goes to a child or takes one of the node's own items. */
export interface PathTree {
  /** Nodes; the root is 0, children come after their parents. */
  readonly size: number;
  /** Returns the node that shares at least the first `levels` steps of an item's path, as far as it goes. */
  nodeOf(item: number, levels: number): number;
  /**
   * Sums rewards up the tree: the flow through each node, `[size]`.
   *
   * @param rewards `[items]`, 0 or more
   */
  flows(rewards: Float64Array): Float64Array;
  /** Walks down from a node, each step in proportion to the flow; -1 where nothing flows. */
  draw(rewards: Float64Array, flows: Float64Array, random: Random, from?: number): number;
  /** Multiplies the probabilities of the steps that lead from a node to an item. */
  probability(rewards: Float64Array, flows: Float64Array, item: number, from?: number): number;
}

interface Node {
  readonly parent: number;
  readonly children: Map<string | number, number>;
  readonly items: number[];
}

/**
 * Puts items into the tree of their paths. The flows are those of a GFlowNet at its optimum: in a tree every state is
 * reached in one way, so that the flow through it is the sum of the rewards below it, and nothing needs to be learnt.
 *
 * @param order the items in the order in which they enter the tree, which decides what a random number draws
 */
export function pathTree(paths: readonly ItemPath[], order: readonly number[] = [...paths.keys()]): PathTree {
  const nodes: Node[] = [{ parent: -1, children: new Map(), items: [] }];
  const nodeOfItem = new Int32Array(paths.length);
  for (const item of order) {
    let node = 0;
    for (const step of paths[item]) {
      const { children } = nodes[node];
      const child = children.get(step) ?? nodes.push({ parent: node, children: new Map(), items: [] }) - 1;
      children.set(step, child);
      node = child;
    }
    nodes[node].items.push(item);
    nodeOfItem[item] = node;
  }

  /** The nodes from `from` (exclusive) down to the item's own (inclusive); `undefined` if it does not lie below. */
  function stepsTo(item: number, from: number): number[] | undefined {
    const steps: number[] = [];
    for (let node = nodeOfItem[item]; node !== from; node = nodes[node].parent) {
      if (node < 0) return undefined;
      steps.unshift(node);
    }
    return steps;
  }

  return {
    size: nodes.length,
    nodeOf: (item, levels) => [0, ...stepsTo(item, 0)!][Math.min(levels, paths[item].length)],
    flows(rewards) {
      const flow = new Float64Array(nodes.length);
      for (const item of order) flow[nodeOfItem[item]] += rewards[item];
      for (let node = nodes.length - 1; node > 0; node--) flow[nodes[node].parent] += flow[node];
      return flow;
    },
    draw(rewards, flows, random, from = 0) {
      if (!(flows[from] > 0)) return -1;
      let node = from;
      for (;;) {
        const { children, items } = nodes[node];
        const options = [
          ...Array.from(children.values(), (child) => ({ child, item: -1, flow: flows[child] })),
          ...items.map((item) => ({ child: -1, item, flow: rewards[item] })),
        ].filter(({ flow }) => flow > 0);
        let rest = random.uniform() * options.reduce((sum, { flow }) => sum + flow, 0);
        const chosen = options.find(({ flow }) => (rest -= flow) < 0) ?? options.at(-1)!;
        if (chosen.item >= 0) return chosen.item;
        node = chosen.child;
      }
    },
    probability(rewards, flows, item, from = 0) {
      const steps = stepsTo(item, from);
      if (!steps || rewards[item] === 0) return 0;
      let probability = 1;
      let at = from;
      for (const node of steps) {
        probability *= flows[node] / flows[at];
        at = node;
      }
      return (probability * rewards[item]) / flows[at];
    },
  };
}
