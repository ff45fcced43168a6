import type { Config, ServerConfig } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";

/** @throws {SyncError} `CONFIG`: none is set. */
export function syncServer({ server }: Pick<Config, "server">): ServerConfig {
  if (server !== null) return server;
  throw new SyncError("CONFIG", "Cannot sync: no server is set", {
    hint: "Set VIKUNJA_URL and VIKUNJA_TOKEN_FILE, or `url` in the configuration file.",
  });
}
