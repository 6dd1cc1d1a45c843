import { expect, it } from 'vitest';
import { HnlmError } from './errors.ts';

it('carries what went wrong, what to do, and the evidence', () => {
  const cause = new Error('below');
  const error = new HnlmError('ratings.csv:3: rating "five" is not a number', {
    code: 'DATA_PARSE',
    hint: 'Correct the line.',
    evidence: { file: 'ratings.csv', line: 3 },
    cause,
  });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'HnlmError',
    code: 'DATA_PARSE',
    hint: 'Correct the line.',
    evidence: { file: 'ratings.csv', line: 3 },
    cause,
  });
});

it('has no cause, no hint and no evidence unless given', () => {
  const error = new HnlmError('no', { code: 'NO' });
  expect('cause' in error).toBe(false);
  expect(error.hint).toBeUndefined();
  expect(error.evidence).toEqual({});
});

it('is recognised when a second copy of the package made it', async () => {
  const copy: typeof import('./errors.ts') = await import(`./errors.ts?${'second-copy'}`);
  const theirs = new copy.HnlmError('theirs', { code: 'THEIRS' });
  expect(copy.HnlmError).not.toBe(HnlmError);
  expect(theirs).not.toBeInstanceOf(HnlmError);
  expect(HnlmError.isInstance(theirs)).toBe(true);
});

it.each([new Error('plain'), { code: 'NO', message: 'alike' }, 'text', 7, null, undefined])(
  'does not take %s for one',
  (other) => {
    expect(HnlmError.isInstance(other)).toBe(false);
  },
);
