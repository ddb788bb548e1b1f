import { join } from 'node:path'
import type { Test } from 'tap'
import { loadMappings } from '../../src/mapping/load-dialects.ts'
import type { MapRules } from '../../src/flows/map-content.ts'
import * as f from '../referral/fixtures.ts'

const base = join(import.meta.dirname, '..', '..', 'profiles', 'base')
const canonical = 'https://maps.test/fhir'

/** A dialect that says a gender with codes of its own, and reads no birthDate. */
const map = (name: string, conceptMap: string) => `/// url = "${canonical}/StructureMap/${name}"
/// name = "${name}"
/// version = "1.2.3"
/// status = active

uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as source
uses "http://hl7.org/fhir/StructureDefinition/Patient" alias Patient as target

group Patient(source src : Patient, target tgt : Patient) <<types>> {
  src.id -> tgt.id;
  src.language as given -> tgt.language = translate(given, '${canonical}/ConceptMap/${conceptMap}', 'code') "tongue";
  src.name as from -> tgt.name as to then Name(from, to) "names";
  src -> tgt.active = true "constant";
}

group Name(source src : HumanName, target tgt : HumanName) {
  src.family as family -> tgt.family = family "family";
}
`

function conceptMap(name: string, groups: readonly object[]): string {
  const url = `${canonical}/ConceptMap/${name}`
  return JSON.stringify({ resourceType: 'ConceptMap', url, version: '2.0.0', name, status: 'active', group: groups })
}

function group(source: string, target: string, rows: Readonly<Record<string, readonly (readonly [string, string])[]>>) {
  const element = Object.entries(rows).map(([code, targets]) => ({
    code,
    target: targets.map(([to, equivalence]) => (to === '' ? { equivalence } : { code: to, equivalence }))
  }))
  return { source, target, element }
}

/** Canonicals of the maps below. */
export const named = {
  map: `${canonical}/StructureMap/own-to-canonical`,
  inward: `${canonical}/ConceptMap/inward`,
  several: `${canonical}/ConceptMap/several`
} as const

/** Rules with a dialect `own` whose maps are those of this file, so that no change of a shipped map moves a test. */
export function ownRules(t: Test): MapRules {
  const dialect = {
    name: 'own',
    version: '1.0.0',
    title: { en: 'own', nl: 'eigen' },
    source: 'test',
    toCanonical: named.map,
    fromCanonical: `${canonical}/StructureMap/own-from-canonical`
  }
  const system = 'urn:ietf:bcp:47'
  const folder = t.testdir({
    own: {
      'dialect.json': JSON.stringify(dialect),
      'to-canonical.map': map('own-to-canonical', 'inward'),
      'from-canonical.map': map('own-from-canonical', 'outward'),
      'inward.json': conceptMap('inward', [
        group(system, system, { dut: [['nl', 'equivalent']], eng: [['en', 'wider']] })
      ]),
      'outward.json': conceptMap('outward', [group(system, system, { nl: [['dut', 'equivalent']] })]),
      'several.json': conceptMap('several', [
        group('urn:a', 'urn:t', { one: [['T1', 'equivalent']], two: [['T1', 'narrower']], none: [['', 'unmatched']] }),
        group('urn:b', 'urn:t', { one: [['T2', 'equal']], not: [['T3', 'disjoint']] })
      ])
    }
  })
  const { dialects, catalogue } = loadMappings([folder], base)
  return { dialects, maps: catalogue, validator: f.rules.validator, base: f.rules.base }
}
