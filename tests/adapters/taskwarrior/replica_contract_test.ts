import { replicaContract } from "@tests/support/replica_contract.ts";
import { createTaskwarrior, taskwarriorLines } from "@tests/support/taskwarrior.ts";
import { memoryFacts, replicaOf, udas } from "@tests/adapters/taskwarrior/support.ts";

for (const line of taskwarriorLines) {
  replicaContract(`Taskwarrior ${line}`, async () => {
    const taskwarrior = await createTaskwarrior(line, { rc: udas });
    const facts = memoryFacts();
    const task = async (...args: readonly string[]) => {
      const { code, stderr } = await taskwarrior.run(args);
      if (code !== 0) throw new Error(stderr);
    };
    return {
      open: () => replicaOf(taskwarrior, { facts }),
      newId: () => crypto.randomUUID(),
      paragraph: (text) => text,
      project: ["Home", "Garden"],
      retitle: (id, title) => task(id, "modify", title),
      addLabel: (id, label) => task(id, "modify", `+${label}`),
      remove: (id) => task(id, "delete"),
      [Symbol.asyncDispose]: () => taskwarrior[Symbol.asyncDispose](),
    };
  });
}
