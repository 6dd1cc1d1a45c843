import {
  adaptedTexts,
  adjustedDns,
  fitPca,
  minedVectors,
  randomVectors,
  reordered,
  semanticMix,
  type TextAffinity,
  type TextOfPair,
  textAffinity,
  textInitialiser,
  type VectorSource,
} from '@hnlm/align';
import { dns, type Initialiser, type NegativeSampler, normalInitialiser, uniform } from '@hnlm/cf-models';
import { createRandom, HnlmError, type TrainView } from '@hnlm/core';
import { negativesByPair } from '@hnlm/semantic-neg';
import { givenNegatives } from './given-negatives.ts';
import type { StudyTexts } from './study-data.ts';
import type { NegativesSpec, Start } from './training-spec.ts';

/** Builds the parts of a training from their plain description. */
export interface StudyParts {
  initialiser(start: Start): Initialiser;
  sampler(spec: NegativesSpec): NegativeSampler;
}

/** What the permutations of the controls are derived from: the same in every row and seed. */
const controls = createRandom('controls');

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function permutation(length: number, label: string): Int32Array {
  return controls.split(label).shuffle(Int32Array.from({ length }, (_, n) => n));
}

/** Makes the parts of a study; what is costly (affinities, components) is made once, when first needed. */
export function studyParts(data: TrainView, studyTexts: StudyTexts | undefined, dim: number): StudyParts {
  const texts = (): StudyTexts => {
    if (studyTexts) return studyTexts;
    throw new HnlmError('this row needs item texts, and the data have none', {
      code: 'TEXTS_MISSING',
      hint: 'Give them with --items.',
    });
  };
  const affinity = once((): TextAffinity => textAffinity({ data, itemTexts: texts().items }));
  const affinityOfAnother = once((): TextAffinity => {
    const historyOf = permutation(data.users.size, 'users');
    return textAffinity({ data, itemTexts: texts().items, historyOf });
  });
  // The adapter reads the principal components of the texts, as many as embeddings have dimensions.
  const components = once(() => {
    const { items, negatives } = texts();
    const pca = fitPca(items, { components: dim, random: controls.split('pca') });
    return { items: pca.project(items), negatives: pca.project(negatives) };
  });

  function textOfPair(shuffled: boolean): TextOfPair {
    const { pairs } = texts();
    const order = shuffled ? permutation(pairs.length, 'pairs') : undefined;
    const lookup = negativesByPair({
      pairs: order ? pairs.map((pair, n) => ({ ...pair, text: pairs[order[n]].text })) : pairs,
    });
    return lookup.textOf;
  }

  function source(name: 'generated' | 'shuffled' | 'random' | 'mined'): VectorSource {
    if (name === 'mined') return minedVectors();
    const textOf = textOfPair(name === 'shuffled');
    const { negatives } = texts();
    if (name === 'random') {
      return randomVectors({ textOf, texts: negatives.values.length / negatives.dimensions });
    }
    const { items: itemTexts, negatives: negativeTexts } = components();
    return adaptedTexts({ negativeTexts, itemTexts, textOf });
  }

  function mixed(generated: boolean): NegativeSampler {
    const { hybrid, retrievedAlone } = texts();
    const negatives = generated ? hybrid : retrievedAlone;
    if (!negatives) {
      throw new HnlmError('this row needs mixed negatives, and none were made', {
        code: 'TEXTS_MISSING',
        hint: 'Choose the row with --rows hybrid, or set mix in --texts.',
      });
    }
    return givenNegatives(negatives);
  }

  return {
    initialiser(start) {
      if (start === 'normal') return normalInitialiser();
      const { items } = texts();
      const order = permutation(data.items.size, 'items');
      return textInitialiser({ data, itemTexts: start === 'text' ? items : reordered(items, order) });
    },
    sampler(spec) {
      switch (spec.kind) {
        case 'uniform':
          return uniform();
        case 'dns':
          return dns(spec);
        case 'adjusted': {
          const plain = { candidates: spec.candidates, top: spec.top, lambda: spec.lambda };
          return adjustedDns({
            ...plain,
            affinity: spec.history === 'own' ? affinity() : affinityOfAnother(),
          });
        }
        case 'mix':
          return semanticMix({ source: source(spec.source), alpha: spec.alpha });
        case 'hybrid':
          return mixed(spec.generated);
      }
    },
  };
}
