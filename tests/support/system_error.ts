/** An error as the system's come out of the ports. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
