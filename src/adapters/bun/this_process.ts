import process from "node:process";
import type { ThisProcess } from "@/ports/system.ts";

export const thisProcess: ThisProcess = {
  args: process.argv.slice(2),
  pid: process.pid,
  os: osOf(process.platform),
  uid: () => process.getuid?.() ?? null,
  words: () => process.argv,
  programPath: () => process.execPath,
  folder: () => process.cwd(),
  changeFolder: (path) => process.chdir(path),
  env: (name) => process.env[name],
  removeFromEnv: (name) => void delete process.env[name],
  /** Bun has no permissions. */
  may: () => true,
  memoryBytes: () => process.memoryUsage().rss,
  exit: (code) => process.exit(code),
  pause: () => void process.kill(process.pid, "SIGSTOP"),
  onSignal(name, told) {
    if (process.platform === "win32" && name !== "SIGINT") return { [Symbol.dispose]() {} };
    process.on(name, told);
    return { [Symbol.dispose]: () => void process.off(name, told) };
  },
  isThere(pid) {
    try {
      return process.kill(pid, 0);
    } catch (thrown) {
      return !(thrown instanceof Error && "code" in thrown && thrown.code === "ESRCH");
    }
  },
};

function osOf(platform: string): ThisProcess["os"] {
  if (platform === "win32") return "windows";
  return platform === "linux" || platform === "darwin" ? platform : "other";
}
