import { faultsOfSilence, faultsOfTelling } from "@tests/simulation/oracles/notices.ts";
import type { World } from "@tests/simulation/world.ts";

/** Whoever can be had by now has been told all there is to tell, and each once. */
export async function faultsOfNotices({ program, time }: World): Promise<readonly string[]> {
  const until = async (work: Promise<void>) => {
    let isDone = false;
    void work.then(() => isDone = true);
    await time.pass(60_000, () => isDone);
  };
  await until(program.notifyCheck("had"));
  await until(program.notifyCheck("had"));
  let all: readonly string[] = [];
  await until(program.allNotices().then((ids) => void (all = ids)));
  const { attempts } = program.listener;
  return [...faultsOfTelling(attempts), ...faultsOfSilence(attempts, all)];
}
