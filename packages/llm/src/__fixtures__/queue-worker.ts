import { startQueueWorker } from '../bullmq.ts';
import { openLedger } from '../ledger.ts';
import { ollama } from '../ollama-chat-model.ts';
import { profileTask } from './profile-task.ts';

/* A worker as a process of its own: socket of Redis, address of the model server, folder of its ledger. */
const [path, host, folder] = process.argv.slice(2);
const model = ollama({ model: 'llama3.1:8b', host });
const ledger = await openLedger(folder);
const worker = await startQueueWorker({
  connection: { path },
  model,
  ledger,
  task: profileTask,
  lockDuration: 1000,
});
process.once('SIGTERM', () => void worker.close());
await worker.ended;
await ledger.close();
