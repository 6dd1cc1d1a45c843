import { writeFile } from 'node:fs/promises';
import { generateAll, openLedger } from '@hnlm/llm';
import { ollama } from '@hnlm/llm/ollama';
import { longPrompts, longTask } from './long-generation.ts';

/* One run as a process of its own: address of the server, folder of the ledger, file for the results, prompts. */
const [host, folder, output, count] = process.argv.slice(2);
const model = ollama({ model: 'llama3.1:8b', host });
const ledger = await openLedger(folder);
const prompts = longPrompts(Number(count));
const generations = await generateAll({ model, ledger, task: longTask, prompts, concurrency: 16 });
await ledger.close();
await writeFile(output, JSON.stringify(generations));
