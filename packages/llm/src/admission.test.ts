import { HnlmError } from '@hnlm/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAdmission } from './admission.ts';
import { createEndpoint, type Turn } from './endpoint.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;
const lost = new HnlmError('lost', { code: 'LLM_CONNECTION_LOST', evidence: { retryable: true } });

function admissionTo(names: readonly string[], concurrency: number, firstWait = 20) {
  const endpoints = names.map((name) => createEndpoint(name, concurrency, { firstWait }));
  const waits: number[] = [];
  return { admission: createAdmission(endpoints, (wait) => waits.push(wait)), waits };
}

/** Lets an endpoint go up to four places: each answer in eight doubles them. */
async function warm(admission: ReturnType<typeof admissionTo>['admission'], count: number): Promise<void> {
  for (let n = 0; n < 16 * count; n += 2 * count) {
    const turns = await Promise.all(Array.from({ length: 2 * count }, () => admission.enter(1, never)));
    for (const one of turns) one.answered(1);
  }
}

test('chooses the endpoint with the fewest calls under way', async () => {
  const { admission } = admissionTo(['a', 'b', 'c'], 4);
  await warm(admission, 3);
  const turns: Turn<string>[] = [];
  for (let n = 0; n < 6; n++) turns.push(await admission.enter(1, never));
  expect(turns.map(({ model }) => model)).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  turns[1].answered(1);
  turns[4].answered(1);
  expect((await admission.enter(1, never)).model).toBe('b');
  expect((await admission.enter(1, never)).model).toBe('b');
});

test('first come, first served, by whichever endpoint is free first', async () => {
  const { admission } = admissionTo(['a', 'b'], 1);
  const turns = [await admission.enter(1, never), await admission.enter(1, never)];
  const order: string[] = [];
  const waiting = [1, 2, 3].map(async (n) => {
    const { model } = await admission.enter(1, never);
    order.push(`${n}${model}`);
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual([]);
  turns[1].answered(1);
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual(['1b']);
  turns[0].ended();
  await vi.advanceTimersByTimeAsync(0);
  expect(order).toEqual(['1b', '2a']);
  void waiting;
});

test('leaves out an endpoint that fails, and comes back to it with one probe', async () => {
  const { admission } = admissionTo(['bad', 'good'], 4, 50);
  let failed = 0;
  for (let n = 0; n < 100; n++) {
    const one = await admission.enter(1, never);
    if (one.model === 'bad') {
      failed++;
      one.ended(lost);
    } else one.answered(1);
  }
  expect(failed).toBe(10);
  await vi.advanceTimersByTimeAsync(50);
  const probe = await admission.enter(1, never);
  const others = [await admission.enter(1, never), await admission.enter(1, never)];
  expect([probe, ...others].map(({ model }) => model)).toEqual(['bad', 'good', 'good']);
  probe.answered(1);
  expect((await admission.enter(1, never)).model).toBe('bad');
});

test('waits for the limits that a server tells, and says so where nothing is under way', async () => {
  const { admission, waits } = admissionTo(['a'], 4);
  const first = await admission.enter(100, never);
  first.onLimits({ tokens: { limit: 1000, remaining: 150, reset: 40 } });
  const second = await admission.enter(100, never);
  let begun = false;
  void admission.enter(100, never).then(() => (begun = true));
  await vi.advanceTimersByTimeAsync(10);
  expect(waits).toEqual([]);
  first.answered(1);
  second.answered(1);
  expect(waits).toEqual([30]);
  await vi.advanceTimersByTimeAsync(29);
  expect(begun).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(begun).toBe(true);
});

test('those in the queue leave it at their signal, and take no place', async () => {
  const { admission } = admissionTo(['a'], 1);
  const place = await admission.enter(1, never);
  const controller = new AbortController();
  const waiting = admission.enter(1, controller.signal);
  const next = admission.enter(1, never);
  controller.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow('interrupted');
  place.ended();
  (await next).ended();
  (await admission.enter(1, never)).ended();
  await expect(admission.enter(1, controller.signal)).rejects.toThrow('interrupted');
});
