import { linksOf, type Subject, subjects } from "./linked.ts";
import type { Pair, ServeProcess } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import type { BenchServer } from "./server.ts";
import { quiet, registerWebhooks, rename, titleOf } from "./serving.ts";
import { median, until } from "./timing.ts";

const rounds = 60;

interface Span {
  readonly ms: number;
  readonly floorMs: number;
  readonly requests: number;
}

/** Changes on either side while `serve` runs, until the other side shows them. */
export async function benchAtOnce(
  server: BenchServer,
  pair: Pair,
  binary: string,
): Promise<readonly BenchRow[]> {
  await using serve = await pair.serve(null);
  await registerWebhooks(server, serve);
  const all = await subjects(server, await linksOf(pair));
  const there: Span[] = [];
  const back: Span[] = [];
  for (const [round, subject] of all.slice(0, rounds + 1).entries()) {
    const spans = [
      await toVikunja(server, pair, serve, subject),
      await toTaskwarrior(server, pair, serve, subject),
    ] as const;
    // The first one finds a program that has just started.
    if (round === 0) continue;
    there.push(spans[0]);
    back.push(spans[1]);
  }
  return [
    ...spanRows("`task modify` returns → Vikunja shows it", there, {
      p50: 30,
      p99: 200,
      requests: 2,
      floorName: "GET and bulk update, bare",
    }),
    ...spanRows("change in Vikunja returns → `task export` shows it", back, {
      p50: 80,
      p99: 300,
      requests: 1,
      floorName: "GET and `task import`, bare",
    }),
    ...await statusRows(pair, binary),
  ];
}

async function statusRows(pair: Pair, binary: string): Promise<readonly BenchRow[]> {
  const fromSource: number[] = [];
  const compiled: number[] = [];
  for (let round = 0; round < 9; round++) {
    fromSource.push(await pair.status(null) * 1000);
    compiled.push(await pair.status(binary) * 1000);
  }
  const floor = await bareDeno(pair);
  const target = { most: 60, floorName: "bare deno process, one GET" };
  return [
    row("`status` through the daemon, binary", "ms", median(compiled), floor, target),
    row("`status` through the daemon, from source", "ms", median(fromSource), floor, target),
  ];
}

async function toVikunja(
  server: BenchServer,
  pair: Pair,
  serve: ServeProcess,
  { id, uuid }: Subject,
): Promise<Span> {
  const title = `written here ${crypto.randomUUID()}`;
  const before = serve.requests();
  await pair.task([uuid, "modify", title]);
  const startedAt = performance.now();
  await until(async () => (await titleOf(server, id)) === title);
  const ms = performance.now() - startedAt;
  await quiet(serve, 120);
  const floorAt = performance.now();
  await titleOf(server, id);
  await rename(server, id, `${title}.`);
  return { ms, floorMs: performance.now() - floorAt, requests: serve.requests() - before };
}

async function toTaskwarrior(
  server: BenchServer,
  pair: Pair,
  serve: ServeProcess,
  { id, uuid }: Subject,
): Promise<Span> {
  await quiet(serve, 120);
  const title = `written there ${crypto.randomUUID()}`;
  const before = serve.requests();
  await rename(server, id, title);
  const startedAt = performance.now();
  const shown = async () => (await pair.task([uuid, "export"])).stdout;
  await until(() => Promise.resolve(pair.holds(title)));
  await until(async () => (await shown()).includes(title));
  const ms = performance.now() - startedAt;
  await quiet(serve, 120);
  const requests = serve.requests() - before;
  const object = await shown();
  const floorAt = performance.now();
  await titleOf(server, id);
  await pair.task(["import", "-"], object);
  return { ms, floorMs: performance.now() - floorAt, requests };
}

interface SpanTargets {
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
  readonly floorName: string;
}

function spanRows(
  name: string,
  spans: readonly Span[],
  { p50, p99, requests, floorName }: SpanTargets,
): readonly BenchRow[] {
  const times = spans.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const floor = median(spans.map(({ floorMs }) => floorMs));
  const asked = median(spans.map((span) => span.requests));
  return [
    row(`${name}, p50`, "ms", median(times), floor, { most: p50, floorName }),
    row(`${name}, p99`, "ms", times.at(-1) ?? 0, floor, { most: p99, floorName }),
    row(name, "requests", asked, 1, { most: requests, floorName: "one request" }),
  ];
}

function row(
  name: string,
  unit: string,
  value: number,
  floor: number,
  { most, floorName }: { readonly most: number; readonly floorName: string },
): BenchRow {
  const target = `≤ ${most} ${unit}`;
  return { name, value, unit, floor, floorName, ratio: value / floor, target, met: value <= most };
}

async function bareDeno(pair: Pair): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    times.push(await pair.bareRequests(["/api/v2/tasks?per_page=1"]) * 1000);
  }
  return median(times);
}
