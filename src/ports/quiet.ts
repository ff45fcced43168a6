import type { KeptOffset } from "@/domain/clock_offsets.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { SyncSummary } from "@/ports/operations.ts";
import type { StandsOn } from "@/ports/sides.ts";
import type { Exchange, Transport } from "@/ports/transport.ts";

/** A bundle of sources, or a binary: each leaves its own, so that two that run in turns both find theirs. */
export const programKinds = ["bundle", "binary"] as const;

/** Beside the log. Whoever owns the log, but for a run of `sync`, takes them away first. `program`: its kind, a colon, and which. */
export function quietNotePath(stateDir: string, program: string): string {
  const [kind = ""] = program.split(":");
  return `${stateDir}/quiet.${kind}.json`;
}

/** A file as the file system tells of it without opening it; of a folder, by a path that ends in a slash, the names in it. */
export type Stamp = readonly [path: string, stamp: string];
export type StampOf = (path: string) => string;
/** There is nothing at the path. */
export const absent = "-";

/** Where the token can be read again as it is. */
type TokenPlace = { readonly variable: string } | { readonly path: string };

/**
 * What a run went by that found nothing to do and left nothing: while all of it is so, and the server answers the same,
 * a further run finds nothing either. It holds no secret.
 */
export interface QuietNote {
  /** Which program it was, to the last byte. */
  readonly program: string;
  readonly version: string;
  /** The version that has last found nothing of an older one in place. */
  readonly seenVersion: string;
  /** Variables that it looked at; of secrets only whether they were set. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly folder: string;
  readonly stamps: readonly Stamp[];
  /** ms since 1970: neither before nor from then on. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly server: {
    readonly url: string;
    readonly caFile: string | null;
    readonly token: TokenPlace;
  };
  /** The one request, below the base address, and its whole answer. */
  readonly path: string;
  readonly text: string;
  readonly dateMs: number;
  readonly clock: KeptOffset;
  readonly summary: SyncSummary;
  /** When a run was last recorded (ISO), and what is recorded of one that finds nothing. */
  readonly recordedAt: string;
  readonly record: JsonObject;
}

/** What a quiet look has taken and asked before it found that there is more to do. */
export interface BegunLook {
  readonly stateDir: string;
  /** Of the log there. */
  readonly lock: AsyncDisposable;
  /** `null`: it has asked nothing. */
  readonly asked: {
    readonly path: string;
    readonly exchange: Exchange;
  } | null;
}

/** What a run of this configuration goes by. */
export interface QuietBasis {
  readonly stateDir: string;
  readonly socketPaths: readonly string[];
  readonly server: QuietNote["server"];
  readonly taskwarrior: StandsOn;
}

/** What a run that found nothing came to. */
export interface QuietEnd {
  readonly untilMs: number;
  readonly clock: KeptOffset;
  readonly summary: SyncSummary;
  readonly recordedAt: string;
  readonly record: JsonObject;
}

/** Watches a run for what the next one can go by, and gives it what a quiet look has begun. */
export interface QuietWatch {
  /** Once. `null`: the lock of the log is still to be taken. */
  takeLock(): AsyncDisposable | null;
  /** The first request is not sent again where the look has its answer. */
  heard(transport: Transport): Transport;
  /** Before anything is read; `null`: the next run cannot go by this one. */
  begins(basis: QuietBasis | null): void;
  /** All of it is on the log. */
  ends(end: QuietEnd): void;
  /** The log is closed, and nobody else has it yet. */
  closed(): void;
}
