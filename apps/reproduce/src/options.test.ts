import { HnlmError } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { parseOptions, type RawOptions } from './options.ts';
import { pickRows } from './study/rows.ts';

function refusal(raw: RawOptions): { message: string; hint: string } {
  try {
    parseOptions(raw);
  } catch (error) {
    if (HnlmError.isInstance(error)) return { message: error.message, hint: error.hint ?? '' };
    throw error;
  }
  throw new Error('nothing was refused');
}

const llm = { llm: 'ollama:llama3.1:8b' };
const openai = { llm: 'openai:Qwen/Qwen3-8B', allowRemote: true };
const judged = (model: string) => JSON.stringify({ filters: { judge: { model } } });

describe('parseOptions', () => {
  it('needs no option: a simulated world, every row, three seeds', () => {
    const options = parseOptions({});
    expect(options).toMatchObject({
      source: { kind: 'world', world: {} },
      embedder: 'sentence-encoder',
      splitSeed: 1,
      workers: 2,
      out: 'runs',
      fresh: false,
      protocol: { metric: 'NDCG@20', at: [10, 20], seeds: [1, 2, 3], layers: 3, dim: 64 },
    });
    expect(options.llm).toBeUndefined();
    expect(options.rows).toEqual(pickRows(undefined));
  });

  it('reads what is given', () => {
    const options = parseOptions({
      data: 'ratings.csv',
      format: 'csv',
      minRating: '3.5',
      kCore: '5',
      columns: 'user=User ID, rating=a=b',
      items: 'items.csv',
      itemColumns: 'id=movie_id',
      rows: 'dns, uniform',
      seeds: '2',
      seed: '7',
      metric: 'recall@50',
      layers: '0',
    });
    expect(options).toMatchObject({
      source: { kind: 'files', path: 'ratings.csv', format: 'csv' },
      minRating: 3.5,
      kCore: 5,
      columns: { user: 'User ID', rating: 'a=b' },
      itemColumns: { id: 'movie_id' },
      splitSeed: 7,
      protocol: { seeds: [7, 8], metric: 'Recall@50', at: [10, 20, 50], layers: 0 },
    });
    expect(options.rows.map(({ id }) => id)).toEqual(['uniform', 'dns']);
  });

  it('reads how a language model is asked', () => {
    const { asking, texts } = parseOptions({
      ...llm,
      concurrency: '8',
      maxTokens: '1e6',
      maxCost: '2.5',
      price: 'prompt=0.15, completion=0.6',
      maxFailureRate: '0',
      retryFailed: true,
      storeRaw: false,
      shard: '2/8',
      texts: judged('ollama:mistral:7b'),
    });
    expect(asking).toEqual({
      by: { kind: 'model', shard: { index: 2, count: 8 } },
      limits: { maxTokens: 1e6, maxCost: 2.5, price: { prompt: 0.15, completion: 0.6 } },
      concurrency: 8,
      maxFailureRate: 0,
      retryFailed: true,
      storeRaw: false,
      allowRemote: false,
      results: [],
    });
    expect(texts).toEqual({ filters: { judge: { model: 'ollama:mistral:7b' } } });
    expect(parseOptions({ ...llm, dryRun: true }).asking.by).toEqual({ kind: 'nobody' });
    // Whoever writes files sends nothing to another machine.
    const files = { llm: 'openai:Qwen/Qwen3-8B', requests: 'a', results: ['b'] };
    expect(parseOptions(files).asking).toMatchObject({
      by: { kind: 'files', folder: 'a' },
      results: ['b'],
    });
    // Without a writer, a judge is asked.
    const judge = parseOptions({ texts: judged('ollama:mistral:7b'), maxTokens: '100' });
    expect(judge.asking.limits).toEqual({ maxTokens: 100 });
  });

  it('takes ready splits as pairs, with or without validation', () => {
    const parts = { train: 'a.txt', test: 'c.txt' };
    expect(parseOptions(parts).source).toEqual({ kind: 'splits', ...parts, format: 'pairs' });
    const all = { ...parts, validation: 'b.txt', format: 'lightgcn' };
    expect(parseOptions(all).source).toEqual({ kind: 'splits', ...all });
  });

  it.each<[what: string, raw: RawOptions, message: string, hint: string]>([
    ['a format', { data: 'x', format: 'recbol' }, 'unknown format "recbol"', '"recbole"'],
    ['a row', { rows: 'uniform,mixx' }, 'unknown row "mixx"', '"mix"'],
    ['a metric', { metric: 'NDGC@20' }, 'unknown metric "NDGC"', '"NDCG"'],
    ['a world setting', { world: 'user=3' }, 'unknown name "user"', '"users"'],
    ['a role of a column', { data: 'x', format: 'csv', columns: 'usr=a' }, 'unknown name "usr"', '"user"'],
    [
      'a column of items',
      { data: 'x', format: 'csv', items: 'y', itemColumns: 'plot=a' },
      'unknown name "plot"',
      'description',
    ],
    ['a language model', { llm: 'olama:llama3.1:8b' }, 'unknown provider "olama"', '"ollama"'],
    ['an encoder', { embedder: 'sentence-encode' }, 'unknown provider', '"sentence-encoder"'],
  ])('asks "did you mean" about an unknown name of %s', (_, raw, message, hint) => {
    expect(refusal(raw).message).toContain(message);
    expect(refusal(raw).hint).toContain(hint);
  });

  it.each<[raw: RawOptions, message: string]>([
    [{ seeds: '0' }, '--seeds 0: not a whole number from 1 on'],
    [{ seed: '-1' }, '--seed -1: not a whole number from 0 on'],
    [{ epochs: 'many' }, '--epochs many: not a whole number from 1 on'],
    [{ dim: '6.5' }, '--dim 6.5'],
    [{ lr: '0' }, '--lr 0: not a number above 0'],
    [{ lr: 'Infinity' }, '--lr Infinity'],
    [{ workers: ' ' }, '--workers  : not a whole number'],
    [{ data: 'x', format: 'csv', minRating: 'four' }, '--min-rating four: not a number'],
    [{ world: 'users=2.5' }, '--world users=2.5: not a whole number from 1 on'],
    [{ world: 'textSignal=75' }, '--world textSignal=75: not a share from 0 to 1'],
    [{ world: 'aversion=x' }, '--world aversion=x: not a number from 0 on'],
    [{ world: 'users' }, '"users" is not NAME=VALUE'],
    [{ world: 'users=' }, '"users=" is not NAME=VALUE'],
    [{ metric: 'NDCG' }, '"NDCG" is not a metric with a cut-off'],
    [{ metric: 'gini@20' }, '--metric Gini@20 chooses no model'],
    [{ llm: 'ollama' }, 'names no model'],
    [{ data: '' }, '--data is empty'],
    [{ maxTokens: '' }, '--max-tokens is empty'],
    [{ ...llm, maxTokens: '1e3.5' }, '--max-tokens 1e3.5: not a whole number'],
    [{ ...llm, maxCost: '0', price: 'prompt=1,completion=1' }, '--max-cost 0: not a number above 0'],
    [{ ...llm, price: 'prompt=1' }, '--price prompt=1: no price of completion tokens'],
    [{ ...llm, price: 'prompt=-1,completion=1' }, 'no price of prompt tokens'],
    [{ ...llm, maxFailureRate: '10' }, '--max-failure-rate 10: not a share from 0 to 1'],
    [{ ...llm, shard: '3/2' }, '"3/2" is no shard'],
    [{ ...llm, queue: 'localhost' }, '--queue is not the address of a Redis'],
    [{ ...llm, queue: 'redis://:geheim@localhost' }, '--queue holds a password'],
    [{ llm: 'openai:gpt-4o-mini' }, 'api.openai.com is on another machine'],
    [{ llm: 'openai:', requests: 'a' }, 'the model name "openai:" names no model'],
  ])('refuses the value in %o', (raw, message) => {
    const refused = refusal(raw);
    expect(refused.message).toContain(message);
    expect(refused.hint).not.toBe('');
  });

  it.each<[raw: RawOptions, message: string]>([
    [{ data: 'x' }, '--data needs --format'],
    [{ data: 'x', format: 'csv', train: 'a', test: 'b' }, '--train and --data exclude one another'],
    [{ data: 'x', format: 'csv', test: 'b' }, '--test and --data exclude one another'],
    [{ data: 'x', format: 'csv', world: 'users=3' }, '--world and --data exclude one another'],
    [{ train: 'a' }, 'ready splits need --train and --test'],
    [{ validation: 'a' }, 'ready splits need --train and --test'],
    [{ train: 'a', test: 'b', minRating: '4' }, '--min-rating does not go with --train'],
    [{ train: 'a', test: 'b', kCore: '4' }, '--k-core does not go with --train'],
    [{ items: 'x' }, '--items needs --data or --train'],
    [{ itemProfiles: 'x' }, '--item-profiles needs --data or --train'],
    [{ profiles: 'x' }, '--profiles needs --data or --train'],
    [{ minRating: '4' }, '--min-rating needs --data or --train'],
    [{ format: 'csv' }, '--format needs --data or --train'],
    [{ maxTokens: '10' }, '--max-tokens needs --llm'],
    [{ dryRun: true }, '--dry-run needs --llm'],
    [{ results: ['a.jsonl'] }, '--results needs --llm'],
    [{ ...llm, maxCost: '1' }, '--max-cost needs --price'],
    [{ ...llm, dryRun: true, queue: 'redis://localhost' }, '--queue and --dry-run exclude one another'],
    [{ ...openai, shard: '1/2', requests: 'a' }, '--shard does not go with --requests'],
    [{ ...openai, dryRun: true, results: ['a'] }, '--results does not go with --dry-run'],
    [{ ...llm, requests: 'a' }, '--requests does not go with ollama:llama3.1:8b'],
    [{ ...llm, results: ['a'] }, '--results does not go with ollama:llama3.1:8b'],
    [
      { ...openai, requests: 'a', texts: judged('ollama:mistral:7b') },
      '--requests does not go with ollama:mistral:7b',
    ],
    [{ texts: '{"generator":{"kind":"prompt"}}' }, 'the generator "prompt" in --texts needs --llm'],
    [
      { texts: '{"generator":{"kind":"swaps","concepts":"llm"}}' },
      'the generator "swaps" in --texts needs --llm',
    ],
    [{ texts: '{"pairs":{"choose":"zip"}}' }, 'pairs in --texts needs --llm'],
    [
      { ...llm, texts: '{"server":{"extra":{"a":1}}}' },
      'server settings of openai: models do not go with ollama:llama3.1:8b',
    ],
    [{ rows: 'uniform', texts: '{"mix":{}}' }, 'mix is set in --texts, but no row uses it'],
  ])('refuses options that do not go together: %o', (raw, message) => {
    expect(refusal(raw).message).toBe(message);
  });
});
