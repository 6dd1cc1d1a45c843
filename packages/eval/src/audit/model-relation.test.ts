import { describe, expect, test } from 'vitest';
import { checkJudge } from './check-judge.ts';
import { modelRelation } from './model-relation.ts';

describe('modelRelation', () => {
  test.each([
    ['llama3.1:8b', 'meta-llama/Llama-3.1-8B-Instruct', 'same-model'],
    ['llama3.1:8b', 'llama3.1:8b-instruct-q4_K_M', 'same-model'],
    ['hf.co/bartowski/Qwen2.5-7B-Instruct-GGUF', 'qwen2.5:7b', 'same-model'],
    ['gpt-4o', 'openai/gpt-4o-2024-08-06', 'same-model'],
    ['claude-3-5-sonnet-20241022', 'claude-3-5-sonnet', 'same-model'],
    ['llama3.1:8b', 'llama3.1:70b', 'same-family'],
    ['gpt-4o', 'gpt-3.5-turbo', 'same-family'],
    ['gemini-1.5-flash', 'gemma2:9b', 'same-family'],
    ['mistral:7b', 'mixtral:8x7b', 'same-family'],
    ['claude-3-5-sonnet', 'claude-3-haiku', 'same-family'],
    ['phi3:mini', 'phi-4', 'same-family'],
    ['deepseek-r1-distill-qwen-7b', 'qwen2.5:7b', 'inheritance'],
    ['deepseek-r1-distill-llama-8b', 'deepseek-v3', 'inheritance'],
    ['qwen2.5:7b', 'llama3.1:8b', 'unrelated'],
    ['gpt-4o', 'mistral-large', 'unrelated'],
    ['dolphin-phix', 'llama3.1:8b', 'unknown'],
    ['house-model', 'other-model', 'unknown'],
  ])('%s and %s', (first, second, relation) => {
    expect(modelRelation(first, second)).toBe(relation);
    expect(modelRelation(second, first)).toBe(relation);
  });

  test('follows declared training data, also over two steps', () => {
    const trainedOn = { 'my-judge': ['student:7b'], 'student:7b': ['gpt-4o'] };
    expect(modelRelation('my-judge', 'gpt-4o', { trainedOn })).toBe('inheritance');
    expect(modelRelation('gpt-4o', 'my-judge', { trainedOn })).toBe('inheritance');
    expect(modelRelation('my-judge', 'qwen2.5:7b', { trainedOn })).toBe('unknown');
  });

  test('declarations that go in circles end', () => {
    const trainedOn = { 'a-model': ['b-model'], 'b-model': ['a-model'] };
    expect(modelRelation('a-model', 'c-model', { trainedOn })).toBe('unknown');
  });
});

describe('checkJudge', () => {
  test('refuses a related judge and says how it is related', () => {
    expect(() => checkJudge({ generator: 'qwen2.5:7b', judge: 'qwen2.5:14b' })).toThrow(
      'generator "qwen2.5:7b" and judge "qwen2.5:14b" are one family',
    );
    expect(() => checkJudge({ generator: 'gpt-4o', judge: 'gpt-4o' })).toThrow('are the same model');
  });

  test('lets it pass when asked, with the relation for the report', () => {
    expect(checkJudge({ generator: 'gpt-4o', judge: 'gpt-4o', allowRelated: true })).toBe('same-model');
    expect(checkJudge({ generator: 'qwen2.5:7b', judge: 'gpt-4o' })).toBe('unrelated');
    expect(checkJudge({ generator: 'house-model', judge: 'gpt-4o' })).toBe('unknown');
  });
});
