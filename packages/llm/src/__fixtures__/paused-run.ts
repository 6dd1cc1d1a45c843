// Is paused with nothing else to do, until it is told to go on: prints what it did.
import { createPauseGate } from '../pause-gate.ts';

const gate = createPauseGate();
process.on('SIGCONT', () => gate.resume());
await gate.pause();
console.log('paused');
await gate.through(async () => console.log('went on'));
