import { faultsOfEquality } from "@tests/simulation/oracles/rest.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import type { World } from "@tests/simulation/world.ts";

const longAgoMs = 40_000;

/**
 * What has come about by itself once all was calm for a while, before anybody asks for a retry or a reading of
 * everything: no push is due and not tried, and the sides are equal where the daemon heard of every change.
 */
export function faultsUnaided(world: World): readonly string[] {
  const { machine, program, time, shown } = world;
  if (program.trouble() !== null || program.engine() === null) return [];
  const log = lookAtLog(machine.folder, time.runtime.now);
  const nowMs = time.runtime.now().getTime();
  const pending = log.reader.pendingPushes().filter(({ dead, isOutside }) => !dead && !isOutside);
  const forgotten = pending.filter(({ nextAt }) =>
    nextAt === null || Date.parse(nextAt) < nowMs - longAgoMs
  );
  if (forgotten.length > 0) {
    return forgotten.map(({ streamId, side }) =>
      `forgotten: a push of ${streamId} to ${side} is due, and nobody tries it`
    );
  }
  if (world.isDeaf || pending.length > 0) return [];
  const [taskwarrior, vikunja] = [shown("taskwarrior"), shown("vikunja")];
  const { renames } = machine.vikunja;
  return faultsOfEquality({
    log,
    taskwarrior,
    vikunja,
    edits: world.edits,
    renames,
    mapping: machine.config.mapping,
  })
    .map((fault) => `${fault}, and nobody looks`);
}

/** Each failure that is one of the program itself: something that it takes for granted was not so. */
export function faultsInside({ machine, program, time }: World): readonly string[] {
  const { store } = lookAtLog(machine.folder, time.runtime.now);
  const stored = store.readAll(0, 1_000_000).flatMap(({ event: { data } }) =>
    "code" in data && data.code === "INTERNAL" && "message" in data ? [String(data.message)] : []
  );
  return [...new Set([...stored, ...program.broken])].map((words) => `inside: ${words}`);
}
