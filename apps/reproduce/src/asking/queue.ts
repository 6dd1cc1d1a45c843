import { once } from 'node:events';
import { connect } from 'node:net';
import { HnlmError } from '@hnlm/core';
import type { ModelIdentity } from '@hnlm/llm';

const usualPort = 6379;
/** In ms. */
const patience = 5000;

/**
 * Checks that something answers at the address of a Redis, and returns how BullMQ is to connect. The password comes from
 * `REDIS_PASSWORD`.
 *
 * @throws HnlmError `QUEUE_UNREACHABLE`
 */
export async function redisAt(url: string): Promise<{ url: string; password?: string }> {
  const { hostname, port } = new URL(url);
  const host = hostname || '127.0.0.1';
  const socket = connect({ host, port: Number(port) || usualPort });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patience) });
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'no answer';
    throw new HnlmError(`no Redis answers at ${host}:${port || usualPort} (${reason})`, {
      code: 'QUEUE_UNREACHABLE',
      hint: 'Start it, or correct the address in --queue.',
    });
  } finally {
    socket.destroy();
  }
  const password = process.env.REDIS_PASSWORD;
  return { url, ...(password && { password }) };
}

/** Names the queue of a task for a model: a worker takes only what its model is meant for. */
export function queueOf({ provider, model }: ModelIdentity, task: { readonly name: string }): string {
  return ['hnlm', provider, model, task.name].join('-').replace(/[^\w.-]+/g, '-');
}
