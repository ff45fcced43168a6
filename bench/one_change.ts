import type { Pair, TimedSync } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import { requestsRow, secondsRow } from "./rows.ts";
import type { BenchServer } from "./server.ts";
import { median } from "./timing.ts";

const rounds = 7;
const twoRequests = ["/api/v2/tasks?per_page=1", "/api/v2/tasks?per_page=1"];

/** One task changed on one side, then `sync`; each time another task. */
export async function benchOneChange(
  server: BenchServer,
  pair: Pair,
): Promise<readonly BenchRow[]> {
  const { items } = await server.api<{ readonly items: readonly { readonly id: number }[] }>(
    "GET",
    `/api/v2/tasks?per_page=${rounds}&sort_by=id&order_by=desc`,
  );
  const uuids = (await pair.task(["_uuids"])).stdout.trim().split("\n");
  return [
    ...await rowsFor(pair, "Taskwarrior", async (round) => {
      await pair.task([`uuid:${uuids[round]}`, "modify", `A title of round ${round}`]);
    }),
    ...await rowsFor(pair, "Vikunja", async (round) => {
      const id = items[round]?.id;
      await server.api("PUT", "/api/v2/tasks/bulk", {
        task_ids: [id],
        fields: ["title"],
        values: { title: `A title of round ${round}` },
      });
    }),
  ];
}

async function rowsFor(
  pair: Pair,
  where: string,
  change: (round: number) => Promise<void>,
): Promise<readonly BenchRow[]> {
  const ours: TimedSync[] = [];
  const floors: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await change(round);
    ours.push(await pair.sync());
    floors.push(await pair.bareRequests(twoRequests));
  }
  const name = `one task changed in ${where}, then sync`;
  const floorName = "bare deno process, two GETs";
  return [
    secondsRow(name, {
      value: median(ours.map(({ seconds }) => seconds)),
      floor: median(floors),
      floorName,
      most: 0.35,
    }),
    requestsRow(name, {
      value: Math.max(...ours.map(({ requests }) => requests)),
      floor: 2,
      floorName,
      most: 3,
    }),
  ];
}
