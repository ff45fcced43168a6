import type { Row } from "@/domain/projection.ts";

type Answer = readonly Row[] | Row | undefined;

/**
 * Small answers since the last write, so that a database which rests need not be opened for a question that is asked
 * again and again. Of queries alone: whatever else is asked may change what is there.
 */
interface Remembered {
  /** `null`: nothing is known of it. */
  find(question: string): { readonly answer: Answer } | null;
  note(question: string, answer: Answer): void;
  /** Something may be another. */
  forget(): void;
}

/** What an engine asks at each look, with some to spare. */
const mostQuestions = 64;
/** Characters of one answer. */
const mostLength = 4_096;

export function createRemembered(): Remembered {
  const answers = new Map<string, { readonly answer: Answer }>();
  return {
    find: (question) => answers.get(question) ?? null,
    note(question, answer) {
      if (answers.size < mostQuestions && lengthOf(answer) <= mostLength) {
        answers.set(question, { answer });
      }
    },
    forget() {
      if (answers.size > 0) answers.clear();
    },
  };
}

export function isQuery(sql: string): boolean {
  return /^\s*SELECT\b/i.test(sql);
}

function lengthOf(answer: Answer): number {
  if (answer === undefined) return 0;
  const rows: readonly Row[] = Array.isArray(answer) ? answer : [answer];
  let length = 0;
  for (const row of rows) {
    for (const cell of Object.values(row)) length += typeof cell === "string" ? cell.length : 8;
    if (length > mostLength) break;
  }
  return length;
}
