import { SyncError } from "@/domain/errors.ts";

/** Both ways: what is moved from or to has to be known. */
export function noStore(): SyncError {
  return new SyncError("CONFIG", "Cannot move the log: no database is configured", {
    hint: "Set `store` (VIKUNJA_SYNC_STORE), also to move it out of there.",
  });
}
