import { SyncError } from "@/domain/errors.ts";

/** What differs from version to version, as recorded of each (tests/fixtures/servers). */
export interface ServerKind {
  readonly api: 1 | 2;
  /** Many tasks in one create. */
  readonly createsMany: boolean;
  /** API tokens can be allowed to set all labels of a task in one call. */
  readonly setsLabels: boolean;
  /** What the permission for `tasks/bulk` is called. */
  readonly bulkPermission: "bulk" | "update_bulk";
  /** A label that is put on or taken off moves the task's `updated`. */
  readonly labelsMoveStamps: boolean;
  /** `tasks/bulk` with `done` alone stores the next dates of a repeating task; else it only answers them. */
  readonly storesNextDates: boolean;
  /** `token/test` refuses a token that the server does not know. */
  readonly knowsTokens: boolean;
  /** Its refusals carry a number; older ones have none where something is forbidden. */
  readonly numbersRefusals: boolean;
}

/** Older ones lack the partial update, the lists and the tokens that this program works with. */
const oldestVersion = "1.0.0";

/**
 * `hasV2`: whether the second API answers.
 * @throws {SyncError} `SERVER_TOO_OLD`: older than {@link oldestVersion}.
 */
export function kindOf(version: string, hasV2: boolean): ServerKind {
  const number = numberOf(version) ?? (hasV2 ? [Infinity, 0] : [1, 0]);
  if (isBefore(number, [1, 0])) throw tooOld(version);
  const isFrom = (major: number, minor: number) => !isBefore(number, [major, minor]);
  return {
    api: hasV2 ? 2 : 1,
    createsMany: hasV2 && isFrom(2, 5),
    setsLabels: isFrom(2, 3),
    bulkPermission: isFrom(2, 3) ? "update_bulk" : "bulk",
    labelsMoveStamps: isFrom(2, 4),
    storesNextDates: isFrom(2, 5),
    knowsTokens: isFrom(2, 4),
    numbersRefusals: isFrom(2, 4),
  };
}

type Numbers = readonly [major: number, minor: number];

/** `null` for a build without a number, which is taken for the newest where it has the second API. */
function numberOf(version: string): Numbers | null {
  const found = /^v?(\d+)\.(\d+)/.exec(version);
  return found === null ? null : [Number(found[1]), Number(found[2])];
}

function isBefore([major, minor]: Numbers, [otherMajor, otherMinor]: Numbers): boolean {
  return major < otherMajor || major === otherMajor && minor < otherMinor;
}

function tooOld(version: string): SyncError {
  return new SyncError(
    "SERVER_TOO_OLD",
    `Cannot work with Vikunja ${version}: it is older than ${oldestVersion}`,
    {
      hint: `Update the server to ${oldestVersion} or later. Nothing was changed on either side.`,
      details: { serverVersion: version },
    },
  );
}
