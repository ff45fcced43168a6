import { dataSignature, hooksSignature } from "@/adapters/taskwarrior/data_signature.ts";

/** How often the files are looked at; that takes about 20 µs. */
const pollMs = 100;

/**
 * Calls when tasks have changed by whatever means, until disposed. The folder is not watched but looked at: a
 * watch opens and closes each file that it tells of, and closing one takes away the locks that this process has
 * on it while it reads (3, SQLite) or writes (2.6). A folder that is put in its place is seen as well.
 */
export function watchData(folder: string, onChange: () => void): Disposable {
  return whenChanged(() => dataSignature(folder), pollMs, onChange);
}

const hooksPollMs = 1_000;

/** Calls when a hook of the user's was added, changed or taken away: what it refused may be welcome now. */
export function watchHooks(folder: string, onChange: () => void): Disposable {
  return whenChanged(() => hooksSignature(folder), hooksPollMs, onChange);
}

function whenChanged(ask: () => string, everyMs: number, onChange: () => void): Disposable {
  let signature = ask();
  const timer = setInterval(() => {
    const now = ask();
    if (now === signature) return;
    signature = now;
    onChange();
  }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
