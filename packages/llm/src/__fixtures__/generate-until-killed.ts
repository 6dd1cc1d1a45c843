import { writeFile } from 'node:fs/promises';
import { generateAll } from '../generate-all.ts';
import { openLedger } from '../ledger.ts';
import { ollama } from '../ollama-chat-model.ts';
import { profilePrompts, profileTask } from './profile-task.ts';

const [host, folder, output] = process.argv.slice(2);
const model = ollama({ model: 'llama3.1:8b', host });
const ledger = await openLedger(folder);
const generations = await generateAll({ model, ledger, task: profileTask, prompts: profilePrompts });
await ledger.close();
await writeFile(output, JSON.stringify(generations));
