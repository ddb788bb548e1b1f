import { flag, objections } from './patient-says.ts'
import { refer, resend } from './refer.ts'
import { step } from './steps.ts'
import { runSystem } from './system.ts'

await runSystem({ refer, resend, step, flag, ...objections })
