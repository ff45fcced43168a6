import type { Config } from "@/config/config.ts";
import { readConfig } from "@/config/read_config.ts";

/** As somebody has it who set nothing but what must be set; `changes`: what a schedule wants otherwise. */
export async function simulatedConfig(url: string): Promise<Config> {
  return await readConfig({
    flags: {},
    env: {
      HOME: "/home/simulated",
      XDG_STATE_HOME: "/home/simulated/.local/state",
      VIKUNJA_URL: url,
      VIKUNJA_TOKEN: "tk_simulated",
    },
    workingFolder: "/home/simulated",
    isWindows: false,
    needsServer: true,
    mayLackFile: true,
    readTextFile: () => Promise.reject(Object.assign(new Error("none"), { code: "ENOENT" })),
    fileMode: () => Promise.resolve(null),
    isForeign: () => Promise.resolve(false),
    runCommand: () => Promise.reject(new Error("There is no other program")),
  });
}
