import { AsyncLocalStorage } from "node:async_hooks";

export const createCallStorage = <T>(): AsyncLocalStorage<T> => new AsyncLocalStorage<T>();
