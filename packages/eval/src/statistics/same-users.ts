import { HnlmError } from '@hnlm/core';

/** A metric by user, as `evaluate` and `measureLists` return it. */
export interface UserValues {
  /** Dense user indices. */
  readonly users: Int32Array;
  /** Values by metric, each parallel to `users`. */
  readonly perUser: Readonly<Record<string, Float64Array>>;
}

/**
 * Picks a metric out of two results, which must be of the same users in the same order: a pair is one user under both.
 *
 * @throws HnlmError `STATISTICS_METRIC` if a result lacks the metric, `STATISTICS_USERS` if their users differ
 */
export function sameUsers(
  metric: string,
  [firstName, first]: readonly [string, UserValues],
  [secondName, second]: readonly [string, UserValues],
): readonly [Float64Array, Float64Array] {
  const values = [valuesOf(metric, firstName, first), valuesOf(metric, secondName, second)] as const;
  const length = Math.max(first.users.length, second.users.length);
  for (let index = 0; index < length; index++) {
    if (first.users[index] === second.users[index]) continue;
    const user = (result: UserValues) => result.users[index] ?? 'none';
    throw new HnlmError(
      `"${firstName}" and "${secondName}" are not of the same users: number ${index} is ${user(first)} and ${user(second)}`,
      {
        code: 'STATISTICS_USERS',
        hint: 'Measure both models on the same held-out data with the same `users`.',
        evidence: { first: firstName, second: secondName, index },
      },
    );
  }
  return values;
}

function valuesOf(metric: string, name: string, { perUser, users }: UserValues): Float64Array {
  const values = perUser[metric];
  if (values?.length === users.length) return values;
  throw new HnlmError(
    values === undefined
      ? `"${name}" has no values of ${metric} by user`
      : `"${name}" has ${values.length} values of ${metric} for ${users.length} users`,
    {
      code: 'STATISTICS_METRIC',
      hint: `It has ${Object.keys(perUser).join(', ') || 'none'}.`,
      evidence: { name, metric },
    },
  );
}
