import type { Operations } from "@/ports/operations_table.ts";

/** Answers one request of a browser; rejects never. */
export type AnswerPage = (request: Request) => Promise<Response>;

/** Which browsers are let in. */
export interface PageAccess {
  /** A word that lets one browser in, once, within two minutes. */
  invite(): string;
  /**
   * What the browser is to show from now on; `null`: no such invitation, or it is over or used. Whoever shows one that
   * is used throws out the browser that used it: one of the two is not who was meant.
   */
  admit(invitation: string): string | null;
  /** Whether a browser that shows this is let in. */
  knows(shown: string): boolean;
  /** It is not any more. */
  shutOut(shown: string): void;
}

/** Something is on the log that was not there before. */
export interface Changes {
  tell(): void;
  hear(listener: () => void): Disposable;
}

/** What the page is made of. */
export interface BehindPage {
  /**
   * First part of every path. Browsers send a cookie to all ports of a machine, whoever listens there, but only to the
   * path that it is for: that of a page is no one's guess.
   */
  readonly folder: string;
  readonly access: PageAccess;
  /** Whether a header `host` names the address that this page is at. */
  readonly isOwnHost: (host: string) => boolean;
  /** Asked anew at each request: they change when the configuration is read again. */
  readonly operations: () => Operations;
  readonly changes: Pick<Changes, "hear">;
  readonly version: string;
  /** From now on nothing is answered: what goes on as long as a browser looks ends. */
  readonly over: AbortSignal;
}

interface PageSession {
  readonly shown: string;
  /** ISO instant. */
  readonly until: string;
}

/** What a daemon keeps for the next one, so that open pages go on. */
export interface PageRecord {
  readonly port: number;
  readonly folder: string;
  readonly sessions: readonly PageSession[];
}

export interface PageStore {
  /** `null`: nobody has asked for the page yet, or what was kept cannot be read. */
  read(): Promise<PageRecord | null>;
  keep(record: PageRecord): Promise<void>;
}

/** The way from the command line to the page. */
export interface PageLinks {
  /** An address that lets one browser in, once. @throws {SyncError} `NOT_FOUND`: no daemon runs. */
  invite(signal: AbortSignal): Promise<string>;
  /** Starts the browser of whoever sits here; whether there is one. */
  show(url: string): Promise<boolean>;
}
