import type { AsyncLocalStorage } from "node:async_hooks";
import { nodeProcess } from "./builtin.ts";

export const createCallStorage = <T>(): AsyncLocalStorage<T> =>
  new (nodeProcess().getBuiltinModule("node:async_hooks").AsyncLocalStorage)<T>();
