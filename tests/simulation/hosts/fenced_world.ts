import { SyncError } from "@/domain/errors.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import type { Transport } from "@/ports/transport.ts";
import type { SimulatedVikunja } from "@tests/simulation/vikunja/simulated_vikunja.ts";

/** Is told of each write of this process: when it sets out, and when it arrives. */
export interface WriteWatch {
  readonly isGone: () => boolean;
  /** Nothing goes either way between this host and the server. */
  readonly isCut: () => boolean;
  writes(what: string): void;
}

/** A way to the server on which a request that was given up arrives nonetheless, as it does in any real network. */
export function hostTransport(
  vikunja: SimulatedVikunja,
  { isGone, isCut, writes }: WriteWatch,
): Transport {
  return {
    async send(request) {
      if (isCut()) return await noWay(request.signal);
      const what = `${request.method} ${request.path}`;
      const isWrite = request.method !== "GET";
      if (isWrite) writes(`sends ${what} to Vikunja`);
      const way = vikunja.transport(() => {
        if (isWrite) writes(`is heard by Vikunja with ${what}`);
        return isGone();
      });
      const going = way.send({ ...request, signal: new AbortController().signal });
      return await Promise.race([going, givenUp(request.signal)]);
    },
    close() {},
  };
}

const refused = {
  kind: "unanswered",
  failure: { sent: false, isFinal: false, code: "EHOSTUNREACH", message: "no route", cause: null },
} as const;

async function noWay(signal: AbortSignal) {
  signal.throwIfAborted();
  return await Promise.resolve(refused);
}

function givenUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () =>
      reject(
        new SyncError("ABORTED", "The request to Vikunja was given up: stopped from outside", {
          retryable: true,
        }),
      );
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
  });
}

export function watchedTaskwarrior(
  ports: TaskwarriorPorts,
  { writes }: Pick<WriteWatch, "writes">,
): TaskwarriorPorts {
  return {
    program: {
      ...ports.program,
      run(args, options) {
        if (args.includes("import")) writes("imports into Taskwarrior");
        return ports.program.run(args, options);
      },
    },
    files: {
      ...ports.files,
      whileHeld: (paths, work) =>
        ports.files.whileHeld(paths, (held) =>
          work(held.map((file) => ({
            ...file,
            put(from, bytes) {
              writes("writes a file of Taskwarrior");
              file.put(from, bytes);
            },
          })))),
    },
    database(folder) {
      const database = ports.database(folder);
      return {
        ...database,
        write(use) {
          writes("writes Taskwarrior's database");
          return database.write(use);
        },
      };
    },
  };
}
