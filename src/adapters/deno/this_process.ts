import type { ThisProcess } from "@/ports/system.ts";
import { nodeProcess } from "./builtin.ts";

export const thisProcess: ThisProcess = {
  args: Deno.args,
  pid: Deno.pid,
  os: osOf(Deno.build.os),
  uid: () => Deno.build.os === "windows" ? null : Deno.uid(),
  words: () => nodeProcess().argv,
  programPath: () => Deno.execPath(),
  folder: () => Deno.cwd(),
  changeFolder: (path) => Deno.chdir(path),
  env: (name) => Deno.env.get(name),
  removeFromEnv: (name) => Deno.env.delete(name),
  may: (what, which) => Deno.permissions.querySync(permission(what, which)).state === "granted",
  memoryBytes: () => Deno.memoryUsage().rss,
  exit: (code) => Deno.exit(code),
  pause: () => void nodeProcess().kill(Deno.pid, "SIGSTOP"),
  onSignal(name, told) {
    if (Deno.build.os === "windows" && name !== "SIGINT") return { [Symbol.dispose]() {} };
    Deno.addSignalListener(name, told);
    return { [Symbol.dispose]: () => Deno.removeSignalListener(name, told) };
  },
  isThere(pid) {
    try {
      return nodeProcess().kill(pid, 0);
    } catch (thrown) {
      // Only «there is none» is a proof; one that belongs to somebody else is there.
      return !(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH");
    }
  },
};

function osOf(os: typeof Deno.build.os): ThisProcess["os"] {
  return os === "linux" || os === "darwin" || os === "windows" ? os : "other";
}

function permission(
  what: "env" | "ffi" | "read" | "run" | "sys",
  which: string | undefined,
): Deno.PermissionDescriptor {
  if (which === undefined) return { name: what };
  return what === "env" ? { name: "env", variable: which } : { name: "run", command: which };
}
