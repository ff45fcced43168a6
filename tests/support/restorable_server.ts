import type { FaultyRequest } from "@/sandbox/options.ts";
import { startSandbox } from "@/sandbox/server.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import { atPort } from "@tests/support/at_port.ts";
import type { TaskwarriorLine } from "../../scripts/taskwarrior.ts";

interface RestorableWorld extends AsyncDisposable {
  readonly world: World;
  /** The server's clock goes on, so that what comes now carries another second. */
  later(): void;
  backUp(): Promise<void>;
  /** The server stops, has its data as they were at the backup, and starts. */
  putBack(): Promise<void>;
  /** Whether writes find nobody: the connection is cut before anything is done. */
  cutWrites(isCut: boolean): void;
  /** Stops and starts the server as it is. */
  restart(): Promise<void>;
}

export async function createRestorableWorld(
  line: TaskwarriorLine = "2.6",
): Promise<RestorableWorld> {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-server-" });
  const dataFile = `${folder}/data.db`;
  let shiftMs = 0;
  const now = () => new Date(Date.now() + shiftMs);
  let isCut = false;
  const fault = ({ method }: FaultyRequest) => isCut && method !== "GET" ? "cut-before" : null;
  const world = await createWorld({ line, sandbox: { dataFile, now, fault } });
  let server = world.server;
  const port = Number(new URL(server.url).port);
  const again = async (between: () => Promise<void>) => {
    await server.close();
    await between();
    server = await atPort(() => startSandbox({ dataFile, now, port, fault }));
  };
  return {
    world,
    cutWrites: (cut) => void (isCut = cut),
    later: () => void (shiftMs += 5_000),
    backUp: () => again(() => Deno.copyFile(dataFile, `${dataFile}.backup`)),
    putBack: () => again(() => Deno.copyFile(`${dataFile}.backup`, dataFile)),
    restart: () => again(() => Promise.resolve()),
    async [Symbol.asyncDispose]() {
      await server.close();
      await world[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
