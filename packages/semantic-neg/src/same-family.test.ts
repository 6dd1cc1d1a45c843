import { expect, it } from 'vitest';
import { sameFamily } from './same-family.ts';

it.each([
  ['llama3.1:8b', 'llama3.1:8b', true],
  ['llama3.1:8b', 'meta-llama/Llama-3.2-3B-Instruct', true],
  ['gpt-4o-2024-08-06', 'o3-mini', true],
  ['gemma3:4b', 'gemini-2.0-flash', true],
  ['deepseek-r1-distill-qwen-7b', 'qwen2.5:7b', true],
  ['our-own:1b', 'our-own:1b', true],
  ['grok-3', 'xai/grok-4-fast', true],
  ['kimi-k2', 'kimi-k1.5', true],
  ['command-a-03-2025', 'c4ai-command-r-v01', true],
  ['amazon.nova-pro-v1:0', 'amazon.nova-lite-v1:0', true],
  ['exaone3.5:7.8b', 'LGAI-EXAONE/EXAONE-4.0-32B', true],
  ['solar:10.7b', 'solar-pro', true],
  ['grok-3', 'kimi-k2', false],
  ['x1', 'x2', false],
  ['llama3.1:8b', 'mistral:7b', false],
  ['qwen2.5:7b', 'llama3.1:8b', false],
  ['our-own:1b', 'your-own:1b', false],
  ['meta-llama/custom', 'meta-llama/other', false],
])('%s and %s: %s', (first, second, expected) => {
  expect(sameFamily(first, second)).toBe(expected);
  expect(sameFamily(second, first)).toBe(expected);
});
