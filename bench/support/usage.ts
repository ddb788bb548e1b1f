/** What a process has used so far. */
export interface Usage {
  /** Processor time of all its threads, in ms. */
  readonly cpuMs: number
  /** Resident memory now, and the most that it ever was, in MB. */
  readonly rssMb: number
  readonly rssMbMax: number
}

/** What this process has used so far. */
export function usageNow(): Usage {
  const { user, system } = process.cpuUsage()
  const kb = process.resourceUsage().maxRSS
  return { cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1e6, rssMbMax: (kb * 1024) / 1e6 }
}
