import assert from "node:assert/strict";
import { join } from "node:path";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { PersonCommand } from "@tests/simulation/taskwarrior/person_command.ts";
import { runReally, shellOf } from "@tests/simulation/taskwarrior/real_command.ts";
import {
  createSimulatedTaskwarrior,
  type SimulatedTaskwarrior,
} from "@tests/simulation/taskwarrior/simulated_taskwarrior.ts";
import { isTakenBy } from "@tests/simulation/taskwarrior/filter.ts";
import {
  assertSameData,
  recordedUuids,
  unstamped,
} from "@tests/simulation/taskwarrior/same_data.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { createTaskwarrior, type Taskwarrior } from "@tests/support/taskwarrior.ts";

/** A real Taskwarrior and a simulated one that do the same. */
export interface Twins extends AsyncDisposable {
  readonly real: Taskwarrior;
  readonly simulated: SimulatedTaskwarrior;
  /** Both carry it out, and are compared; UUIDs that the real one gives are given to the other. */
  run(command: PersonCommand): Promise<void>;
  /** The inner one is carried out whole, after the outer one has read and before it writes. */
  overlap(outer: PersonCommand, inner: PersonCommand): Promise<void>;
  /** Both say which tasks the filter takes, and are compared. */
  filter(words: readonly string[]): Promise<void>;
  /** A hook of the user's for both: shell lines that make `$new` of `$new` and `$old`. */
  installHook(lines: string): void;
  /** Tasks as they are. */
  uuids(): readonly string[];
}

export async function createTwins(
  line: "2.6" | "3",
  settings: Readonly<Record<string, string>> = {},
): Promise<Twins> {
  const rc = Object.entries(settings).map((pair) => pair.join("="));
  const real = await createTaskwarrior(line, { rc });
  const given: string[] = [];
  const known = new Set<string>();
  // That of the real one's command.
  let now = new Date();
  const simulated = createSimulatedTaskwarrior({
    line: line === "3" ? "3" : "2",
    runtime: {
      ...systemRuntime,
      now: () => now,
      uuid: () => given.shift() ?? "no UUID is left",
    },
    random: () => 0,
    settings,
  });
  const startedAt = Math.floor(Date.now() / 1000);
  const story: string[] = [];
  const shown = (task: JsonObject) => withoutNow(task, startedAt);

  /** The tasks that the real one has after a command; what was new gives its UUID to the other. */
  async function afterIt(): Promise<readonly JsonObject[]> {
    given.splice(0, given.length, ...recordedUuids(real).filter((uuid) => !known.has(uuid)));
    return await real.export();
  }

  function compare(tasks: readonly JsonObject[]): void {
    const told = `after ${story.slice(-4).join("\n  ")}`;
    assert.deepEqual(
      simulated.tasks().map(shown),
      tasks.map(shown).toSorted(byUuid),
      `tasks ${told}`,
    );
    assertSameData(real, simulated, { startedAt, told });
  }

  const uuids = () => simulated.tasks().map(({ uuid }) => uuid);
  return {
    real,
    simulated,
    uuids,
    async run(command) {
      story.push(JSON.stringify(command));
      for (const uuid of [...recordedUuids(real), ...namedIn(command)]) known.add(uuid);
      now = new Date();
      const code = await runReally(real, command);
      const tasks = await afterIt();
      const result = simulated.person.run(command);
      assert.equal(result.code, code, `exit code after ${story.slice(-4).join("\n  ")}`);
      compare(tasks);
    },
    async overlap(outer, inner) {
      story.push(`${JSON.stringify(inner)} within ${JSON.stringify(outer)}`);
      const named = [...namedIn(outer), ...namedIn(inner)];
      for (const uuid of [...recordedUuids(real), ...named]) known.add(uuid);
      now = new Date();
      const marker = join(real.home, "inner-is-done");
      installHooks(real, `[ -e ${marker} ] || { touch ${marker}; ${shellOf(real, inner)} }`);
      let hasHookRun = false;
      simulated.setHook({
        name: "waits",
        run(_, after) {
          hasHookRun = true;
          return { kind: "takes", object: after };
        },
      });
      await runReally(real, outer);
      const tasks = await afterIt();
      // The outer one asks for its UUIDs first, and records them last.
      if (makes(outer) && makes(inner)) given.push(...given.splice(0, 1));
      const running = simulated.person.begin(outer);
      while (!hasHookRun && running.step());
      simulated.setHook(null);
      if (hasHookRun) simulated.person.run(inner);
      running.end();
      installHooks(real, null);
      await Deno.remove(marker).catch(() => {});
      compare(tasks);
    },
    async filter(words) {
      const { stdout } = await real.run(["rc.hooks=off", "_uuids", ...words]);
      const taken = simulated.tasks().filter((task) => isTakenBy(words, task));
      assert.deepEqual(
        stdout.split(/\s+/).filter((word) => word !== "").toSorted(),
        taken.map(({ uuid }) => uuid),
        words.join(" "),
      );
    },
    installHook(lines) {
      installHooks(real, lines);
    },
    [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
  };
}

function installHooks({ taskdata }: Taskwarrior, lines: string | null): void {
  const folder = join(taskdata, "hooks");
  Deno.mkdirSync(folder, { recursive: true });
  for (const name of ["on-add.sh", "on-modify.sh"]) {
    const path = join(folder, name);
    if (lines === null) Deno.removeSync(path);
    else writeExecutable(path, hookOf(lines));
  }
}

function hookOf(lines: string): string {
  return `#!/bin/sh\nwhile IFS= read -r line; do old=$new; new=$line; done\n${lines}\n` +
    `printf '%s\\n' "$new"\n`;
}

/** Of objects that name theirs. */
function namedIn(command: PersonCommand): readonly string[] {
  if (command.kind === "script") return [command.uuid];
  return command.kind === "import" ? command.objects.map(({ uuid }) => String(uuid)) : [];
}

function makes({ kind }: PersonCommand): boolean {
  return kind === "add" || kind === "duplicate";
}

function byUuid(a: JsonObject, b: JsonObject): number {
  return String(a["uuid"]) < String(b["uuid"]) ? -1 : 1;
}

/** Without what moves by itself, and with stamps of this test as one word. */
function withoutNow(task: JsonObject, startedAt: number): JsonObject {
  const { id: _, urgency: __, ...rest } = task;
  const plain: JsonObject = JSON.parse(unstamped(JSON.stringify(rest), startedAt));
  const { annotations } = plain;
  // Which of two notes of one second comes first is the second's matter.
  return Array.isArray(annotations)
    ? { ...plain, annotations: annotations.map((note) => JSON.stringify(note)).sort() }
    : plain;
}
