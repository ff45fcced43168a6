import type { Side } from "@/domain/task.ts";
import { sweptOn } from "@tests/simulation/oracles/swept.ts";
import type { TroubleStep } from "@tests/simulation/steps.ts";
import { keepsTag, sets } from "@tests/simulation/taskwarrior/hooks.ts";
import {
  calmNetwork,
  type DelayOf,
  type FateOf,
  hangingTask,
  noDelay,
  roughNetwork,
  slowServer,
} from "@tests/simulation/vikunja/fates.ts";
import type { World } from "@tests/simulation/world.ts";

/** Machines, processes and what is between them. */
export function meetTrouble(world: World, step: TroubleStep): void {
  const { machine, program, time, chance, tell } = world;
  const { folder, taskwarrior, vikunja } = machine;
  switch (step.kind) {
    case "kill":
      tell("all processes of the program are killed");
      return program.kill();
    case "sweep":
      return sweep(world, step.side);
    case "stop":
      tell("the daemon is stopped, and started again");
      return void program.stop().then(() => void time.runtime.after(1_000, program.serve));
    case "die in a write": {
      tell(
        `the process dies ${step.isStored ? "after" : "before"} its write number ${
          step.after + 1
        } from now`,
      );
      let left = step.after;
      folder.nextFault = () => {
        if (left-- > 0) return null;
        folder.nextFault = () => null;
        return step.isStored ? "ends after" : "ends before";
      };
      return;
    }
    case "disk":
      tell(step.isFull ? "the disk is full" : "the disk has room");
      folder.nextFault = () => step.isFull ? "full" : null;
      return taskwarrior.setRoom(step.isFull ? 0 : Infinity);
    case "network":
      tell(`the network is ${step.is}`);
      vikunja.network.fate = step.is === "calm"
        ? calmNetwork(chance.of("network"))
        : step.is === "rough"
        ? roughNetwork(chance.of(`network ${time.nowMs()}`))
        : () => ({ kind: "refused", latencyMs: 1 });
      return;
    case "webhooks":
      tell(`webhooks are ${step.are}`);
      if (step.are === "rough") world.isDeaf = true;
      vikunja.webhooks.fate = step.are === "calm" ? calmWebhooks(chance) : roughWebhooks(chance);
      return;
    case "set clock":
      tell(
        `the clock of ${
          step.whose === "ours" ? "this machine" : "the server"
        } is set by ${step.byMs} ms`,
      );
      world.clockSetAtMs.push(time.nowMs());
      if (step.whose === "ours") time.jump(step.byMs);
      else vikunja.clock.aheadMs += step.byMs;
      return;
    case "token":
      tell(`the token is ${step.is}`);
      return step.is === "expired" ? vikunja.expireToken() : vikunja.renewToken();
    case "hold data": {
      tell(`somebody holds Taskwarrior's data for ${step.forMs} ms`);
      const held = taskwarrior.hold();
      return void time.runtime.after(step.forMs, () => held[Symbol.dispose]());
    }
    case "back up":
      tell("the server is backed up");
      world.backup = { data: vikunja.backup(), atMs: time.nowMs() };
      return;
    case "restore":
      if (world.backup === null) return;
      tell("the backup of the server is put back");
      vikunja.restore(world.backup.data);
      world.isRestored = true;
      return world.lostSince("vikunja", world.backup.atMs);
    case "back up here":
      tell("Taskwarrior's folder is backed up");
      world.backupHere = {
        data: taskwarrior.backup(),
        marks: new Map(folder.marks),
        atMs: time.nowMs(),
      };
      return;
    case "restore here":
      if (world.backupHere === null) return;
      tell("the backup of Taskwarrior's folder is put back");
      taskwarrior.restore(world.backupHere.data);
      folder.marks.clear();
      for (const [place, mark] of world.backupHere.marks) folder.marks.set(place, mark);
      world.isRestored = true;
      return world.lostSince("taskwarrior", world.backupHere.atMs);
    case "next requests":
      return meetOneFate(world, step);
    case "permissions":
      tell(`the token lacks ${step.lacking.join(", ") || "nothing"}`);
      return vikunja.limitToken(step.lacking);
    case "setting":
      tell(`the taskrc has ${step.name}=${step.value ?? "nothing"}`);
      return taskwarrior.configure(step.name, step.value);
    case "hook": {
      const { hook } = step;
      const its = hook === null
        ? null
        : hook.kind === "sets"
        ? sets(hook.attribute, hook.value)
        : keepsTag(hook.tag);
      tell(its === null ? "the user's hook is gone" : `a hook of the user ${its.name}`);
      return taskwarrior.setHook(its);
    }
    case "hanging task": {
      const tasks = vikunja.tasks();
      const task = tasks[Math.floor(step.task * tasks.length)];
      if (task === undefined) return;
      tell(`requests about «${task.title}» hang for ${step.forMs} ms`);
      return answerSlowly(world, hangingTask(task.id, chance.of(`hanging ${time.nowMs()}`)), {
        vikunjaId: String(task.id),
        forMs: step.forMs,
      });
    }
    case "slow server":
      tell(`the server is slow for ${step.forMs} ms`);
      return answerSlowly(world, slowServer(chance.of(`slow ${time.nowMs()}`)), {
        vikunjaId: null,
        forMs: step.forMs,
      });
    case "kill task":
      tell("`task` is killed where the program has one running");
      return taskwarrior.killTasks();
  }
}

