import { asSyncError } from "@/domain/errors.ts";
import type { Claims } from "@/ports/claims.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

/** Ends leases soon after they are over, until it is disposed of. */
export function keepReaping(
  runtime: Runtime,
  claims: Pick<Claims, "cleanupExpiredLocks">,
  everyMs: () => number,
  warn: (line: string) => void,
): Disposable {
  let last = "";
  return every(runtime, everyMs, () => {
    claims.cleanupExpiredLocks().then(
      () => void (last = ""),
      (thrown) => {
        const { message } = asSyncError(thrown);
        if (message !== last) warn(`leases that are over were not ended: ${message}`);
        last = message;
      },
    );
  });
}
