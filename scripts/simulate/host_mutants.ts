import type { Mutant } from "./mutant.ts";

const lease = "src/adapters/postgres/lease.ts";
const transport = "src/adapters/vikunja/transport/fenced_transport.ts";

function hosted(name: string, ...edits: Mutant["edits"]): Mutant {
  return { name, edits, isHosted: true };
}

/** Of what keeps several hosts with one list from each other. */
export const hostMutants: readonly Mutant[] = [
  hosted("an append of whoever had the list before", {
    file: "src/adapters/postgres/shared_log.ts",
    find: "AND epoch = $2::bigint AND head",
    replace: "AND head",
  }),
  hosted(
    "requests to Vikunja without a time limit",
    { file: transport, find: "      fence.check();\n", replace: "" },
    { file: transport, find: "beforeSent: () => fence.check(),", replace: "" },
  ),
  hosted("a list taken over without waiting for what is under way", {
    file: lease,
    find: "settlesInMs: 10_000",
    replace: "settlesInMs: 0",
  }),
  hosted("the mark in Taskwarrior's folder not fenced", {
    file: "src/app/hosts/fenced_writes.ts",
    find: "      lease()?.check();\n      marks.write",
    replace: "      marks.write",
  }),
  hosted("writes to Taskwarrior not fenced where they begin", {
    file: "src/adapters/taskwarrior/fenced_ports.ts",
    find: "  const check = () => lease()?.check();",
    replace: "  const check = () => void lease;",
  }),
];
