import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { readQuietNote } from "@/adapters/fs/quiet_notes.ts";
import type { QuietNote } from "@/ports/quiet.ts";
import { runInProcess } from "@tests/support/in_process.ts";
import { until } from "@tests/support/until.ts";
import { logAt } from "@tests/support/temp_log.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import { settableClock } from "@tests/support/set_clock.ts";
import { createWorld, type World, type WorldOptions } from "@tests/support/world.ts";

interface Synced {
  /** Whether a look from outside was all. */
  readonly isQuiet: boolean;
  readonly code: number;
  /** Of `--json`, without what it took. */
  readonly said: Readonly<Record<string, unknown>>;
  readonly stderr: string;
  /** Requests that reached the server. */
  readonly requests: number;
  /** Types of the events that it stored. */
  readonly stored: readonly string[];
}

/** One `sync` inside this process. `isWhole`: by the whole program in any case. */
export async function syncOnce(
  world: World,
  isWhole = false,
  program = "bundle:tests",
): Promise<Synced> {
  let isQuiet = true;
  const before = eventTypes(world).length;
  world.server.resetLog();
  const ended = await runInProcess(["sync", "--json"], world.env, {
    isWhole,
    program,
    onWhole: () => isQuiet = false,
  });
  assert(ended !== null, "other variables are in use");
  const { durationMs: _, ...said } = ended.stdout === "" ? {} : JSON.parse(ended.stdout);
  return {
    isQuiet,
    code: ended.code,
    said,
    stderr: ended.stderr,
    requests: world.server.log.length,
    stored: eventTypes(world).slice(before),
  };
}

/** All that one `sync` with these options says, without what it took. */
export async function saidBySync(
  world: World,
  options: readonly string[],
  isWhole: boolean,
): Promise<string> {
  let ran = "quiet";
  const onWhole = () => void (ran = "whole");
  const ended = await runInProcess(["sync", ...options], world.env, { isWhole, onWhole });
  assert.equal(ran, isWhole ? "whole" : "quiet");
  const { code, stdout, stderr } = ended ?? {};
  return `${code}\n${stdout}\n${stderr}`.replace(/\d+\.\d+ s\b|"durationMs":\d+/g, "…");
}

/** A world in which time passes at a word, for the server and for what runs in this process. */
export interface PassingWorld extends World {
  letPass(ms: number): void;
}

export async function createPassingWorld(options: WorldOptions = {}): Promise<PassingWorld> {
  const clock = settableClock();
  const world = await createWorld(options);
  return {
    ...world,
    letPass: clock.setForward,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      clock[Symbol.dispose]();
    },
  };
}

/** So long what a server on SQLite said may be followed by more of the same time. */
const windowMs = 5_000;

/** Server and program go by the same clock here; how an answer that comes sooner tells more of it is no part of these tests. */
const wellKnownMs = 20;
const withClock = new WeakSet<World>();

async function knowClock({ env }: World): Promise<void> {
  await using log = logAt(`${env["VIKUNJA_SYNC_STATE_DIR"]}/log.db`, () => new Date());
  const facts = { from: -wellKnownMs, until: wellKnownMs, at: Date.now() };
  await appendLogEvents(log.store, [{ type: "FactsCached", data: { name: "clock", facts } }]);
}

/** Runs `sync` until the next one can go by it. */
export async function settle(world: PassingWorld): Promise<QuietNote> {
  await syncOnce(world);
  if (!withClock.has(world)) await knowClock(world);
  withClock.add(world);
  if (noteOf(world) === null) world.letPass(windowMs);
  return await until("a run that the next one can go by", async () => {
    await syncOnce(world);
    return noteOf(world);
  }, (note) => note !== null) as QuietNote;
}

export function noteOf({ env }: World): QuietNote | null {
  return readQuietNote(String(env["VIKUNJA_SYNC_STATE_DIR"]), "bundle:tests");
}

/** Of all events, the oldest first. */
export function eventTypes({ env }: World): readonly string[] {
  const path = `${env["VIKUNJA_SYNC_STATE_DIR"]}/log.db`;
  if (!existsSync(path)) return [];
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare("SELECT type FROM events ORDER BY position").all()
      .map(({ type }) => String(type));
  } finally {
    database.close();
  }
}
