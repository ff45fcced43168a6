import { readFileSync, realpathSync } from "node:fs";
import { hostname } from "node:os";
import type { EnginePlace } from "@/ports/engine_mark.ts";

const machineFiles = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

/** Where this engine has its state; the host's name is for people, and may change. */
export function enginePlace(stateDir: string): EnginePlace {
  return {
    host: hostname(),
    machine: machineFiles.map(readLine).find((id) => id !== null) ?? null,
    stateDir: realPath(stateDir),
  };
}

function readLine(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim() || null;
  } catch {
    // Not every system has one, or lets it be read: then the place alone has to do.
    return null;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return path;
    throw thrown;
  }
}
