import { createRandom } from '@hnlm/core';
import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

/** A server in simulated time that works on so many requests at once, each token taking 1 ms; the rest queues. */
function simulate(
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

  function start(): void {
    const request = pace.begin();
    most = Math.max(most, ++underway);
    const isRefused = underway > (server.refuseAbove ?? Infinity);
    const slot = freeAt.indexOf(Math.min(...freeAt));
    const work = 50 * (1 + (server.jitter ?? 0) * (random.uniform() - 0.5));
    const end = isRefused ? time + 1 : (freeAt[slot] = Math.max(time, freeAt[slot]) + work);
    events.push({
      at: end,
      run() {
        underway--;
        if (isRefused) {
          refused++;
          request.overloaded();
        } else request.answered(50);
        limits.push(pace.limit);
      },
    });
  }

  for (let started = 0; started < requests || events.length > 0; ) {
    for (; started < requests && underway < pace.limit; started++) start();
    events.sort((first, second) => first.at - second.at);
    const event = events.shift()!;
    time = event.at;
    event.run();
  }
  return { pace, limits, most, time, refused };
}

test('starts at two and never exceeds the ceiling', () => {
  expect(createPace(16).limit).toBe(2);
  expect(createPace(1).limit).toBe(1);
  const { most, limits } = simulate(16, 500, { places: 64, jitter: 1 });
  expect(most).toBe(16);
  expect(limits.at(-1)).toBe(16);
});

test('costs little before it is at the ceiling that the server can take', () => {
  const { time } = simulate(16, 5000, { places: 16, jitter: 1 });
  expect(time).toBeLessThan(((5000 * 50) / 16) * 1.04);
});

test('stays near what the server can take at once, as the rest would only queue', () => {
  const { limits } = simulate(64, 1000, { places: 4 });
  expect(Math.max(...limits)).toBeLessThanOrEqual(8);
  expect(limits.at(-1)).toBeGreaterThanOrEqual(4);
});

test('halves when the server is overloaded, once for all that were under way, then climbs by one', () => {
  const pace = createPace(8);
  const begin = (count: number) => Array.from({ length: count }, () => pace.begin());
  const answerAll = () => {
    for (let round = 0; round < 8; round += pace.limit) {
      for (const request of begin(pace.limit)) request.answered(10);
    }
  };
  while (pace.limit < 8) answerAll();
  const underway = begin(8);
  for (const request of underway) request.overloaded();
  expect(pace.limit).toBe(4);
  answerAll();
  expect(pace.limit).toBe(5);
});

test('settles below the number that the server refuses', () => {
  const { refused, limits } = simulate(64, 3000, { places: 10, refuseAbove: 10 });
  expect(refused).toBeLessThan(150);
  expect(limits.slice(500).every((limit) => limit >= 5 && limit <= 12)).toBe(true);
});
