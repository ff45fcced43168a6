import { createTakingBack } from "@/app/taking_back/take_back.ts";
import type { TakenBack } from "@/domain/taken_back.ts";
import type { TakeBackTarget } from "@/ports/take_back.ts";
import { type RunWorld, signal } from "@tests/support/run_world.ts";

export const undo = { kind: "undo", of: null } as const;

/** Both sides are looked at before; done without a plan. */
export function takeBackIn(world: RunWorld, target: TakeBackTarget): Promise<TakenBack> {
  const work = createTakingBack({ open: world.openRun, jobs: 4 });
  return world.result(work.takeBack({ target, isPlan: false, looks: true, asOf: null }, signal));
}
