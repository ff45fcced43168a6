import type { QuietWatch } from "@/ports/quiet.ts";

/** One HTTP request, for `--verbose`. */
export interface RequestLine {
  readonly method: string;
  /** With the query, without the host; never holds a secret. */
  readonly path: string;
  /** `null` where no answer came. */
  readonly status: number | null;
  readonly ms: number;
  readonly connection: "new" | "kept" | "unknown";
}

/** How what runs below talks to the person, past the result. */
export interface Io {
  /** One line of what they should hear of. */
  readonly warn: (line: string) => void;
  /** `null`: nobody wants to see the requests. */
  readonly onRequest: ((line: RequestLine) => void) | null;
  /** Yes or no; `null` where there is nobody to ask. */
  readonly confirm: (question: string) => Promise<boolean | null>;
  /** Every question was answered with yes beforehand. */
  readonly saysYes?: boolean;
  /** Without: nobody watches a run for the next one. */
  readonly quiet?: QuietWatch | null;
}
