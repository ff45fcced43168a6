/** Where nothing happened, «synced» is recorded at most this often, so that the log does not grow. */
const quietRecordMs = 5 * 60_000;

/** `lastAt`: when a run was last recorded (ISO); `null`: none was. */
export function isRecordDue(lastAt: string | null, now: Date): boolean {
  return lastAt === null || now.getTime() - Date.parse(lastAt) >= quietRecordMs;
}
