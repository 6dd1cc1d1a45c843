import type { IncomingHttpHeaders } from 'node:http';

/** What a server still takes of one kind. */
export interface RateLimit {
  /** When nothing is used up. */
  readonly limit?: number;
  readonly remaining: number;
  /** Until nothing is used up any more, in ms. */
  readonly reset?: number;
}

/** What a server says it still takes, requests and tokens. */
export interface RateLimits {
  readonly requests?: RateLimit;
  readonly tokens?: RateLimit;
}

/**
 * Reads `x-ratelimit-limit-`, `-remaining-` and `-reset-` `requests` and `tokens`, as OpenAI and those after it send them with each
 * answer. Times are written as Go prints durations (`12ms`, `6m0s`) or, by Azure, as whole seconds; its -1 says nothing, and so does a
 * time of 0.
 */
export function readRateLimits(headers: IncomingHttpHeaders): RateLimits | undefined {
  const requests = readLimit(headers, 'requests');
  const tokens = readLimit(headers, 'tokens');
  if (!requests && !tokens) return undefined;
  return { ...(requests && { requests }), ...(tokens && { tokens }) };
}

/** Tells what the headers of an answer say of limits, if anything. */
export function tellLimits(headers: IncomingHttpHeaders = {}, onLimits?: (limits: RateLimits) => void): void {
  const limits = onLimits && readRateLimits(headers);
  if (limits) onLimits(limits);
}

function readLimit(headers: IncomingHttpHeaders, kind: 'requests' | 'tokens'): RateLimit | undefined {
  const remaining = readCount(headers[`x-ratelimit-remaining-${kind}`]);
  if (remaining === undefined) return undefined;
  const limit = readCount(headers[`x-ratelimit-limit-${kind}`]);
  const reset = readDuration(headers[`x-ratelimit-reset-${kind}`]);
  return {
    remaining,
    ...(limit !== undefined && limit > 0 && { limit }),
    ...(reset !== undefined && reset > 0 && { reset }),
  };
}

function readCount(text: string | string[] | undefined): number | undefined {
  if (typeof text !== 'string' || !/^\d+(\.\d+)?$/.test(text.trim())) return undefined;
  return Number(text);
}

const units: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

function readDuration(text: string | string[] | undefined): number | undefined {
  if (typeof text !== 'string') return undefined;
  const seconds = readCount(text);
  if (seconds !== undefined) return seconds * 1000;
  const parts = [...text.trim().matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/gy)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text.trim()) return undefined;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit], 0);
}
