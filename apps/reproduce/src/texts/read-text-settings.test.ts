import { join } from 'node:path';
import { HnlmError } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../__fixtures__/temporary-folder.ts';
import { readTextSettings } from './read-text-settings.ts';

function refusal(text: string): { message: string; hint: string; code: string } {
  try {
    readTextSettings(text);
  } catch (error) {
    if (HnlmError.isInstance(error))
      return { message: error.message, hint: error.hint ?? '', code: error.code };
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('readTextSettings', () => {
  const settings = {
    server: { patienceMinutes: 60, extra: { chat_template_kwargs: { enable_thinking: false } } },
    profiles: { maxWords: 60, choose: 'zip', maxProfiles: 100 },
    pairs: { choose: 'uncertain', budget: 500, maxPerUser: 5, leastOverlap: 0.2 },
    generator: { kind: 'reflected', repairs: 2 },
    filters: { nearProfile: 0.8, drop: ['markup'], judge: { model: 'ollama:mistral:7b' } },
    mix: { perGenerated: 1, perRetrieved: 2, lambda: 0.5, retrieved: 'reward' },
  };

  it('reads a file, or JSON as it is', () => {
    const folder = temporaryFolder({ 'texts.json': JSON.stringify(settings) });
    expect(readTextSettings(join(folder, 'texts.json'))).toEqual(settings);
    expect(readTextSettings(` ${JSON.stringify(settings)}`)).toEqual(settings);
    expect(readTextSettings(undefined)).toEqual({});
  });

  it.each([
    ['{"pair":{}}', 'unknown setting "pair"', 'Did you mean "pairs"?'],
    ['{"filters":{"judge":{"model":"a","maxCall":1}}}', 'setting "filters.judge.maxCall"', '"maxCalls"'],
    ['{"generator":{"kind":"reflected","repair":1}}', 'unknown setting "generator.repair"', '"repairs"'],
    [
      '{"generator":{"kind":"reflect"}}',
      "generator.kind: Invalid discriminator value. Expected 'prompt'",
      '',
    ],
    ['{"pairs":{"choose":"zip","budget":0}}', 'pairs.budget: Too small', 'language-models.md'],
    ['{"filters":{"drop":["positive"]}}', 'filters.drop.0: Invalid option', '"is-positive"'],
    ['{"mix":{"lambda":-1}}', 'mix.lambda: Too small', ''],
    ['{"pairs":', '--texts is not JSON', ''],
    ['none.json', '--texts none.json: there is no such file', ''],
    ['{"pairs":{"maxPerUser":3}}', 'pairs.maxPerUser needs pairs.choose', '"zip"'],
    [
      '{"pairs":{"choose":"zip"},"generator":{"kind":"swaps"}}',
      'pairs does not go with the generator "swaps"',
      'makes none for a pair',
    ],
    ['{"generator":{"kind":"swaps","dimensions":["a"]}}', 'dimensions needs generator.concepts "llm"', ''],
    ['{"generator":{"kind":"swaps","swapRoot":true}}', 'swapRoot needs generator.concepts', ''],
  ])('refuses %s', (text, message, hint) => {
    const refused = refusal(text);
    expect(refused.code).toBe('USAGE');
    expect(refused.message).toContain(message);
    expect(`${refused.message} ${refused.hint}`).toContain(hint);
  });
});
