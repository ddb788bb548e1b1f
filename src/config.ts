import { fileURLToPath } from 'node:url'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { Temporal } from 'temporal-polyfill'
import type { LogLevel } from './log.ts'
import { variables } from './config-variables.ts'
import type { Variable, VariableName } from './config-variables.ts'

/** What the environment says, checked; paths are absolute. */
export interface Config {
  readonly host: string
  /** 0 lets the system choose a port; `publicUrl` must then be made from the port that it chose. */
  readonly port: number
  readonly opsPort: number
  /** Issuer of the tokens, without a slash at its end; their audience is `<publicUrl>/fhir`. */
  readonly publicUrl: string
  readonly dataDir: string
  /** The PostgreSQL that holds the store, with its password: never logged; `databaseShown` is what may be. Absent: SQLite. */
  readonly databaseUrl?: string
  readonly directoryFile: string
  /** True for the committed directory of the demonstration, which no production start should use unawares. */
  readonly directoryIsDemo: boolean
  /** FHIR packages to load beside the gateway's own definitions; absent: none. */
  readonly packagesDir?: string
  /** `startMs`: where a manual clock begins, epoch ms. */
  readonly clock: { readonly kind: 'system' } | { readonly kind: 'manual'; readonly startMs: number }
  readonly bodyBytesMax: number
  readonly sendTimeoutMs: number
  /** For how long a lane is claimed at the least, real time. */
  readonly leaseMs: number
  /** Between two sweeps for reminders, real time; 0: none. A manual clock sweeps when it is set. */
  readonly sweepMinutes: number
  readonly rateLimitPerMinute: number
  readonly logLevel: LogLevel
}

/** A configuration, or every problem with it in one line each: the variable's name and the reason. */
export type ConfigLoaded =
  { readonly ok: true; readonly value: Config } | { readonly ok: false; readonly problems: readonly string[] }

/** The environment, as `process.env` gives it. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the configuration from environment variables and refuses what is wrong, all of it at once.
 *
 * A problem names the variable and the rule, never the value: somebody may have put a secret in the wrong place.
 */
export function loadConfig(env: Environment): ConfigLoaded {
  const problems = [...unknownVariables(env), ...variables.flatMap((variable) => invalid(variable, env))]
  if (problems.length > 0) return { ok: false, problems }
  const config = configFrom((name) => textOf(name, env))
  const contradictions = inconsistent(config)
  return contradictions.length > 0 ? { ok: false, problems: contradictions } : { ok: true, value: config }
}

/** The public URL where nobody gave one: `http://HOST:PORT`, an IPv6 address in brackets. */
export function defaultPublicUrl(host: string, port: number): string {
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`
}

/** The folder that holds `package.json`: what is committed is found from here, wherever the gateway was started. */
const projectRoot = fileURLToPath(new URL('..', import.meta.url))

const demoDirectoryFile = join(projectRoot, 'demo', 'directory.json')

const ajv = new Ajv({ allErrors: true })

/** Set beside a gateway where its tests run; the gateway does not read it. */
const TEST_DATABASE = 'GATEWAY_TEST_DATABASE_URL'

/** A misspelt name would silently leave its default in force. */
function unknownVariables(env: Environment): string[] {
  const known = new Set<string>([...variables.map(({ name }) => name), TEST_DATABASE])
  return Object.keys(env)
    .filter((name) => name.startsWith('GATEWAY_') && !known.has(name))
    .map((name) => `${name} is not a variable of the gateway; is it misspelt?`)
}

function invalid(variable: Variable, env: Environment): string[] {
  const text = env[variable.name]
  if (text === undefined) return []
  if (text === '') return [`${variable.name} is empty; leave it out to have its default`]
  const value = variable.schema.type === 'integer' && /^\d{1,15}$/.test(text) ? Number(text) : text
  const validate = ajv.compile(variable.schema)
  if (!validate(value)) return [`${variable.name} must be ${variable.form}`]
  return variable.accepts?.(text) === false ? [`${variable.name} must be ${variable.form}`] : []
}

/** The text of a variable; the default's text where it is not set and has a fixed default. */
function textOf(name: VariableName, env: Environment): string | undefined {
  return env[name] ?? variables.find((variable) => variable.name === name)?.default
}

function configFrom(text: (name: VariableName) => string | undefined): Config {
  const host = text('HOST') ?? ''
  const port = Number(text('PORT'))
  const directoryFile = resolve(text('GATEWAY_DIRECTORY_FILE') ?? demoDirectoryFile)
  const clock = text('GATEWAY_CLOCK') ?? 'system'
  const databaseUrl = text('GATEWAY_DATABASE_URL')
  const packagesDir = text('GATEWAY_PACKAGES_DIR')
  return {
    host,
    port,
    opsPort: Number(text('OPS_PORT')),
    publicUrl: (text('GATEWAY_PUBLIC_URL') ?? defaultPublicUrl(host, port)).replace(/\/+$/, ''),
    dataDir: resolve(text('GATEWAY_DATA_DIR') ?? ''),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    directoryFile,
    directoryIsDemo: directoryFile === demoDirectoryFile,
    ...(packagesDir === undefined ? {} : { packagesDir: resolve(packagesDir) }),
    clock:
      clock === 'system'
        ? { kind: 'system' }
        : { kind: 'manual', startMs: Temporal.Instant.from(clock.slice('manual:'.length)).epochMilliseconds },
    bodyBytesMax: Number(text('GATEWAY_BODY_BYTES_MAX')),
    sendTimeoutMs: Number(text('GATEWAY_SEND_TIMEOUT_MS')),
    leaseMs: Number(text('GATEWAY_LEASE_SECONDS')) * 1_000,
    sweepMinutes: Number(text('GATEWAY_SWEEP_MINUTES')),
    rateLimitPerMinute: Number(text('GATEWAY_RATE_LIMIT_PER_MINUTE')),
    // The schema of LOG_LEVEL lists the levels.
    logLevel: text('LOG_LEVEL') as LogLevel
  }
}

/** What is right in each variable and wrong in two together. */
function inconsistent(config: Config): string[] {
  const problems: string[] = []
  if (config.clock.kind === 'manual' && !isLoopback(config.host)) {
    problems.push('GATEWAY_CLOCK may be manual only where HOST is a loopback address: anyone near could move the dates')
  }
  if (!isLoopback(config.host) && config.publicUrl === defaultPublicUrl(config.host, config.port)) {
    problems.push(
      'GATEWAY_PUBLIC_URL must be set where HOST is not a loopback address: it is the issuer of every token'
    )
  }
  if (config.port !== 0 && config.port === config.opsPort) problems.push('OPS_PORT must differ from PORT')
  return problems
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
