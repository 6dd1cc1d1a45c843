import { setTimeout as sleep } from 'node:timers/promises';
import { createPauseGate, type PauseGate } from '@hnlm/llm';

/** What the signals of a terminal or supervisor ask of a run. */
export interface Interrupt {
  /** Aborts at the first Ctrl-C: no request begins any more, those under way are waited for; all other work ends. */
  readonly drain: AbortSignal;
  /** Aborts at the second Ctrl-C: ends everything at once. */
  readonly cancel: AbortSignal;
  /** Closed while the run is paused. */
  readonly gate: PauseGate;
  /** 128 and the number of the signal that ended the run, as shells count. */
  readonly exitCode: number;
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 };
/** What still hangs after the second Ctrl-C is given so long, in ms. */
const patience = 2000;
/** What was answered last gets to the disk within this time, in ms. */
const storing = 200;

/**
 * Listens to the signals of this process: SIGINT (Ctrl-C) and SIGTERM end it, SIGTSTP (Ctrl-Z) stops it when no request is
 * under way, SIGCONT lets it go on.
 */
export function listenToSignals(say: (sentence: string) => void): Interrupt {
  const [drain, cancel] = [new AbortController(), new AbortController()];
  const gate = createPauseGate();
  let exitCode = exitCodes.SIGINT;

  function end(signal: keyof typeof exitCodes): void {
    if (drain.signal.aborted) {
      cancel.abort(new Error('interrupted'));
      setTimeout(() => process.exit(exitCode), patience).unref();
      return;
    }
    exitCode = exitCodes[signal];
    drain.abort(new Error('interrupted'));
    if (gate.underway > 0) say(`Ending when ${requests(gate.underway)} answered. Ctrl-C again ends at once.`);
  }

  async function pause(): Promise<void> {
    if (gate.underway > 0) say(`Pausing when ${requests(gate.underway)} answered.`);
    await gate.pause();
    await sleep(storing);
    if (!gate.paused || drain.signal.aborted) return;
    say(`Paused. It goes on with fg, or with: kill -CONT ${process.pid}`);
    process.kill(process.pid, 'SIGSTOP');
  }

  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGTSTP', () => void pause());
  process.on('SIGCONT', () => gate.resume());
  return {
    drain: drain.signal,
    cancel: cancel.signal,
    gate,
    get exitCode() {
      return exitCode;
    },
  };
}

function requests(count: number): string {
  return count === 1 ? 'the request under way is' : `the ${count} requests under way are`;
}
