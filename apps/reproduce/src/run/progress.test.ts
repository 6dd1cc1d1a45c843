import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { createProgress } from './progress.ts';

function output(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 40 });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => String(stream.read() ?? '') };
}

test('without a terminal every stage is a plain line, and updates are rare ones', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  try {
    const { stream, text } = output(false);
    const progress = createProgress(stream);
    progress.stage('data');
    progress.update('1 of 2');
    progress.stage('training');
    vi.advanceTimersByTime(6000);
    progress.update('3 of 9');
    progress.update('4 of 9');
    progress.line('a note');
    expect(progress.end()).toEqual({ data: 0, training: 6 });
    expect(text()).toBe('- data (0.0 s)\n  training: 3 of 9\na note\n- training (6.0 s)\n');
  } finally {
    vi.useRealTimers();
  }
});

test('on a terminal an update replaces the line and never wraps', () => {
  const { stream, text } = output(true);
  const progress = createProgress(stream);
  progress.stage('training');
  progress.update('x'.repeat(100));
  progress.update('done');
  progress.update('1 of 2', 'a part');
  const lines = text().split('\r\x1b[2K');
  expect(lines).toEqual([
    '  training ...',
    `  training: ${'x'.repeat(27)}`,
    '  training: done',
    '  a part: 1 of 2',
  ]);
});
