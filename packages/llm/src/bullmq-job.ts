import type { ConnectionOptions } from 'bullmq';

/** Where the queue is. */
export interface QueueOptions {
  /** Redis, as BullMQ takes it: `{ host, port }`, `{ url }` or `{ path }`. */
  readonly connection: ConnectionOptions;
  /** Name of the queue; `hnlm` by default. */
  readonly queue?: string;
}

/** A shard of a task's prompts. */
export interface ShardJob {
  /** Hash of task and prompts; also the job's id. */
  readonly key: string;
  readonly task: { readonly name: string; readonly version: string };
  readonly prompts: readonly string[];
}
