import { createAskOwner } from "@/app/hosts/ask_owner.ts";
import { outputIn } from "@/app/hosts/owner_answer.ts";
import { openOwnerRequests } from "@/adapters/postgres/owner_requests.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { operations } from "@/ports/operations_table.ts";
import { denoArgs, spawn } from "@tests/support/child_process.ts";
import { hostsOf } from "@tests/support/hosts.ts";
import { type PostgresServer, startPostgres } from "@tests/support/postgres_server.ts";
import type { Served } from "@tests/support/serve.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import { findPostgres } from "../scripts/postgres.ts";
import type { BenchRow } from "./row.ts";
import { showTable } from "./table.ts";
import { median, until } from "./timing.ts";

const tasks = 1_000;
const hostCount = 4;
const agentsPerHost = 16;
const lone = 60;

interface Asked {
  readonly place: PostgresServer["place"];
  readonly list: string;
  readonly agents: number;
  /** How many each claims at most. */
  readonly most: number;
}

interface Claimed {
  readonly tasks: readonly string[];
  readonly seconds: number;
  /** Of each claim. */
  readonly ms: readonly number[];
}

/** Agents of many hosts take every task of a list that none of them owns. */
async function benchHosts(): Promise<readonly BenchRow[]> {
  const programs = await findPostgres();
  if (programs === null) return [];
  await using server = await startPostgres(programs, { isDurable: true });
  await using world = await createWorld();
  await using hosts = hostsOf(world, server);
  const owner = await hosts.serve("owner");
  await fill(world, owner);
  const list = hosts.env("other")["VIKUNJA_SYNC_LIST"] ?? "";
  const asked = { place: server.place, list, agents: agentsPerHost, most: tasks };
  const [before] = await claimedBy([{ ...asked, agents: 1, most: lone }]);
  const there = await atOwner(owner);
  await releaseAll(owner);
  const claimed = await claimedBy(Array.from({ length: hostCount }, () => asked));
  const taken = claimed.flatMap((each) => each.tasks);
  const seconds = Math.max(...claimed.map((each) => each.seconds));
  const isEachOnce = taken.length === tasks && new Set(taken).size === tasks;
  const [value, floor] = [median(before?.ms ?? []), median(there)];
  return [
    {
      name: `${hostCount * agentsPerHost} agents on ${hostCount} hosts, ${tasks} tasks`,
      value: Math.round(taken.length / seconds),
      unit: "claims/s",
      floor: null,
      floorName: `${taken.length} claimed, ${new Set(taken).size} different`,
      ratio: null,
      target: "each claimed once",
      met: isEachOnce,
    },
    {
      name: "claim of a lone agent on another host, p50",
      value,
      unit: "ms",
      floor,
      floorName: "the same on the owner's host, over its socket",
      ratio: value / floor,
      target: "none",
      met: true,
    },
  ];
}

async function fill(world: World, owner: Served): Promise<void> {
  for (let first = 0; first < tasks; first += 20) {
    await Promise.all(
      Array.from(
        { length: 20 },
        (_, at) => world.api("PUT", "/api/v1/projects/1/tasks", { title: `task ${first + at}` }),
      ),
    );
  }
  await owner.sync({ full: true });
  await until(async () => (await world.export("status:pending")).length === tasks, {
    withinMs: 300_000,
    everyMs: 500,
  });
}

async function atOwner(owner: Served): Promise<readonly number[]> {
  const ms: number[] = [];
  for (let at = 0; at < lone; at++) {
    const startedAt = performance.now();
    await owner.call("POST", "/v1/claims/next", { agent: "here", forMs: 3_600_000 });
    ms.push(performance.now() - startedAt);
  }
  return ms;
}

async function releaseAll(owner: Served): Promise<void> {
  const { claims } = await owner.call("GET", "/v1/claims") as {
    readonly claims: readonly { readonly task: string; readonly token: number }[];
  };
  for (const { task, token } of claims) {
    await owner.call("POST", "/v1/claims/release", { task, token });
  }
}

async function claimedBy(asked: readonly Asked[]): Promise<readonly Claimed[]> {
  const script = new URL(import.meta.url).pathname;
  const children = asked.map((each) =>
    spawn(Deno.execPath(), denoArgs(script, ["child", JSON.stringify(each)]))
  );
  try {
    for (const child of children) await child.line();
    await Promise.all(children.map((child) => child.send("go")));
    return await Promise.all(children.map(async (child) => JSON.parse(await child.line() ?? "")));
  } finally {
    for (const child of children) await child[Symbol.asyncDispose]();
  }
}

/** A host: its agents share a connection. */
async function child({ place, list, agents, most }: Asked): Promise<void> {
  await using requests = openOwnerRequests({ place, list, runtime });
  const ask = createAskOwner({ requests, runtime, waitMs: 30_000 });
  await requests.owner();
  console.log("ready");
  await Deno.stdin.read(new Uint8Array(16));
  const startedAt = performance.now();
  const claimed = { tasks: [] as string[], ms: [] as number[] };
  await Promise.all(Array.from({ length: agents }, async (_, agent) => {
    const input = JSON.stringify({ agent: `agent-${agent}`, forMs: 3_600_000 });
    for (let count = 0; count < most; count++) {
      const askedAt = performance.now();
      const text = await ask("claimNextTask", input, new AbortController().signal);
      const answer = outputIn(operations.claimNextTask.output, text ?? "");
      if (!answer.ok) return;
      claimed.ms.push(performance.now() - askedAt);
      claimed.tasks.push(answer.task);
    }
  }));
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(JSON.stringify({ ...claimed, seconds }));
}

if (import.meta.main) {
  if (Deno.args[0] === "child") await child(JSON.parse(Deno.args[1] ?? ""));
  else console.log(showTable(await benchHosts(), "many hosts"));
}
