/** An answer that refuses, in the terms of v1; v2 says the same in its own form. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    /** 0: none of its own. Null: the body is a bare message. */
    readonly code: number | null,
    message: string,
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** One complaint of v2's check against its schema. */
export interface Complaint {
  readonly message: string;
  readonly location: string;
  readonly value?: unknown;
}

/** A body or query that does not fit v2's schema. */
export class SchemaRefusal extends Error {
  constructor(readonly complaints: readonly Complaint[], readonly status = 422) {
    super("validation failed");
  }
}

export const unauthorized = () =>
  new Refusal(401, 11, "missing, malformed, expired or otherwise invalid token provided");
export const forbidden = () => new Refusal(403, 0, "Forbidden");
export const notReadable = () => new Refusal(403, 0, "You don't have the permission to see this");
export const notAllowed = () => new Refusal(403, 1, "You're not allowed to do this.");
export const noSuchProject = () => new Refusal(404, 3001, "This project does not exist.");
export const noProjectAccess = () =>
  new Refusal(403, 7003, "This user does not have access to the project.");
export const archived = () =>
  new Refusal(
    412,
    3008,
    "This project is archived. Editing or creating new tasks is not possible.",
  );
export const noSuchTask = () => new Refusal(404, 4002, "This task does not exist");
export const taskNotReadable = () =>
  new Refusal(403, 4005, "You don't have the permission to see this task.");
export const noSuchLabel = () => new Refusal(404, 8002, "This label does not exist.");
export const noSuchComment = () => new Refusal(404, 4015, "This task comment does not exist");
export const noSuchUser = () => new Refusal(404, 1005, "The user does not exist.");
export const noSuchView = () => new Refusal(404, 3014, "This project view does not exist.");
export const noSuchBucket = () => new Refusal(404, 10001, "This bucket does not exist.");
export const badModel = () => new Refusal(400, 2004, "Invalid model provided: Bad Request");

/** `field: complaint`, or the bare field where the server says no more. */
export const invalidField = (field: string, complaint?: string) =>
  new Refusal(412, 2002, "Invalid Data", {
    invalid_fields: [complaint === undefined ? field : `${field}: ${complaint}`],
  });
export const required = (field: string) => invalidField(field, "non zero value required");
export const invalidTaskField = (code: number, field: string) =>
  new Refusal(400, code, `The task field '${field}' is invalid.`);
