import type { TroubleStep } from "@tests/simulation/steps.ts";
import { calmNetwork, roughNetwork } from "@tests/simulation/vikunja/fates.ts";
import type { World } from "@tests/simulation/world.ts";

/** Machines, processes and what is between them. */
export function meetTrouble(world: World, step: TroubleStep): void {
  const { machine, program, time, chance, tell } = world;
  const { folder, taskwarrior, vikunja } = machine;
  switch (step.kind) {
    case "kill":
      tell("all processes of the program are killed");
      return program.kill();
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
      vikunja.webhooks.fate = step.are === "calm" ? calmWebhooks(chance) : roughWebhooks(chance);
      return;
    case "set clock":
      tell(
        `the clock of ${
          step.whose === "ours" ? "this machine" : "the server"
        } is set by ${step.byMs} ms`,
      );
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
      return world.lostSince("vikunja", world.backup.atMs);
    case "kill task":
      tell("`task` is killed where the program has one running");
      return taskwarrior.killTasks();
  }
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
