import type { Schedule } from "@tests/simulation/schedule.ts";

/** A schedule that failed once, as short as it could be made; it is run first ever since. */
export interface KeptSchedule {
  readonly name: string;
  /** What was wrong. */
  readonly found: string;
  readonly schedule: Schedule;
}

const folder = new URL("./kept/", import.meta.url);

/** All of them, by name. */
export function keptSchedules(): readonly KeptSchedule[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name)
    .filter((name) => name.endsWith(".json")).sort()
    .map((file) => JSON.parse(Deno.readTextFileSync(new URL(file, folder))));
}

export function keep(kept: KeptSchedule): string {
  const url = new URL(`${kept.name.replaceAll(/[^a-z0-9]+/gi, "_")}.json`, folder);
  Deno.writeTextFileSync(url, JSON.stringify(kept, null, 2) + "\n");
  return url.pathname;
}
