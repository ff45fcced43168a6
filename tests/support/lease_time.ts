import type { Moment } from "@/domain/claim.ts";

/** A clock on the wall that can be set, and one beside it that only goes on. */
export class LeaseTime {
  boot = "boot-1";
  #wallMs = Date.parse("2026-11-21T08:00:00.000Z");
  #uptimeMs = 5_000_000;

  /** What a clock of leases says now. */
  readonly now = (): Moment => ({
    wallMs: this.#wallMs,
    boot: this.boot,
    uptimeMs: this.#uptimeMs,
  });

  pass(ms: number): void {
    this.#wallMs += ms;
    this.#uptimeMs += ms;
  }

  setWall(byMs: number): void {
    this.#wallMs += byMs;
  }

  restart(boot: string): void {
    this.boot = boot;
    this.#uptimeMs = 0;
  }
}

export const hourMs = 3_600_000;
