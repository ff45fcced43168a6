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
  /** Asked while the database rests, and so again and again; `read` answers it anew. */
  expect(question: string, read: () => Answer): void;
  /** What was asked so before is asked while the database is still open. @throws what reading does. */
  askAhead(): void;
  /** Something may be another. */
  forget(): void;
}

/** What an engine asks at each look, with some to spare. */
const mostQuestions = 64;
/** Characters of one answer. */
const mostLength = 4_096;
/** A clock asks some two of them. */
const mostExpected = 8;

export function createRemembered(): Remembered {
  const answers = new Map<string, { readonly answer: Answer }>();
  const expected = new Map<string, () => Answer>();

  function note(question: string, answer: Answer): void {
    if (answers.size < mostQuestions && lengthOf(answer) <= mostLength) {
      answers.set(question, { answer });
    }
  }

  return {
    find: (question) => answers.get(question) ?? null,
    note,
    expect(question, read) {
      if (expected.size < mostExpected) expected.set(question, read);
    },
    askAhead() {
      for (const [question, read] of [...expected]) {
        if (answers.has(question)) continue;
        // What cannot be answered, or is too long to be kept, is not asked ahead any more.
        expected.delete(question);
        note(question, read());
        if (answers.has(question)) expected.set(question, read);
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
