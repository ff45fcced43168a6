/** A command that ends with an exit code other than 0; 139: it crashed. */
export class TaskFailure extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}
