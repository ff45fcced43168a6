import { files } from "@system/files.ts";
import { hostName } from "@system/host_name.ts";
import type { EnginePlace } from "@/ports/engine_mark.ts";
import { systemCode } from "@/ports/system_code.ts";

const machineFiles = ["/etc/machine-id", "/var/lib/dbus/machine-id"];

/** The database of a list, where it has one. */
interface ListPlace {
  readonly shownAs: string;
  readonly list: string;
}

/**
 * Where the engine has its state: that of a list of many hosts is wherever its database is. The host's name is for
 * people, and may change.
 */
export function enginePlace(
  { stateDir, store }: { readonly stateDir: string; readonly store: ListPlace | null },
): EnginePlace {
  const host = hostName();
  if (store !== null) return { host, machine: null, stateDir: `${store.list} at ${store.shownAs}` };
  return {
    host,
    machine: machineFiles.map(readLine).find((id) => id !== null) ?? null,
    stateDir: realPath(stateDir),
  };
}

function readLine(path: string): string | null {
  try {
    return files.readText(path).trim() || null;
  } catch {
    // Not every system has one, or lets it be read: then the place alone has to do.
    return null;
  }
}

function realPath(path: string): string {
  try {
    return files.realPath(path);
  } catch (thrown) {
    if (systemCode(thrown) === "ENOENT") return path;
    throw thrown;
  }
}
