import type { GenericSchema } from "valibot";
import type { Json } from "@/domain/json.ts";

/** One thing that can be asked, as it goes over HTTP. */
export interface Entry<Input, Output extends Json> {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** `daemon`: nobody else can; `either`: this process does it where no daemon runs. */
  readonly by: "daemon" | "either";
  readonly summary: string;
  readonly input: GenericSchema<unknown, Input>;
  readonly output: GenericSchema<unknown, Output>;
  /** `plain`: JSON; `progress`: lines of it, then the result; `text`: as it is. */
  readonly answers: "plain" | "progress" | "text";
  /** Under which name of a JSON object the output stands; `null`: it is the object. */
  readonly wire: string | null;
  /** Offered over TCP too, where that was asked for; all else only on the socket, which is the user's own. */
  readonly isOpen: boolean;
  readonly status: (output: Output) => number;
}

/** Plain JSON on the socket. */
export function at<
  const Method extends "GET" | "POST",
  const By extends "daemon" | "either",
>(method: Method, path: string, by: By, summary: string) {
  const usual = { answers: "plain", wire: null, isOpen: false } as const;
  return { method, path, by, summary, ...usual, status: () => 200 };
}
