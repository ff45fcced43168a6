import { files } from "@system/files.ts";
import * as v from "valibot";
import { basename, dirname, join } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";

const noteName = ".verified.json";

const schema = v.record(
  v.string(),
  v.object({ at: v.string(), bytes: v.number(), modifiedMs: v.number() }),
);
type Notes = v.InferOutput<typeof schema>;

/** Of files whose size and time are those of then. */
export function verifiedAt(path: string): string | null {
  const facts = files.facts(path);
  const noted = notesIn(dirname(path))[basename(path)];
  if (facts === null || noted === undefined) return null;
  return noted.bytes === facts.size && noted.modifiedMs === facts.modifiedMs ? noted.at : null;
}

/** Without a word where the folder cannot be written to: then it is only not known later. `at`: `null`: it is not whole. */
export function noteVerified(path: string, at: string | null): void {
  const folder = dirname(path);
  const facts = files.facts(path);
  const { [basename(path)]: _, ...others } = notesIn(folder);
  const own = at === null || facts === null
    ? {}
    : { [basename(path)]: { at, bytes: facts.size, modifiedMs: facts.modifiedMs } };
  const there = Object.entries(others).filter(([name]) => files.facts(join(folder, name)) !== null);
  const draft = join(folder, `${noteName}-${crypto.randomUUID()}`);
  try {
    const text = JSON.stringify({ ...Object.fromEntries(there), ...own });
    files.write(draft, text, { createNew: true, mode: 0o600 });
    files.rename(draft, join(folder, noteName));
  } catch {
    ifThere(() => files.remove(draft));
  }
}

function notesIn(folder: string): Notes {
  const text = ifThere(() => files.readText(join(folder, noteName))) ?? "{}";
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : {};
}
