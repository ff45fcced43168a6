import * as v from "valibot";
import type { Manifest } from "@/ports/backups.ts";

export const manifestName = "manifest.json";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const schema = v.object({
  format: v.literal(1),
  madeAt: v.pipe(v.string(), v.isoTimestamp()),
  program: v.string(),
  host: v.string(),
  profile: v.nullable(v.string()),
  stateDir: v.string(),
  events: count,
  tasks: v.object({ log: count, taskwarrior: v.nullable(count), vikunja: v.nullable(count) }),
  leftOut: v.array(v.string()),
  parts: v.array(v.object({
    name: v.pipe(v.string(), v.regex(/^[a-z]+\.[a-z]+$/)),
    bytes: count,
    sha256: v.string(),
  })),
});

/** `null`: it is none that this version knows. */
export function readManifest(text: string): Manifest | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : null;
}

export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
