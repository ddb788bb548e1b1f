import { poll } from './poll.ts'
import { refer, resend } from './refer.ts'
import { step } from './steps.ts'
import { runSystem } from './system.ts'

// A post for the night speaks as practices do, and nobody can send it anything: it asks what is there.
await runSystem({ refer, resend, step, poll })
