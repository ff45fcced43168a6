import type { TaskProgram } from "@/adapters/taskwarrior/program/program.ts";
import type { HeldFile, TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** What this program writes to the files of 2.6, as far as it matters to a `task undo`, which takes no locks. */
export interface ProgramWrites {
  /** Whether it wrote, or had an import running, at any time since then. */
  hasWrittenSince(elapsedMs: number): boolean;
  /** Only imports, which go by what was read before them. */
  hasImportedSince(elapsedMs: number): boolean;
  watch<Ports extends WatchedPorts>(ports: Ports): Ports;
}

interface WatchedPorts {
  readonly program: TaskProgram;
  readonly files: TaskFiles;
}

export function recordProgramWrites(runtime: Pick<Runtime, "elapsed">): ProgramWrites {
  let lastMs = -Infinity;
  let lastImportMs = -Infinity;
  let imports = 0;

  function noting(file: HeldFile): HeldFile {
    return {
      ...file,
      put(from, bytes) {
        lastMs = runtime.elapsed();
        file.put(from, bytes);
      },
    };
  }

  return {
    hasWrittenSince: (elapsedMs) => imports > 0 || lastMs >= elapsedMs,
    hasImportedSince: (elapsedMs) => imports > 0 || lastImportMs >= elapsedMs,
    watch: (ports) => ({
      ...ports,
      program: {
        ...ports.program,
        async run(args, options) {
          if (!args.includes("import")) return await ports.program.run(args, options);
          imports += 1;
          try {
            return await ports.program.run(args, options);
          } finally {
            imports -= 1;
            lastMs = lastImportMs = runtime.elapsed();
          }
        },
      },
      files: {
        ...ports.files,
        whileHeld: (paths, work) => ports.files.whileHeld(paths, (held) => work(held.map(noting))),
      },
    }),
  };
}
