import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import type { ListLease } from "@/ports/list_store.ts";

/**
 * Looks whether the list is still ours right before anything is written: a process can stand still between what it
 * has decided on and that. What has begun is not broken off. `lease`: `null` before it is taken.
 */
export function fencedPorts(
  ports: TaskwarriorPorts,
  lease: () => Pick<ListLease, "check"> | null,
): TaskwarriorPorts {
  const check = () => lease()?.check();
  return {
    program: {
      ...ports.program,
      async run(args, options) {
        if (args.includes("import")) check();
        return await ports.program.run(args, options);
      },
    },
    files: {
      ...ports.files,
      whileHeld(paths, work) {
        check();
        return ports.files.whileHeld(paths, work);
      },
    },
    database(folder) {
      const database = ports.database(folder);
      return {
        ...database,
        write(use) {
          check();
          return database.write(use);
        },
      };
    },
  };
}
