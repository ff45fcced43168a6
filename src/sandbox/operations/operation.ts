import type { Call, Needs } from "../http/call.ts";
import type { Behaviour } from "../version.ts";
import type { Listing, Made, Read, Said, Shown } from "./outcome.ts";

interface Named {
  /** Below `/api/v1` and `/api/v2`; `:name` is a parameter, named as v2 does. */
  readonly path: string;
  readonly needs: Needs;
  /** Where it is not in both. */
  readonly only: 1 | 2 | null;
  /** Where not every version has it. */
  readonly isThere: (as: Behaviour) => boolean;
}

/** What can be asked of the server; how it is spelled follows from its kind. */
export type Operation =
  & Named
  & (
    | { readonly kind: "list"; readonly run: (call: Call) => Listing }
    | { readonly kind: "read"; readonly run: (call: Call) => Read }
    | { readonly kind: "create"; readonly run: (call: Call) => Made }
    /** Replaces; v2 has a PATCH beside it wherever the same path can be read. */
    | { readonly kind: "update"; readonly run: (call: Call) => Shown }
    /** Replaces a list that belongs to something. */
    | { readonly kind: "set"; readonly run: (call: Call) => Shown }
    | { readonly kind: "remove"; readonly run: (call: Call) => void }
    | { readonly kind: "ask" | "act"; readonly run: (call: Call) => Said }
  );

type Permit = Needs | `${string}.${string}`;

export function list(path: string, needs: Permit, run: (call: Call) => Listing): Operation {
  return { ...named(path, needs), kind: "list", run: run as (call: Call) => Listing };
}

export function read(path: string, needs: Permit, run: (call: Call) => Read): Operation {
  return { ...named(path, needs), kind: "read", run };
}

export function create(path: string, needs: Permit, run: (call: Call) => Made): Operation {
  return { ...named(path, needs), kind: "create", run };
}

export function update(path: string, needs: Permit, run: (call: Call) => Shown): Operation {
  return { ...named(path, needs), kind: "update", run };
}

export function set(path: string, needs: Permit, run: (call: Call) => Shown): Operation {
  return { ...named(path, needs), kind: "set", run };
}

export function remove(path: string, needs: Permit, run: (call: Call) => void): Operation {
  return { ...named(path, needs), kind: "remove", run };
}

/** A GET of something that is no row. */
export function ask(path: string, needs: Permit, run: (call: Call) => Shown): Operation {
  const said = (call: Call) => ({ status: { v1: 200, v2: 200 }, ...run(call) });
  return { ...named(path, needs), kind: "ask", run: said };
}

/** A POST in both. */
export function act(path: string, needs: Permit, run: (call: Call) => Said): Operation {
  return { ...named(path, needs), kind: "act", run };
}

export function inVersion(
  version: 1 | 2,
  ...operations: readonly Operation[]
): readonly Operation[] {
  return operations.map((operation) => ({ ...operation, only: version }));
}

export function where(
  isThere: (as: Behaviour) => boolean,
  operations: readonly Operation[],
): readonly Operation[] {
  return operations.map((operation) => ({ ...operation, isThere }));
}

function named(path: string, needs: Permit): Named {
  const isPermission = typeof needs === "string" && needs.includes(".");
  return {
    path,
    needs: isPermission ? [needs as `${string}.${string}`] : needs as Needs,
    only: null,
    isThere: () => true,
  };
}
