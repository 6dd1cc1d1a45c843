import pc from 'picocolors';

/** Tells a person what a run is doing. */
export interface Progress {
  /** Begins a stage; ends the one before. */
  stage(name: string): void;
  /** Shows how far the stage is, or a part of it that `what` names; on a terminal this replaces the line. */
  update(text: string, what?: string): void;
  /** Writes a line that stays. */
  line(text: string): void;
  /** Ends the last stage and returns seconds by stage. */
  end(): Record<string, number>;
}

/** Progress on a terminal; plain lines, at most one every few seconds, where there is none. */
export function createProgress(output: NodeJS.WriteStream): Progress {
  const terminal = Boolean(output.isTTY);
  const { green, dim } = pc.createColors(terminal && pc.isColorSupported);
  const seconds: Record<string, number> = {};
  let current: { name: string; started: number } | undefined;
  let open = false;
  let lastPlain = 0;
  const clear = () => {
    if (open) output.write('\r\x1b[2K');
    open = false;
  };
  const finish = () => {
    if (!current) return;
    const took = (performance.now() - current.started) / 1000;
    seconds[current.name] = Math.round(took * 10) / 10;
    clear();
    output.write(`${terminal ? green('✓') : '-'} ${current.name} ${dim(`(${took.toFixed(1)} s)`)}\n`);
    current = undefined;
  };
  return {
    stage(name) {
      finish();
      current = { name, started: performance.now() };
      lastPlain = performance.now();
      if (terminal) {
        output.write(`  ${name} ...`);
        open = true;
      }
    },
    update(text, what = current?.name) {
      if (!current) return;
      if (terminal) {
        clear();
        const line = `  ${what}: ${text}`;
        output.write(line.slice(0, Math.max(20, (output.columns ?? 80) - 1)));
        open = true;
      } else if (performance.now() - lastPlain > 5000) {
        lastPlain = performance.now();
        output.write(`  ${what}: ${text}\n`);
      }
    },
    line(text) {
      clear();
      output.write(`${text}\n`);
    },
    end() {
      finish();
      return seconds;
    },
  };
}
