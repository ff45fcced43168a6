export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** A recorded conversation with a server; see the steps for what is sent and what came back. */
export interface Scenario {
  readonly name: string;
  /** The settings of the server at the recording; "default" when left out. */
  readonly profile?: string;
  /** Needs an account of its own. */
  readonly fresh_user?: boolean;
  readonly needs_other_user?: boolean;
  readonly volatile?: Rules;
  readonly unordered?: readonly string[];
  readonly steps: readonly Step[];
}

/** How a path is compared that cannot be equal: `timestamp`, `number`, `string`, `type` or `ignore`. */
export type Rules = Readonly<Record<string, string>>;

export interface Step {
  readonly name: string;
  readonly wait_ms?: number;
  /** Until it fits: the server does some work in the background. */
  readonly retry_ms?: number;
  /** Sent that often; the last answer counts. */
  readonly repeat?: number;
  readonly request: ScenarioRequest;
  readonly capture?: Readonly<Record<string, string>>;
  readonly assert?: readonly Assertion[];
  readonly volatile?: Rules;
  readonly unordered?: readonly string[];
  readonly response: ScenarioResponse;
}

export interface ScenarioRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** `user`, `other`, `none`, or a variable that holds a token. */
  readonly auth?: string;
  readonly body?: Json;
  readonly raw?: string;
}

export interface ScenarioResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly text?: string;
}

export interface Assertion {
  readonly path: string;
  readonly op: string;
  readonly value?: Json;
}

export const zeroDate = "0001-01-01T00:00:00Z";

export function isTimestamp(value: unknown): value is string {
  return typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value);
}

/** The value at `body.items.[title=Foo].id`, `body.0.id` or `headers.etag`. */
export function lookup(root: Json, path: string): Json | undefined {
  let current: Json | undefined = root;
  for (const segment of path.match(/\[[^\]]*\]|[^.]+/g) ?? []) {
    if (current === null || typeof current !== "object") return undefined;
    const [, name, wanted] = /^\[([^=]+)=(.*)\]$/.exec(segment) ?? [];
    current = name === undefined
      ? (current as Readonly<Record<string, Json>>)[segment]
      : (current as readonly Json[]).find((one) =>
        String((one as Readonly<Record<string, Json>>)[name]) === wanted
      );
  }
  return current;
}
