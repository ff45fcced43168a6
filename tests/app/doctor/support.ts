import assert from "node:assert/strict";
import { createDoctor } from "@/app/doctor/doctor.ts";
import type { Finding } from "@/ports/setup.ts";
import { type SetupWorld, setupWorld, type WorldOptions } from "@tests/support/setup_world.ts";

const { signal } = new AbortController();

/** Everything that doctor finds, as time passes. */
export async function examined({ deps, time }: SetupWorld): Promise<readonly Finding[]> {
  return await time.run(Array.fromAsync(createDoctor(deps).examine(signal)));
}

/** All that it finds of one kind. */
export async function findings(world: SetupWorld, check: string): Promise<readonly Finding[]> {
  return (await examined(world)).filter((finding) => finding.check === check);
}

/** The one finding of that kind. */
export async function found(
  check: string,
  spoil: (world: SetupWorld) => void | Promise<void> = () => {},
  options: WorldOptions = {},
): Promise<Finding> {
  const world = await setupWorld(options);
  await spoil(world);
  return await findingOf(world, check);
}

export async function findingOf(world: SetupWorld, check: string): Promise<Finding> {
  const all = await examined(world);
  const [finding, another] = all.filter((each) => each.check === check);
  assert.ok(finding !== undefined && another === undefined, JSON.stringify(all, null, 1));
  return finding;
}
