import { streams } from "@system/streams.ts";
import { thisProcess } from "@system/this_process.ts";
import { beforeHangUpOrQuit } from "@/adapters/system/stop_signals.ts";
import type { FullScreen } from "@/ports/full_screen.ts";

/** Another screen, no cursor, no wrapping at the edge, and what is pasted is marked as that. */
const begin = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[?2004h";
const end = "\x1b[?2004l\x1b[?7h\x1b[?25h\x1b[?1049l";

/**
 * `null`: no terminal is to be had, or one that only takes lines. The signal, SIGHUP, SIGQUIT and SIGTSTP give the
 * terminal back at once.
 */
export function openFullScreen(signal: AbortSignal): FullScreen | null {
  const { input, output } = streams;
  const isThere = input.isTerminal() && output.isTerminal() && thisProcess.env("TERM") !== "dumb";
  if (!isThere || sizeNow() === null) return null;
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const write = (text: string) => writeWhole(encoder.encode(text));
  let isOurs = false;
  let changed = () => {};

  function take(): void {
    if (isOurs) return;
    isOurs = true;
    input.setRaw(true);
    write(begin);
  }

  function giveBack(): void {
    if (!isOurs) return;
    isOurs = false;
    write(end);
    input.setRaw(false);
  }

  /** The shell has the terminal until this process goes on. */
  function pause(): void {
    giveBack();
    thisProcess.pause();
    take();
    changed();
  }

  const heard = new DisposableStack();
  heard.defer(giveBack);
  heard.use(beforeHangUpOrQuit(giveBack));
  heard.use(thisProcess.onSignal("SIGWINCH", () => changed()));
  heard.use(thisProcess.onSignal("SIGTSTP", pause));
  signal.addEventListener("abort", giveBack, { once: true });
  heard.defer(() => signal.removeEventListener("abort", giveBack));
  if (!signal.aborted) take();
  return {
    size: () => sizeNow() ?? { columns: 80, rows: 24 },
    write(text) {
      if (isOurs) write(text);
    },
    async read() {
      const buffer = new Uint8Array(4_096);
      const count = await input.read(buffer);
      return count === null ? null : decoder.decode(buffer.subarray(0, count), { stream: true });
    },
    onChange: (told) => void (changed = told),
    [Symbol.dispose]: () => heard.dispose(),
  };
}

function sizeNow(): { readonly columns: number; readonly rows: number } | null {
  try {
    const { columns, rows } = streams.size();
    return columns > 0 && rows > 0 ? { columns, rows } : { columns: 80, rows: 24 };
  } catch {
    return null;
  }
}

function writeWhole(bytes: Uint8Array): void {
  for (let left = bytes; left.length > 0;) left = left.subarray(streams.output.write(left));
}
