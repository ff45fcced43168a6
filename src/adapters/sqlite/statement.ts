import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Row } from "@/domain/projection.ts";

export type Cells = readonly SQLInputValue[];

/** Prepared at first use. */
export interface Statement {
  run(...cells: Cells): void;
  /** As `run`, for many cells: they are copied once less. */
  runAll(cells: Cells): void;
  get(...cells: Cells): Row | undefined;
  all(...cells: Cells): readonly Row[];
}

export interface RestingStatement extends Statement {
  /** What is prepared is of a connection that is about to be closed. */
  forget(): void;
}

interface Question {
  readonly sql: string;
  readonly kind: "get" | "all";
  readonly cells: Cells;
}

/** Answers, by `read` or by what it gave before. */
export type Ask = <A extends readonly Row[] | Row | undefined>(
  question: Question,
  read: () => A,
) => A;

/** What all statements of a database have in common. */
interface StatementDeps {
  /** Asked for each time, which wakes it. */
  readonly connection: () => DatabaseSync;
  /** `null`: each question is read. */
  readonly ask: Ask | null;
  readonly onWrite: () => void;
  readonly translate: (thrown: unknown) => Error;
}

/** A class: a log has eighty, and thousands of logs are open together, so none has functions of its own. */
class Prepared implements RestingStatement {
  #prepared: StatementSync | null = null;
  readonly #sql: string;
  readonly #deps: StatementDeps;

  constructor(sql: string, deps: StatementDeps) {
    this.#sql = sql;
    this.#deps = deps;
  }

  run(...cells: Cells): void {
    this.runAll(cells);
  }

  runAll(cells: Cells): void {
    const { onWrite, translate } = this.#deps;
    onWrite();
    try {
      this.#now().run(...cells);
    } catch (thrown) {
      throw translate(thrown);
    }
  }

  get(...cells: Cells): Row | undefined {
    const { ask } = this.#deps;
    if (ask === null) return this.#get(cells);
    return ask({ sql: this.#sql, kind: "get", cells }, () => this.#get(cells));
  }

  all(...cells: Cells): readonly Row[] {
    const { ask } = this.#deps;
    if (ask === null) return this.#all(cells);
    return ask({ sql: this.#sql, kind: "all", cells }, () => this.#all(cells));
  }

  forget(): void {
    this.#prepared = null;
  }

  #now(): StatementSync {
    const database = this.#deps.connection();
    return this.#prepared ??= database.prepare(this.#sql);
  }

  #get(cells: Cells): Row | undefined {
    try {
      return this.#now().get(...cells) as Row | undefined;
    } catch (thrown) {
      throw this.#deps.translate(thrown);
    }
  }

  #all(cells: Cells): readonly Row[] {
    try {
      return this.#now().all(...cells) as Row[];
    } catch (thrown) {
      throw this.#deps.translate(thrown);
    }
  }
}

export function createStatement(sql: string, deps: StatementDeps): RestingStatement {
  return new Prepared(sql, deps);
}
