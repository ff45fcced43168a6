import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { SyncError } from "@/domain/errors.ts";
import type { FailureNote } from "@/ports/failure_note.ts";
import type { RunFailure } from "@/ports/log_reader.ts";
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
      writeFileSync(draft, `${JSON.stringify({ code, message, hint, at, since })}\n`, {
        mode: 0o600,
        flag: "wx",
      });
      renameSync(draft, path);
    } catch (thrown) {
      if (!isOfTheSystem(thrown)) throw thrown;
      removeIfThere(draft);
    }
  }

  return { note, forget: () => removeIfThere(path), read: () => readNote(path) };
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (thrown) {
    if (!isOfTheSystem(thrown)) throw thrown;
  }
}

function readNote(path: string): RunFailure | null {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (thrown) {
    if (isOfTheSystem(thrown)) return null;
    throw thrown;
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : null;
}

function isOfTheSystem(thrown: unknown): boolean {
  return typeof (thrown as { readonly code?: unknown } | null)?.code === "string";
}
