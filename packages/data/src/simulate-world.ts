import { createRandom, type DataNote, type Dataset, type GroundTruth, HnlmError } from '@hnlm/core';
import { assembleDataset } from './assemble-dataset.ts';
import { type ConceptTree, conceptTree } from './concept-tree.ts';
import type { InteractionLog } from './interaction-log.ts';
import { createNotes } from './notes.ts';
import { randomPerUser } from './random-per-user.ts';
import { type Purchases, simulateBehaviour } from './simulate-behaviour.ts';
import { simulateCatalogue } from './simulate-catalogue.ts';
import { type SimulateWorldOptions, worldOptions } from './simulate-options.ts';
import { simulateTastes } from './simulate-tastes.ts';
import { part } from './split.ts';
import { withStep } from './with-step.ts';

/** A simulated dataset, the tastes that made it, and the concepts of its catalogue. */
export interface SimulatedWorld {
  readonly dataset: Dataset;
  /** For audits and evaluation, never for training. */
  readonly truth: GroundTruth;
  readonly concepts: ConceptTree;
}

/**
 * Simulates a shop and its customers, whose tastes are known. Products have a type and attributes; each user
 * likes some of these aspects, averts others, and has further tastes that no text tells; groups of users
 * share most of theirs. Users are shown products by popularity and by their interest in departments, and buy
 * what they like; they review half of it. The split is 80/10/10 at random per user. Same options, same world,
 * to the bit.
 *
 * What it favours: taste is a sum over named aspects, so text that names them helps more than it may on real
 * data, and one averted aspect makes a near neighbour of a liked item disliked, which is the case hard
 * negatives are meant for. `textSignal: 0` and `aversion: 0` switch these off.
 *
 * `users` and `items` may be in the ten thousands; 3 million interactions take about a minute.
 *
 * @throws HnlmError `WORLD_OPTIONS` if an option is out of its range, or the world too small to split.
 * @example
 * ```ts
 * const { dataset, truth } = simulateWorld({ seed: 1 });
 * dataset.train.texts[0].title; // a title in plain English
 * truth.relevance(0, 0); // a probability
 * ```
 */
export function simulateWorld(options: SimulateWorldOptions = {}): SimulatedWorld {
  const { seed, ...world } = worldOptions(options);
  const random = createRandom(seed).split('world');
  const products = simulateCatalogue(world.items, random.split('catalogue'));
  const tastes = simulateTastes(world.users, products, world, random.split('tastes'));
  const bought = simulateBehaviour(
    { ...world, products, tastes, perUser: world.interactions / world.users },
    random.split('behaviour'),
  );
  const users = Array.from({ length: world.users }, (_, user) => `u${user + 1}`);
  const items = Array.from({ length: world.items }, (_, item) => `i${item + 1}`);
  const log: InteractionLog = { users, items, ...bought, notes: noteShortfall(bought), provenance: [] };
  const split = randomPerUser({ validation: 0.1, test: 0.1 });
  const partOf = split.assign(log, random.split('split'));
  if (!partOf.includes(part.test)) throw tooSmall(world);
  const dataset = assembleDataset({
    name: 'simulated world',
    log: withStep(log, 'simulate', { ...world, seed }),
    partOf,
    texts: new Map(products.map(({ text }, item) => [items[item], text])),
  });
  const { train } = dataset;
  return {
    dataset,
    truth: { part: 'ground-truth', users: train.users, items: train.items, relevance: tastes.relevance },
    concepts: conceptTree(products.map(({ concept }) => concept)),
  };
}

/** Names the users who bought less than they came for, where it makes the world notably smaller than asked. */
function noteShortfall({ userOf, wanted }: Purchases): readonly DataNote[] {
  const notes = createNotes();
  const asked = wanted.reduce((sum, count) => sum + count, 0);
  if (userOf.length > 0.9 * asked) return [];
  const got = new Int32Array(wanted.length);
  for (const user of userOf) got[user]++;
  for (const [user, count] of got.entries()) {
    if (count < wanted[user]) {
      notes.count(
        'users who bought less than they came for: the catalogue is too small',
        `user u${user + 1}: ${count} of ${wanted[user]}`,
      );
    }
  }
  return notes.list();
}

function tooSmall({ users, items }: { readonly users: number; readonly items: number }): HnlmError {
  return new HnlmError(`a world of ${users} users and ${items} items is too small to split`, {
    code: 'WORLD_OPTIONS',
    hint: 'A user buys at most a fifth of the catalogue, and a split takes 3 interactions: set items to 15 or more.',
    evidence: { users, items },
  });
}
