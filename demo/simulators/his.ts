import type { Bundle } from '@medplum/fhirtypes'
import { textOf } from './narrative.ts'
import { referralMessage } from './referral-letter.ts'
import { runSystem } from './system.ts'
import type { Acted, System } from './system.ts'

/** What this practice sent, by Bundle.identifier, so that it can be sent again word for word. */
const outgoing = new Map<string, Bundle>()

/** Refers a patient. */
async function refer({ organisation, gateway }: System, ask: Readonly<Record<string, unknown>>): Promise<Acted> {
  const bundle = referralMessage(organisation, ask)
  const messageId = bundle.identifier?.value ?? ''
  outgoing.set(messageId, bundle)
  return { messageId, ...(await gateway.transaction(bundle)) }
}

/** Sends a referral again, as a system does that did not get an answer: `messageId`. */
async function resend({ gateway }: System, ask: Readonly<Record<string, unknown>>): Promise<Acted> {
  const messageId = textOf(ask.messageId, '')
  const bundle = outgoing.get(messageId)
  if (bundle === undefined) throw new Error('no such message was sent from here')
  return { messageId, ...(await gateway.transaction(bundle)) }
}

await runSystem({ ura: '90000101', name: 'Huisartsenpraktijk De Linde' }, { refer, resend })
