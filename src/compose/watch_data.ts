import { watchFolder } from "@/adapters/fs/watch_folder.ts";
import { dataSignature, isDataFile, isLine3 } from "@/adapters/taskwarrior/data_signature.ts";

/** Commands of the user write several files: they are looked at when they have been quiet for a moment. */
const settleMs = 4;
/** How often the files of Taskwarrior 3 are looked at; that takes about 20 µs. */
const pollMs = 200;

/**
 * Calls when tasks have changed by whatever means, until disposed. The folder of Taskwarrior 3 is not watched
 * but looked at: a watch opens and closes each file that it tells of, and closing a SQLite file takes away the
 * locks that this process has on it while it reads.
 */
export function watchData(
  folder: string,
  onChange: () => void,
  onError: (cause: Error) => void,
): Disposable {
  let signature = dataSignature(folder);
  const look = () => {
    const now = dataSignature(folder);
    if (now === signature) return;
    signature = now;
    onChange();
  };
  if (!isLine3(folder)) return watchFolder(folder, isDataFile, soon(look), onError);
  const timer = setInterval(look, pollMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Calls once things have been quiet for a moment. */
function soon(call: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, settleMs);
  };
}
