import { thisProcess } from "@system/this_process.ts";
import { livenessOf, ownStartMark, thisHost } from "@/locks/process_facts.ts";
import type { ProcessNames } from "@/ports/process_names.ts";

/** Host, number and, where that can be had, start of a process: no other has all three. */
export const processNames: ProcessNames = {
  own: () => [thisHost(), thisProcess.pid, ownStartMark() ?? ""].join(" "),
  isGone(name) {
    const [host, pid, startMark = ""] = name.split(" ");
    if (host !== thisHost()) return false;
    return livenessOf(Number(pid), startMark === "" ? null : startMark) === "dead";
  },
};
