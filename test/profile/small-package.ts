import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'

/** Where the profiles of the small package have their canonicals. */
export const SMALL = 'https://small.example/StructureDefinition/'

const root = { id: 'Patient', path: 'Patient', min: 0, max: '*', base: { path: 'Patient', min: 0, max: '*' } }
const names = { id: 'Patient.name', path: 'Patient.name', min: 0, max: '*', type: [{ code: 'HumanName' }] }
const family = { id: 'Patient.name.family', path: 'Patient.name.family', min: 1, max: '1', type: [{ code: 'string' }] }

function profile(id: string, elements: readonly object[] | undefined, more: object = {}): object {
  return {
    ...{ resourceType: 'StructureDefinition', id, url: SMALL + id, version: '1.0.0', name: id, status: 'active' },
    ...{ kind: 'resource', abstract: false, type: 'Patient', derivation: 'constraint' },
    ...(elements === undefined ? { differential: { element: [root] } } : { snapshot: { element: elements } }),
    ...more
  }
}

const slicing = { discriminator: [{ type: 'value', path: "family.where($this = 'x')" }], rules: 'open' }

/** A package with a profile that is checked whole, and one for each way in which one is not. */
export const smallPackage: Readonly<Record<string, object>> = {
  'package.json': { name: 'small.package', version: '1.2.3', fhirVersions: ['4.0.1'] },
  'StructureDefinition-named.json': profile('named', [root, { ...names, min: 1 }, family]),
  'StructureDefinition-sliced.json': profile('sliced', [
    root,
    { ...names, slicing },
    { ...names, id: 'Patient.name:x', sliceName: 'x' }
  ]),
  'StructureDefinition-ruled.json': profile('ruled', [
    { ...root, constraint: [{ key: 'own-1', severity: 'error', human: 'x', expression: 'name.(' }] }
  ]),
  'StructureDefinition-bare.json': profile('bare', undefined),
  'StructureDefinition-elsewhere.json': profile('elsewhere', [{ ...root, id: 'Appointment', path: 'Appointment' }], {
    type: 'Appointment'
  })
}

/** The small package as files of an unpacked folder. */
export function unpackedPackage(files: Readonly<Record<string, object>> = smallPackage): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [name, JSON.stringify(content)]))
}

/** Writes the small package as a .tgz into a folder. */
export async function writeArchive(
  folder: string,
  files: Readonly<Record<string, object>> = smallPackage
): Promise<void> {
  const archive = pack()
  for (const [name, content] of Object.entries(unpackedPackage(files)))
    archive.entry({ name: `package/${name}` }, content)
  archive.finalize()
  await writeFile(join(folder, 'small.tgz'), gzipSync(await buffer(archive)))
}
