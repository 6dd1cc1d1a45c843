export { type EnqueuedPrompts, type EnqueueOptions, enqueuePrompts } from './bullmq-enqueue.ts';
export { type QueueWorker, type QueueWorkerOptions, startQueueWorker } from './bullmq-worker.ts';
