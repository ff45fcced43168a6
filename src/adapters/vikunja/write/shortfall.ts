import { SyncError } from "@/domain/errors.ts";
import { plusPatch } from "@/domain/patch_parts.ts";
import type { Patch } from "@/domain/push.ts";
import { asRefusal, saysForbidden } from "@/adapters/vikunja/client/errors.ts";

/** What of a push the server did not take, part by part, so that one of them holds no other up. */
export interface Shortfall {
  /**
   * Notes that this part was not done, for the reason that was thrown; `what` says it in words.
   * @throws what was thrown, where it says nothing of the part: the whole push is tried again then.
   */
  note(part: Patch, what: string, thrown: unknown): void;
  /** Why the next of the same kind need not be asked for: this permission was missing just now; `null`: it was not. */
  isLacking(permission: string): SyncError | null;
  /** Whether something was refused because the task as a whole may not be written, or seemed so. */
  readonly isForbidden: boolean;
  readonly leftOut: readonly string[];
  /** Refused: stays undone. */
  readonly lacks: Patch;
  /** Not allowed to this token for now. */
  readonly undone: Patch;
  /** Why something is undone, all permissions that it takes; `null`: nothing is. */
  readonly waitsFor: SyncError | null;
}

export function createShortfall(): Shortfall {
  const leftOut: string[] = [];
  const withoutPermission = new Map<string, SyncError>();
  let lacks: Patch = {};
  let undone: Patch = {};
  let isForbidden = false;
  return {
    note(part, what, thrown) {
      const error = asRefusal(thrown);
      if (error.code === "AUTH") {
        withoutPermission.set(String(error.details["permission"]), error);
        undone = plusPatch(undone, part);
        return;
      }
      isForbidden ||= saysForbidden(error);
      leftOut.push(`${what}: ${error.message}`);
      lacks = plusPatch(lacks, part);
    },
    isLacking: (permission) => withoutPermission.get(permission) ?? null,
    leftOut,
    get isForbidden() {
      return isForbidden;
    },
    get lacks() {
      return lacks;
    },
    get undone() {
      return undone;
    },
    get waitsFor() {
      return joined([...withoutPermission.values()]);
    },
  };
}

function joined(errors: readonly SyncError[]): SyncError | null {
  const [first, ...more] = errors;
  if (first === undefined || more.length === 0) return first ?? null;
  const { code, details, hint } = first;
  const message = errors.map((error) => error.message).join("; ");
  return new SyncError(code, message, {
    cause: first,
    details,
    ...(hint === null ? {} : { hint }),
  });
}

/** As `Written` has them: left out where empty. */
export function partsOf({ lacks, undone }: Pick<Shortfall, "lacks" | "undone">) {
  return {
    ...(Object.keys(lacks).length === 0 ? {} : { lacks }),
    ...(Object.keys(undone).length === 0 ? {} : { undone }),
  };
}
