import { type Served, served } from "@tests/support/serve.ts";
import type { World } from "@tests/support/world.ts";

/** Listens at the path of its first argument and runs the rest as systemd would: the socket is descriptor 3. */
const inheritedSocketScript = `
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
s.bind(sys.argv[1])
s.listen(16)
if s.fileno() != 3:
    os.dup2(s.fileno(), 3)
os.set_inheritable(3, True)
os.environ["LISTEN_FDS"] = "1"
os.environ["LISTEN_PID"] = str(os.getpid())
os.execvp(sys.argv[2], sys.argv[2:])
`;

/** `serve`, started by these words, on a socket that somebody else has made. */
export async function servedOnInherited(
  world: World,
  words: readonly string[],
): Promise<{ readonly daemon: Served; readonly socket: string }> {
  const socket = `${world.folder}/state/vikunja-sync.sock`;
  await Deno.mkdir(`${world.folder}/state`);
  const child = new Deno.Command("python3", {
    args: ["-c", inheritedSocketScript, socket, ...words, "serve"],
    env: { ...world.env },
    ...{ stdin: "null", stdout: "piped", stderr: "piped" } as const,
  }).spawn();
  return { daemon: await served(child), socket };
}
