import { join } from "node:path";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { isLong } from "@tests/support/long_form.ts";
import { folderInMemory, tempFolder } from "@tests/support/temp_folder.ts";
import { until } from "@tests/support/until.ts";
import {
  findPostgres,
  installedPostgres,
  packagedPostgres,
  type PostgresPrograms,
} from "../../scripts/postgres.ts";

/** A server of its own, on this machine, with an empty database. */
export interface PostgresServer extends AsyncDisposable {
  readonly place: DatabasePlace;
  readonly url: string;
  readonly major: number;
  /** As a machine that loses its power; what was stored is there at the next start. */
  kill(signal?: Deno.Signal): Promise<void>;
  start(): Promise<void>;
  /** Of a standby: it hears nothing more of its primary. */
  deafen(): Promise<void>;
  /** Of a standby: it is the primary from now on. */
  promote(): Promise<void>;
}

interface ServerOptions {
  /** Waits for the disk at each commit: slower, and needed only where a kill is to lose nothing. */
  readonly isDurable?: boolean;
  /** Goes on from a copy of that one, and follows it. */
  readonly follows?: PostgresServer;
  /** Without: any that is free. */
  readonly port?: number;
}

/** A server refuses to run as root. */
const other = Deno.uid() === 0 ? { uid: 65_534, gid: 65_534 } : null;
const user = "vikunja";
const password = "secret-of-the-database";

export async function startPostgres(
  programs: PostgresPrograms,
  { isDurable = false, follows, port = freePort() }: ServerOptions = {},
): Promise<PostgresServer> {
  await using given = new AsyncDisposableStack();
  const folder = given.use(isDurable ? tempFolder() : folderInMemory());
  if (other !== null) Deno.chownSync(folder.path, other.uid, other.gid);
  const bin = await reachable(programs.folder, folder.path);
  const data = folder.file("data");
  Deno.writeTextFileSync(folder.file("password"), password);
  Deno.chmodSync(folder.file("password"), 0o644);
  if (follows === undefined) {
    await run(join(bin, "initdb"), [...initial, "-D", data, `--pwfile=${folder.file("password")}`]);
  } else {
    const of = ["-d", `${follows.url}?application_name=standby`, "-D", data];
    await run(join(bin, "pg_basebackup"), [...of, "-R", "-X", "stream", "-c", "fast", "--no-sync"]);
  }
  let child: Deno.ChildProcess | null = null;

  async function start(): Promise<void> {
    child = new Deno.Command(join(bin, "postgres"), {
      ...other,
      args: ["-D", data, "-p", String(port), "-k", folder.path, ...settings(isDurable)],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    child.unref();
    await until("PostgreSQL answers", () => isReady(join(data, "postmaster.pid")));
  }

  async function kill(signal: Deno.Signal = "SIGQUIT"): Promise<void> {
    const running = child;
    child = null;
    if (running === null) return;
    running.ref();
    running.kill(signal);
    await running.status;
  }

  await start();
  given.defer(() => kill());
  const kept = given.move();
  const shownAs = `postgres://${user}@127.0.0.1:${port}/postgres`;
  return {
    place: {
      host: "127.0.0.1",
      port,
      user,
      password,
      database: "postgres",
      tls: "prefer",
      shownAs,
    },
    url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
    major: programs.major,
    kill,
    async deafen() {
      const settings = join(data, "postgresql.auto.conf");
      await Deno.writeTextFile(settings, "primary_conninfo = ''\n", { append: true });
      child?.kill("SIGHUP");
    },
    promote: () => run(join(bin, "pg_ctl"), ["promote", "-w", "-s", "-D", data]),
    start,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const initial = ["-A", "scram-sha-256", "-U", user, "-E", "UTF8", "--locale=C", "--no-sync"];

function settings(isDurable: boolean): readonly string[] {
  const all = {
    listen_addresses: "127.0.0.1",
    max_connections: "50",
    dynamic_shared_memory_type: "mmap",
    fsync: isDurable ? "on" : "off",
  };
  return Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Its own file says so once it takes connections. */
function isReady(pidFile: string): boolean {
  try {
    return /^ready/m.test(Deno.readTextFileSync(pidFile));
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** What only root reaches, another user cannot run. */
async function reachable(bin: string, folder: string): Promise<string> {
  if (await runs(join(bin, "postgres"))) return bin;
  const copy = join(folder, "programs");
  await new Deno.Command("cp", { args: ["-R", join(bin, ".."), copy] }).output();
  return join(copy, "bin");
}

async function runs(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { ...other, args: ["--version"] }).output()).success;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.PermissionDenied) return false;
    throw thrown;
  }
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const output = await new Deno.Command(program, {
    ...other,
    args: [...args],
    cwd: "/",
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  if (output.success) return;
  throw new Error(`${program}: ${new TextDecoder().decode(output.stderr)}`);
}

/** One for all tests of a file, ended with it; at length of each kind there is; none where none is to be had. */
export async function postgresServers(): Promise<readonly PostgresServer[]> {
  const kinds = isLong
    ? [...await installedPostgres(), await packagedPostgres()]
    : [await findPostgres()];
  const found = kinds.filter((each) => each !== null);
  if (found.length === 0) console.error("No PostgreSQL is to be had: its tests are left out.");
  const servers: PostgresServer[] = [];
  for (const programs of found) servers.push(await startPostgres(programs));
  Deno.test.afterAll(async () => {
    for (const server of servers) await server[Symbol.asyncDispose]();
  });
  return servers;
}
