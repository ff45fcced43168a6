import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createTaskwarrior } from "@/adapters/taskwarrior/replica.ts";
import { defaultTaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { createSimulatedTaskwarrior } from "@tests/simulation/taskwarrior/simulated_taskwarrior.ts";
import { memoryFacts, udas } from "@tests/adapters/taskwarrior/support.ts";
import { replicaContract } from "@tests/support/replica_contract.ts";

const settings = Object.fromEntries(udas.map((line) => line.split("=")));

for (const line of ["2", "3"] as const) {
  for (const write of ["direct", "import"] as const) {
    replicaContract(`the simulated Taskwarrior ${line}, written by ${write}`, () => {
      const simulated = createSimulatedTaskwarrior({
        line,
        runtime: systemRuntime,
        random: () => 0.5,
        settings,
        pace: { start: () => 0, work: () => 0, step: () => 0 },
      });
      const facts = memoryFacts();
      const { person, ports, env } = simulated;
      return Promise.resolve({
        open: () =>
          createTaskwarrior({
            runtime: systemRuntime,
            ports,
            env,
            settings: defaultTaskwarriorSettings,
            facts,
            warn: () => {},
            write,
          }),
        newId: () => crypto.randomUUID(),
        paragraph: (text) => text,
        project: ["Home", "Garden"],
        retitle: (uuid, description) =>
          done(person.run({ kind: "modify", uuid, set: { description } })),
        addLabel: (uuid, label) =>
          done(person.run({ kind: "modify", uuid, set: {}, addTags: [label] })),
        remove: (uuid) => done(person.run({ kind: "delete", uuid })),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    });
  }
}

function done({ code, said }: { readonly code: number; readonly said: string }): Promise<void> {
  if (code !== 0) throw new Error(said);
  return Promise.resolve();
}
