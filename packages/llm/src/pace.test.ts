import { createRandom } from '@hnlm/core';
import { expect, test } from 'vitest';
import { createPace, type Pace } from './pace.ts';

/** A server in simulated time that works on so many requests at once, each token taking 1 ms; the rest queues. */
async function simulate(
  ceiling: number,
  requests: number,
  server: { places: number; refuseAbove?: number; jitter?: number },
) {
  let time = 0;
  const pace = createPace(ceiling, () => time);
  const random = createRandom(1);
  const events: { at: number; run: () => void }[] = [];
  const freeAt = new Array<number>(server.places).fill(0);
  const limits: number[] = [];
  let underway = 0;
  let most = 0;
  let refused = 0;

  async function request(): Promise<void> {
    const place = await pace.enter();
    underway++;
    most = Math.max(most, underway);
    const isRefused = underway > (server.refuseAbove ?? Infinity);
    const slot = freeAt.indexOf(Math.min(...freeAt));
    const work = 50 * (1 + (server.jitter ?? 0) * (random.uniform() - 0.5));
    const end = isRefused ? time + 1 : (freeAt[slot] = Math.max(time, freeAt[slot]) + work);
    await new Promise<void>((resolve) => events.push({ at: end, run: resolve }));
    underway--;
    if (isRefused) {
      refused++;
      place.overloaded();
    } else place.answered(50);
    limits.push(pace.limit);
    place.leave();
  }

  let finished = 0;
  for (let n = 0; n < requests; n++) void request().then(() => finished++);
  while (finished < requests) {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    events.sort((first, second) => first.at - second.at);
    const event = events.shift();
    if (!event) continue;
    time = event.at;
    event.run();
  }
  return { pace, limits, most, time, refused };
}

test('starts at two and never exceeds the ceiling', async () => {
  expect(createPace(16).limit).toBe(2);
  expect(createPace(1).limit).toBe(1);
  const { most, limits } = await simulate(16, 500, { places: 64, jitter: 1 });
  expect(most).toBe(16);
  expect(limits.at(-1)).toBe(16);
});

test('costs little before it is at the ceiling that the server can take', async () => {
  const { time } = await simulate(16, 5000, { places: 16, jitter: 1 });
  expect(time).toBeLessThan(((5000 * 50) / 16) * 1.04);
});

test('stays near what the server can take at once, as the rest would only queue', async () => {
  const { limits } = await simulate(64, 1000, { places: 4 });
  expect(Math.max(...limits)).toBeLessThanOrEqual(8);
  expect(limits.at(-1)).toBeGreaterThanOrEqual(4);
});

test('halves when the server is overloaded, once for all that were under way, then climbs by one', async () => {
  const pace = createPace(8);
  const places = async (count: number) => Promise.all(Array.from({ length: count }, () => pace.enter()));
  const answerAll = async (pace: Pace) => {
    for (let round = 0; round < 8; round += pace.limit) {
      for (const place of await places(pace.limit)) {
        place.answered(10);
        place.leave();
      }
    }
  };
  while (pace.limit < 8) await answerAll(pace);
  const underway = await places(8);
  for (const place of underway) place.overloaded();
  expect(pace.limit).toBe(4);
  for (const place of underway) place.leave();
  await answerAll(pace);
  expect(pace.limit).toBe(5);
});

test('settles below the number that the server refuses', async () => {
  const { refused, limits } = await simulate(64, 3000, { places: 10, refuseAbove: 10 });
  expect(refused).toBeLessThan(150);
  expect(limits.slice(500).every((limit) => limit >= 5 && limit <= 12)).toBe(true);
});

test('those in the queue leave it at their signal, and take no place', async () => {
  const pace = createPace(1);
  const place = await pace.enter();
  const controller = new AbortController();
  const waiting = pace.enter(controller.signal);
  const next = pace.enter();
  controller.abort(new Error('interrupted'));
  await expect(waiting).rejects.toThrow('interrupted');
  place.leave();
  (await next).leave();
  (await pace.enter()).leave();
  await expect(pace.enter(controller.signal)).rejects.toThrow('interrupted');
});
