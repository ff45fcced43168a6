import type { Config } from "@/config/config.ts";
import { checkSocketPath } from "@/config/socket_path.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Daemons, ServeOptions, SocketPlace } from "@/ports/daemon.ts";
import type { Doors, Place } from "@/ports/doors.ts";

interface SocketDeps {
  readonly daemons: Pick<Daemons, "look" | "connect">;
  readonly doors: Pick<Doors, "inherited" | "clear">;
}

interface FoundPlace {
  /** `null`: whoever handed it over knows. */
  readonly path: string | null;
  readonly place: Place;
}

/**
 * Where to listen for commands: what the service manager handed over, else the first usual place where no daemon does.
 * @throws {SyncError} `CONFIG`: something else is there, or other daemons everywhere.
 */
export async function socketPlace(
  { daemons, doors }: SocketDeps,
  { socket }: Pick<ServeOptions, "socket">,
  { socketPaths }: Pick<Config, "socketPaths">,
): Promise<FoundPlace> {
  const fd = doors.inherited();
  if (fd !== null && socket === null) return { path: null, place: { kind: "inherited", fd } };
  const wanted = socket === null ? socketPaths : [socket];
  for (const path of wanted) {
    checkSocketPath(path);
    const found = daemons.look(path);
    if (found.kind === "no socket" || found.kind === "foreign") throw occupied(path, found);
    if (await daemons.connect(path) !== null) continue;
    if (found.kind === "socket") doors.clear(path);
    return { path, place: { kind: "socket", path } };
  }
  throw new SyncError("CONFIG", `Cannot listen on ${wanted.join(" or ")}: another daemon does`, {
    hint: "Stop it, or name another path with --socket.",
  });
}

/** Only a socket of this user that nobody listens on is replaced. */
function occupied(
  path: string,
  found: Extract<SocketPlace, { kind: "no socket" | "foreign" }>,
): SyncError {
  const what = found.kind === "foreign" ? `a socket of user ${found.owner}` : "no socket";
  return new SyncError("CONFIG", `Cannot listen on ${path}: what is there is ${what}`, {
    hint: "It is left as it is. Name another path with --socket, or move it away.",
  });
}

/** Of `HOST:PORT`. */
export function tcpPlace(address: string): Extract<Place, { kind: "tcp" }> {
  const at = address.lastIndexOf(":");
  const host = address.slice(0, at).replace(/^\[(.*)\]$/, "$1");
  return { kind: "tcp", host, port: Number(address.slice(at + 1)) };
}
