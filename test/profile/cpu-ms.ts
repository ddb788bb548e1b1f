/** Processor time of this process until now, in milliseconds: a machine that is busy with other things does not count. */
export function cpuMs(): number {
  return process.cpuUsage().user / 1000
}
