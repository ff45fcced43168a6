import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import type { SyncError } from "@/domain/errors.ts";
import type { RunFailure } from "@/ports/log_reader.ts";

/** What ended a run that could not open the log, beside it. */
const fileName = "last_failure.json";

const note = v.object({
  code: v.string(),
  message: v.string(),
  hint: v.nullable(v.string()),
  at: v.string(),
  since: v.string(),
});

/** Keeps it as well as the state folder lets it: whoever started the run has its error all the same. */
export function noteUnlogged(
  stateDir: string,
  { code, message, hint }: SyncError,
  at: string,
): void {
  const since = unloggedFailure(stateDir)?.since ?? at;
  const path = join(stateDir, fileName);
  const draft = `${path}.${crypto.randomUUID()}`;
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

/** The log could be opened. */
export function forgetUnlogged(stateDir: string): void {
  removeIfThere(join(stateDir, fileName));
}

function removeIfThere(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (thrown) {
    if (!isOfTheSystem(thrown)) throw thrown;
  }
}

/** `null`: the last run could open the log, or there was none. */
export function unloggedFailure(stateDir: string): RunFailure | null {
  let text: string;
  try {
    text = readFileSync(join(stateDir, fileName), "utf8");
  } catch (thrown) {
    if (isOfTheSystem(thrown)) return null;
    throw thrown;
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), note), text);
  return parsed.success ? parsed.output : null;
}

function isOfTheSystem(thrown: unknown): boolean {
  return typeof (thrown as { readonly code?: unknown } | null)?.code === "string";
}
