import { runSchedule, scheduleOf } from "@tests/simulation/schedule.ts";
import { bunProgram } from "@tests/support/bun_program.ts";
import { replayInBun } from "./in_bun.ts";

/** The schedule of this seed in Bun, told; false: it fails, or Deno comes to another log. */
export async function oneInBun(
  seed: number,
  { isJson }: { readonly isJson: boolean },
): Promise<boolean> {
  const bun = await bunProgram();
  if (bun.kind === "missing") throw new Error(`There is no bun 1.4.5 from npm: ${bun.why}`);
  const [[replayed], inDeno] = await Promise.all([
    replayInBun(bun.path, [seed]),
    runSchedule(scheduleOf(seed)),
  ]);
  if (replayed === undefined) throw new Error("Bun says nothing");
  const { faults, story, log } = replayed;
  if (isJson) console.log(JSON.stringify({ seed, faults, log, logInDeno: inDeno.log }));
  else {
    const verdict = faults.length === 0 ? "all is well" : `fails: ${faults.join("; ")}`;
    const same = log === inDeno.log ? "as in Deno" : `but in Deno ${inDeno.log}`;
    console.log([...story, "", `seed ${seed}: ${verdict}`, `log ${log}, ${same}`].join("\n"));
  }
  return faults.length === 0 && log === inDeno.log;
}
