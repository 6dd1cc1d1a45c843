#!/usr/bin/env node
import { HnlmError } from '@hnlm/core';
import { CommanderError } from 'commander';
import pc from 'picocolors';
import { EndOfRun, limitReached } from './end-of-run.ts';
import { listenToSignals } from './interrupt.ts';
import { type Action, createProgram } from './program.ts';

const goOn = 'The same command (without --fresh) goes on where this run stopped.';

/** On a terminal a line of progress may stand there. */
function say(text: string): void {
  process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}${text}\n`);
}

/** Writes one error and returns the exit code: 2 for usage, 1 for failure. */
function report(error: unknown, code: 1 | 2): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { red, dim } = pc.createColors(Boolean(process.stderr.isTTY) && pc.isColorSupported);
  const message = error instanceof Error ? error.message : String(error);
  say(`${red('error:')} ${message}`);
  if (HnlmError.isInstance(error)) {
    if (error.hint) process.stderr.write(`${error.hint}\n`);
  } else if (error instanceof Error && !isSystemError(error)) {
    process.stderr.write(`${dim(error.stack ?? '')}\n`);
  }
  return code;
}

/** A full disk, a folder that may not be written: the message says it all. */
function isSystemError(error: Error): boolean {
  return 'syscall' in error;
}

async function main(): Promise<number> {
  let action: Action = async () => {};
  try {
    createProgram((chosen) => {
      action = chosen;
    }).parse();
  } catch (error) {
    return report(error, 2);
  }
  const interrupt = listenToSignals(say);
  try {
    await action(interrupt);
    return 0;
  } catch (error) {
    if (interrupt.drain.aborted) {
      say(`Interrupted. ${goOn}`);
      return interrupt.exitCode;
    }
    if (error instanceof EndOfRun) {
      say(error.message);
      return error.exitCode;
    }
    if (HnlmError.isInstance(error) && error.code === 'LLM_BUDGET') {
      say(`Ended: ${error.message}. What was answered is stored.\n${goOn} It has a budget of its own.`);
      return limitReached;
    }
    return report(error, 1);
  }
}

process.exitCode = await main();
// What still listens after an interrupt (a socket, a worker) must not hold the process.
if (process.exitCode !== 0) process.exit();
