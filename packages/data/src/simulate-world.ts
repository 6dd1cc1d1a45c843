import { createRandom, type Dataset, type GroundTruth, HnlmError, idMap } from '@hnlm/core';
import { assembleDataset } from './assemble-dataset.ts';
import { type ConceptTree, conceptTree } from './concept-tree.ts';
import { createNotes } from './notes.ts';
import { simulateBehaviour } from './simulate-behaviour.ts';
import { simulateCatalogue } from './simulate-catalogue.ts';
import { simulateTastes } from './simulate-tastes.ts';
import { splitPerUser } from './split-per-user.ts';

/** Options of {@link simulateWorld}. */
export interface SimulateWorldOptions {
  /** 1000, if not set. */
  readonly users?: number;
  /** 800, if not set. */
  readonly items?: number;
  /** About how many; 25 a user, if not set. */
  readonly interactions?: number;
  /**
   * How much of taste (of the variance of utility) the texts tell, 0 to 1; the rest no text shows. 0.75, if
   * not set.
   */
  readonly textSignal?: number;
  /** How many liked aspects one averted aspect outweighs; 2, if not set. */
  readonly aversion?: number;
  /** Exponent of Zipf's law by which items are shown; 0 shows all alike. 0.6, if not set. */
  readonly popularityBias?: number;
  /** 1, if not set. */
  readonly seed?: number | string;
}

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
 * @throws HnlmError `WORLD_OPTIONS` if `textSignal` is not within 0 to 1; `DATA_EMPTY` for a world too small
 *   to split.
 * @example
 * ```ts
 * const { dataset, truth, concepts } = simulateWorld({ seed: 1 });
 * dataset.train.texts[0].title; // a title in plain English
 * truth.relevance(0, 0); // a probability
 * ```
 */
export function simulateWorld(options: SimulateWorldOptions = {}): SimulatedWorld {
  const { users: userCount = 1000, items: itemCount = 800, seed = 1, popularityBias = 0.6 } = options;
  const { interactions = 25 * userCount, textSignal = 0.75, aversion = 2 } = options;
  if (!(textSignal >= 0 && textSignal <= 1)) {
    throw new HnlmError(`textSignal ${textSignal} is not a share`, {
      code: 'WORLD_OPTIONS',
      hint: 'It lies within 0 (texts tell nothing of taste) and 1 (all of it).',
      evidence: { textSignal },
    });
  }
  const random = createRandom(seed).split('world');
  const products = simulateCatalogue(itemCount, random.split('catalogue'));
  const tastes = simulateTastes(userCount, products, { textSignal, aversion }, random.split('tastes'));
  const bought = simulateBehaviour(
    { users: userCount, products, tastes, perUser: interactions / userCount, popularityBias, textSignal },
    random.split('behaviour'),
  );
  const users = idMap(Array.from({ length: userCount }, (_, user) => `u${user + 1}`));
  const items = idMap(Array.from({ length: itemCount }, (_, item) => `i${item + 1}`));
  const [train, validation, test] = splitPerUser(bought, users, [0.1, 0.1], random.split('split'));
  const dataset = assembleDataset({
    name: 'simulated world',
    users,
    items,
    texts: new Map(products.map(({ text }, item) => [items.ids[item], text])),
    train,
    validation,
    test,
    notes: createNotes(),
  });
  return {
    dataset,
    truth: { part: 'ground-truth', users, items, relevance: tastes.relevance },
    concepts: conceptTree(products.map(({ concept }) => concept)),
  };
}
