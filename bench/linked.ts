import type { Pair } from "./pair.ts";
import type { BenchServer } from "./server.ts";
import { until } from "./timing.ts";

/** One task on both sides. */
export interface Subject {
  readonly id: number;
  readonly uuid: string;
}

/** The tasks that Vikunja lists first, once so many are on both sides. */
export async function linked(
  server: BenchServer,
  pair: Pair,
  count: number,
): Promise<readonly Subject[]> {
  let links: ReadonlyMap<number, string> = new Map();
  await until(async () => {
    links = await linksOf(pair);
    return links.size === count;
  }, { withinMs: 1_200_000, everyMs: 1_000 });
  return await subjects(server, links);
}

export async function subjects(
  server: BenchServer,
  links: ReadonlyMap<number, string>,
): Promise<readonly Subject[]> {
  const { items } = await server.api<{ readonly items: readonly { readonly id: number }[] }>(
    "GET",
    "/api/v2/tasks?per_page=1000",
  );
  return items.flatMap(({ id }) => {
    const uuid = links.get(id);
    return uuid === undefined ? [] : [{ id, uuid }];
  });
}

/** UUIDs in Taskwarrior, by the Vikunja id that is noted on the task. */
export async function linksOf(pair: Pair): Promise<ReadonlyMap<number, string>> {
  const { stdout } = await pair.task(["export"]);
  const tasks: readonly {
    readonly uuid: string;
    readonly annotations?: readonly { readonly description: string }[];
  }[] = JSON.parse(stdout);
  return new Map(
    tasks.flatMap(({ uuid, annotations = [] }) =>
      annotations.flatMap(({ description }) => {
        const id = /^vikunja_id: (\d+)$/.exec(description)?.[1];
        return id === undefined ? [] : [[Number(id), uuid] as const];
      })
    ),
  );
}
