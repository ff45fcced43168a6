/** What other programs may import of the file locks; see the README beside this file. */
export {
  type FileLock,
  fileLock,
  type FileLockOptions,
  type LockStrategy,
  tryFileLock,
  type TryOptions,
  withFileLock,
} from "./file_lock.ts";
export {
  type JsonOptions,
  lockedReadJson,
  lockedUpdateJson,
  lockedWriteJson,
} from "./json_store.ts";
export { LockError, type LockErrorCode } from "./lock_error.ts";
export type { LockHolder } from "./lock_holder.ts";
export { type LockState, type LockStatus, lockStatus } from "./lock_status.ts";
export {
  gitLockPath,
  type NamedLockOptions,
  stateLock,
  stateLockPath,
  taskLock,
  taskLockPath,
  withGitLock,
} from "./named_locks.ts";
export { StateError, type StateErrorCode } from "./state_error.ts";
export { lockPathOf } from "./target_path.ts";
