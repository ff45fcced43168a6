import { farAway, type FarServer } from "./delaying_proxy.ts";
import { sideBySide } from "./floor/side_by_side.ts";
import { createPair } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import { requestsRow, secondsRow } from "./rows.ts";
import { type BenchServer, startServer } from "./server.ts";
import { showTable } from "./table.ts";
import { benchTasks, type FarTask, taskwarriorObjects } from "./tasks.ts";
import { timed } from "./timing.ts";

const roundTripMs = 50;
/** As many as we ask for at most. */
const atOnce = 16;

/** Fills an empty server over a network of 50 ms; the floor first, over the same. */
export async function benchFarAway(
  server: BenchServer,
  count: number,
): Promise<readonly BenchRow[]> {
  await using network = await farAway(server.url, { roundTripMs, tls: true });
  const tasks = farTasks(count);
  const { concurrent_writes } = await server.api<{ concurrent_writes: boolean }>(
    "GET",
    "/api/v2/info",
  );
  const perCreate = concurrent_writes ? 10 : 100;
  let requests = 0;
  const floor = await timed(async () =>
    requests = await sideBySide(apiAt(network, server.token), tasks, {
      atOnce: concurrent_writes ? atOnce : 1,
      perCreate,
    })
  );
  await server.clear();
  await using pair = await createPair({ ...network, token: server.token }, "3");
  await pair.task(["import", "-"], JSON.stringify(objectsOf(tasks)));
  const ours = await pair.sync();
  if (ours.linked !== count) throw new Error(`${ours.linked} of ${count} tasks are linked`);
  const name =
    `first sync of ${count} tasks with comments and dependencies, ${roundTripMs} ms away, TLS`;
  const floorName = `the bare requests, ${concurrent_writes ? atOnce : 1} at once`;
  return [
    secondsRow(name, { value: ours.seconds, floor, floorName, most: count / 50 }),
    requestsRow(name, { value: ours.requests, floor: requests, floorName, most: count * 1.4 }),
  ];
}

/** As ours, over connections that are kept. */
export function apiAt({ url, caFile }: FarServer, token: string): BenchServer["api"] {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const caCerts = caFile === null ? [] : [Deno.readTextFileSync(caFile)];
  const client = Deno.createHttpClient({ caCerts, http2: false });
  return async (method, path, body) => {
    const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body), client });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
}

function farTasks(count: number): readonly FarTask[] {
  const uuids = Array.from({ length: count }, () => crypto.randomUUID());
  return benchTasks(count, true).map((task, index) => ({
    ...task,
    uuid: uuids[index] ?? "",
    comments: index % 3 === 0 ? [`on ${task.title}`] : [],
    depends: index % 3 === 1 ? [uuids[index - 1] ?? ""] : [],
  }));
}

function objectsOf(tasks: readonly FarTask[]): readonly object[] {
  return taskwarriorObjects(tasks).map((object, index) => {
    const { uuid, comments, depends } = tasks[index] as FarTask;
    const annotations = comments.map((description) => ({ entry: "20261120T110000Z", description }));
    return {
      ...object,
      uuid,
      ...(annotations.length === 0 ? {} : { annotations }),
      ...(depends.length === 0 ? {} : { depends }),
    };
  });
}

if (import.meta.main) {
  await using server = await startServer();
  const count = Number(Deno.args[0] ?? 500);
  console.log(showTable(await benchFarAway(server, count), server.kind));
}
