import { join } from 'node:path'
import type { StoreLocation } from './store/open.ts'

/** What the configuration says of the store. */
export interface StoreConfig {
  readonly databaseUrl?: string
  readonly dataDir: string
}

/** Where the configuration puts the store: the database that it names, else `gateway.sqlite` in the data folder. */
export function storeOptions({ databaseUrl, dataDir }: StoreConfig): StoreLocation {
  return databaseUrl === undefined ? { file: join(dataDir, 'gateway.sqlite') } : { url: databaseUrl }
}

/**
 * Whether a text names a PostgreSQL: `postgres://` or `postgresql://`, one host or several split by commas, and a database.
 *
 * The form is that of libpq, which the WHATWG parser refuses where there are several hosts. A user, a password or a database
 * with one of `@ / ? # :` has it percent-encoded; else the wrong part of a password would pass for the host and be shown.
 * https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING
 */
export function isDatabaseUrl(text: string): boolean {
  const { user, password = '', hosts, database } = DATABASE_URL.exec(text)?.groups ?? {}
  if (hosts === undefined || database === undefined) return false
  // The driver's error for a URL that it cannot read may quote it, so none such gets there.
  const areHosts = hosts.split(',').every((host) => URL.canParse(`postgres://${host}/`))
  return areHosts && [user ?? '', password, database].every(isDecodable)
}

/** Where a store is, as a log or an error text may say it. */
export function storeShown(place: StoreLocation): string {
  return 'file' in place ? place.file : databaseShown(place.url)
}

/** Hosts and database of such a URL, `h1:5432,h2:5432/db`: without user, password and parameters. */
export function databaseShown(url: string): string {
  const { hosts = '', database = '' } = DATABASE_URL.exec(url)?.groups ?? {}
  return `${hosts}/${database}`
}

const HOST = String.raw`(?:[A-Za-z0-9._%-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?`

/** Parameters cannot give a password of their own: it would be in none of the places from which it is left out. */
const DATABASE_URL = new RegExp(
  String.raw`^postgres(?:ql)?://(?:(?<user>[^\s:@/?#]+)(?::(?<password>[^\s:@/?#]*))?@)?` +
    String.raw`(?<hosts>${HOST}(?:,${HOST})*)/(?<database>[^\s:@/?#]+)(?:\?(?!(?:.*&)?password=)[^\s#]*)?$`
)

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part)
    return true
  } catch {
    // It throws for a percent sign that begins no character.
    return false
  }
}
