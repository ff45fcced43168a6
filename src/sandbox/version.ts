/** Which server the sandbox behaves like; each as recorded from the real one. */
export type SandboxVersion = "1.1" | "2.3" | "2.4" | "2.5";

export const sandboxVersions: readonly SandboxVersion[] = ["2.5", "2.4", "2.3", "1.1"];

/** What differs between them, as far as a client of tasks can tell. */
export interface Behaviour {
  /** As `/info` tells it. */
  readonly version: string;
  readonly hasV2: boolean;
  /** `POST /api/v2/projects/N/tasks/bulk`. */
  readonly createsMany: boolean;
  /** `expand=x` counts in v1, not only `expand[]=x`. */
  readonly expandsPlainly: boolean;
  /** Setting all labels or assignees at once can be allowed to API tokens. */
  readonly allowsBulkParts: boolean;
  readonly labelsMoveStamps: boolean;
  /** A bulk update with `done` stores all next dates of a repeating task, else only those named. */
  readonly storesNextDates: boolean;
  /** The checklist of a repeating task that is completed loses its ticks. */
  readonly unticks: boolean;
  /** `/token/test` refuses unknown tokens. */
  readonly knowsTokens: boolean;
  /** A refusal that is general (forbidden, no such field) has a number. */
  readonly numbersForbidden: boolean;
  readonly numbersUnauthorized: boolean;
  /** Of a token whose it is, and of a permission refused which one, by itself. */
  readonly saysMoreOfTokens: boolean;
  /** A new account has the saved filter «My Open Tasks». */
  readonly hasOpenTasks: boolean;
  /** `/info` tells whether writes may overlap. */
  readonly tellsConcurrency: boolean;
}

const newest: Behaviour = {
  version: "v2.5.0",
  hasV2: true,
  createsMany: true,
  expandsPlainly: true,
  allowsBulkParts: true,
  labelsMoveStamps: true,
  storesNextDates: true,
  unticks: true,
  knowsTokens: true,
  numbersForbidden: true,
  numbersUnauthorized: true,
  saysMoreOfTokens: true,
  hasOpenTasks: true,
  tellsConcurrency: true,
};

const before25: Behaviour = {
  ...newest,
  version: "v2.4.0",
  createsMany: false,
  storesNextDates: false,
};

const before24: Behaviour = {
  ...before25,
  version: "v2.3.0",
  hasV2: false,
  labelsMoveStamps: false,
  unticks: false,
  knowsTokens: false,
  numbersForbidden: false,
  saysMoreOfTokens: false,
  hasOpenTasks: false,
  tellsConcurrency: false,
};

const before23: Behaviour = {
  ...before24,
  version: "v1.1.0",
  expandsPlainly: false,
  allowsBulkParts: false,
  numbersUnauthorized: false,
};

export const behaviours: Readonly<Record<SandboxVersion, Behaviour>> = {
  "2.5": newest,
  "2.4": before25,
  "2.3": before24,
  "1.1": before23,
};
