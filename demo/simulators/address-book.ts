import { readFileSync } from 'node:fs'
import type { Identifier, Organization, Reference } from '@medplum/fhirtypes'
import type { DirectoryFile } from '../../src/directory/load.ts'

/** An organisation as others write to it. */
export interface Organisation {
  readonly id: string
  readonly ura: string
  readonly agb: string
  readonly name: string
}

/** An organisation as it stands in the book. */
export interface Listed extends Organisation {
  /** What it is in the region: a practice, a post, an institution. */
  readonly role: string
  readonly region?: string
}

/** Everybody's addresses: public numbers, the same book in each system. */
export interface AddressBook {
  /** The organisation with this id; one that is unknown is a mistake in the scenario. */
  of(id: string): Listed
  /** The out-of-hours post of the region in which an organisation is; undefined where there is none. */
  postOf(organisation: Listed): Listed | undefined
}

const NAMING = 'http://fhir.nl/fhir/NamingSystem'

/** Reads the address book from a directory file. */
export function openAddressBook(path: string): AddressBook {
  // The gateway has checked this file before it said that it was ready.
  const { participants } = JSON.parse(readFileSync(path, 'utf8')) as DirectoryFile
  const book = new Map(
    participants.map(({ id, name, role, region, identifiers: { ura = '', agb = '' } }): [string, Listed] => {
      return [id, { id, ura, agb, name, role, ...(region === undefined ? {} : { region }) }]
    })
  )
  return {
    of(id) {
      const found = book.get(id)
      if (found === undefined) throw new Error(`the address book has no ${id}`)
      return found
    },
    postOf: ({ region }) => [...book.values()].find((one) => one.role === 'hap' && one.region === region)
  }
}

/** The numbers of an organisation as FHIR identifiers: URA, and AGB where it has one. */
export function numbersOf({ ura, agb }: Pick<Organisation, 'ura' | 'agb'>): Identifier[] {
  const both = [
    { system: `${NAMING}/ura`, value: ura },
    { system: `${NAMING}/agb-z`, value: agb }
  ]
  return both.filter(({ value }) => value !== '')
}

/** A reference to an organisation by its URA: it needs no resource to be found. */
export function byUra({ ura, name }: Organisation): Reference<Organization> {
  return { type: 'Organization', identifier: { system: `${NAMING}/ura`, value: ura }, display: name }
}

/** The same by its AGB, as a small practice knows others. */
export function byAgb({ agb, name }: Organisation): Reference<Organization> {
  return { type: 'Organization', identifier: { system: `${NAMING}/agb-z`, value: agb }, display: name }
}
