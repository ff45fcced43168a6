import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import * as v from "valibot";
import type { SyncError } from "@/domain/errors.ts";
import type { FailureNote } from "@/ports/failure_note.ts";
import type { RunFailure } from "@/ports/log_reader.ts";
import { systemCode } from "@/ports/system_code.ts";
import type { Runtime } from "@/ports/runtime.ts";

const fileName = "last_failure.json";

const schema = v.object({
  code: v.string(),
  message: v.string(),
  hint: v.nullable(v.string()),
  at: v.string(),
  since: v.string(),
});

export function createFailureNote(
  stateDir: string,
  runtime: Pick<Runtime, "now" | "uuid">,
): FailureNote {
  const path = join(stateDir, fileName);

  function note({ code, message, hint }: SyncError): void {
    const at = runtime.now().toISOString();
    const since = readNote(path)?.since ?? at;
    const draft = `${path}.${runtime.uuid()}`;
    try {
      files.write(draft, `${JSON.stringify({ code, message, hint, at, since })}\n`, {
        mode: 0o600,
        createNew: true,
      });
      files.rename(draft, path);
    } catch (thrown) {
      if (systemCode(thrown) === null) throw thrown;
      removeIfThere(draft);
    }
  }

  return { note, forget: () => removeIfThere(path), read: () => readNote(path) };
}

function removeIfThere(path: string): void {
  try {
    files.remove(path);
  } catch (thrown) {
    if (systemCode(thrown) === null) throw thrown;
  }
}

function readNote(path: string): RunFailure | null {
  let text: string;
  try {
    text = files.readText(path);
  } catch (thrown) {
    if (systemCode(thrown) !== null) return null;
    throw thrown;
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : null;
}