/** Until then, or until the next that is slow. */
function answerSlowly(
  { machine: { vikunja: { network } }, time, fairness }: World,
  delay: DelayOf,
  { vikunjaId, forMs }: { readonly vikunjaId: string | null; readonly forMs: number },
): void {
  network.delay = delay;
  fairness.slow(vikunjaId, time.nowMs() + forMs);
  time.runtime.after(forMs, () => {
    if (network.delay === delay) network.delay = noDelay;
  });
}

/** What is not like these, or comes after them, fares as the network is. */
function meetOneFate(
  { machine: { vikunja }, tell }: World,
  { like, times, meet }: Extract<TroubleStep, { kind: "next requests" }>,
): void {
  const { network } = vikunja;
  const usual = network.fate;
  let left = times;
  tell(`the next ${times} requests (${like.method} ${like.path ?? "anything"}): ${meet.kind}`);
  const fated: FateOf = (request) => {
    const { method, path } = request;
    const isLike = left > 0 && (like.path === null || path.includes(like.path)) &&
      (like.method === "any" || like.method === method ||
        like.method === "write" && method !== "GET");
    if (!isLike) return usual(request);
    left -= 1;
    return meet;
  };
  network.fate = fated;
}

type Fate = ReturnType<World["machine"]["vikunja"]["webhooks"]["fate"]>;

export function calmWebhooks(chance: () => number): () => Fate {
  return () => ({ kind: "arrives", latencyMs: Math.ceil(chance() * 50) });
}

function roughWebhooks(chance: () => number): () => Fate {
  return () => {
    const luck = chance();
    const kind = luck < 0.3 ? "lost" : luck < 0.5 ? "doubled" : "arrives";
    return { kind, latencyMs: Math.ceil(chance() ** 4 * 60_000) };
  };
}

/** The program sees all of it at once when it runs again. */
function sweep(world: World, side: Side): void {
  const { machine: { taskwarrior, vikunja }, program, tell } = world;
  program.kill();
  world.isDeaf = true;
  const swept = sweptOn(world, side);
  tell(`everything in ${side} is deleted`);
  world.acting(side, { because: "sweep", meant: "all" }, () => {
    if (side === "vikunja") {
      let count = vikunja.tasks().length;
      while (count-- > 0) vikunja.person.take({ kind: "delete", task: 0 });
      return;
    }
    for (const { uuid, status } of taskwarrior.tasks()) {
      if (status !== "deleted") taskwarrior.person.run({ kind: "delete", uuid });
    }
  });
  if (world.shown(side).size === 0) world.swept.push(...swept);
}
