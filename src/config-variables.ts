import { Temporal } from 'temporal-polyfill'
import { isDatabaseUrl } from './config-store.ts'
import { logLevels } from './log.ts'

/** One environment variable: what the documentation shows of it, and the JSON Schema that checks it. */
export interface Variable {
  readonly name: string
  /** The text that holds where it is not set; undefined where the default follows from something else. */
  readonly default: string | undefined
  /** How the documentation names a default that follows from something else. */
  readonly defaultShown?: string
  readonly description: string
  /** Completes "must be ...". */
  readonly form: string
  readonly schema: { readonly type: 'string' | 'integer'; readonly [keyword: string]: unknown }
  /** What a schema cannot say about the text. */
  readonly accepts?: (text: string) => boolean
}

/** 2 MiB holds a referral with a scanned letter; above it a sender should send documents apart. */
const BODY_BYTES_DEFAULT = 2 * 1024 * 1024

/** 64 MiB: a body is held in memory a few times over while it is mapped. */
const BODY_BYTES_LIMIT = 64 * 1024 * 1024

const table = [
  {
    name: 'HOST',
    default: '127.0.0.1',
    description: 'Address or host name on which the gateway listens.',
    form: 'an IP address or a host name',
    schema: { type: 'string', pattern: '^[A-Za-z0-9.:-]{1,253}$' }
  },
  {
    name: 'PORT',
    default: '8080',
    description: 'Port of the FHIR interface; 0 lets the system choose one.',
    form: 'a port number, 0 to 65535',
    schema: { type: 'integer', minimum: 0, maximum: 65_535 }
  },
  {
    name: 'OPS_PORT',
    default: '8081',
    description:
      'Port for operations: health, metrics and, with a manual clock, the clock; 0 lets the system choose one.',
    form: 'a port number, 0 to 65535',
    schema: { type: 'integer', minimum: 0, maximum: 65_535 }
  },
  {
    name: 'GATEWAY_PUBLIC_URL',
    default: undefined,
    defaultShown: 'http://HOST:PORT',
    description: 'URL under which participants reach the gateway: issuer of its tokens, base of its resources.',
    form: 'an http or https URL without credentials, query or fragment',
    schema: { type: 'string', pattern: '^https?://[^?#@]+$', maxLength: 2048 },
    accepts: (text) => URL.canParse(text)
  },
  {
    name: 'GATEWAY_DATA_DIR',
    default: './data',
    description: 'Folder for the SQLite store, the keys and the completed directory.',
    form: 'a path',
    schema: { type: 'string' }
  },
  {
    name: 'GATEWAY_DATABASE_URL',
    default: undefined,
    defaultShown: 'none: SQLite, in the data folder',
    description:
      'PostgreSQL (15 or later) for the store, on which any number of gateways may run; several hosts are split by commas.',
    form: 'a URL such as postgres://user:password@host:5432/database, special characters percent-encoded',
    schema: { type: 'string', maxLength: 4096 },
    accepts: isDatabaseUrl
  },
  {
    name: 'GATEWAY_DIRECTORY_FILE',
    default: undefined,
    defaultShown: 'the committed demo/directory.json',
    description: 'JSON file with the participants.',
    form: 'a path',
    schema: { type: 'string' }
  },
  {
    name: 'GATEWAY_PACKAGES_DIR',
    default: undefined,
    defaultShown: 'none',
    description: 'Folder with FHIR R4 packages (.tgz or unpacked) whose profiles are added to those of the gateway.',
    form: 'a path',
    schema: { type: 'string' }
  },
  {
    name: 'GATEWAY_CLOCK',
    default: 'system',
    description: 'The clock that obligations follow: the machine’s, or one that an operator sets (loopback only).',
    form: '"system" or "manual:" with an instant such as manual:2026-03-01T08:00:00Z',
    schema: { type: 'string', pattern: '^(system|manual:.+)$' },
    accepts: (text) => text === 'system' || isInstant(text.slice('manual:'.length))
  },
  {
    name: 'GATEWAY_BODY_BYTES_MAX',
    default: String(BODY_BYTES_DEFAULT),
    description: 'Largest body of a request, in bytes; a larger one is refused with 413.',
    form: `a number of bytes, 1024 to ${BODY_BYTES_LIMIT}`,
    schema: { type: 'integer', minimum: 1024, maximum: BODY_BYTES_LIMIT }
  },
  {
    name: 'GATEWAY_SEND_TIMEOUT_MS',
    default: '10000',
    description: 'How long one delivery to a receiver may take before it counts as failed, in milliseconds.',
    form: 'a number of milliseconds, 100 to 120000',
    schema: { type: 'integer', minimum: 100, maximum: 120_000 }
  },
  {
    name: 'GATEWAY_LEASE_SECONDS',
    default: '30',
    description:
      'How long a lane of a shared store stays with a gateway that died or froze, in seconds; at least a send and half of this.',
    form: 'a number of seconds, 3 to 600',
    schema: { type: 'integer', minimum: 3, maximum: 600 }
  },
  {
    name: 'GATEWAY_SWEEP_MINUTES',
    default: '15',
    description:
      'Minutes between two sweeps for reminders; 0: none. Where an operator sets the clock, it sweeps then and at start.',
    form: 'a number of minutes, 0 to 1440',
    schema: { type: 'integer', minimum: 0, maximum: 1440 }
  },
  {
    name: 'GATEWAY_RATE_LIMIT_PER_MINUTE',
    default: '60000',
    description: 'Requests that one participant may make in a minute; more are answered with 429.',
    form: 'a number of requests, 1 to 10000000',
    schema: { type: 'integer', minimum: 1, maximum: 10_000_000 }
  },
  {
    name: 'LOG_LEVEL',
    default: 'info',
    description: `Lowest level that is logged: ${logLevels.join(', ')}.`,
    form: `one of ${logLevels.join(', ')}`,
    schema: { type: 'string', enum: logLevels }
  }
] as const satisfies readonly Variable[]

/** The name of a variable. */
export type VariableName = (typeof table)[number]['name']

/** Every environment variable that the gateway reads, in the order in which the documentation shows them. */
export const variables: readonly (Variable & { readonly name: VariableName })[] = table

/** Temporal rather than Date: it wants the offset, so that no instant depends on where the gateway runs. */
function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text)
    return true
  } catch {
    return false
  }
}
