import type { StructureMapGroup, StructureMapGroupInput } from '@medplum/fhirtypes'
import { codeOf, inputModes } from './codes.ts'
import type { Cursor } from './cursor.ts'
import { readDocumentation } from './documentation.ts'
import { readDrops } from './drops.ts'
import { readGroupName, readType } from './names.ts'
import { readRules } from './rule.ts'

type TypeMode = StructureMapGroup['typeMode']

/**
 * Reads a group: `group Name(source a : A, target b : B) extends Other <<types>> { rules }`.
 *
 * The form of STU3, `group for types Name(...)`, is read too. Source: http://hl7.org/fhir/R4/mapping-language.html#7.8.0.6
 */
export function readGroup(cursor: Cursor): StructureMapGroup {
  const documentation = readDocumentation(cursor)
  const at = cursor.peek()
  if (!cursor.at('group')) return cursor.expected('"group" or the end of the text')
  cursor.take()
  const isOldForm = cursor.at('for') && cursor.peek(1).text !== '('
  const oldMode = isOldForm ? readOldTypeMode(cursor) : undefined
  const name = readGroupName(cursor)
  const input = readInputs(cursor)
  const extended = cursor.skip('extends') ? readGroupName(cursor) : undefined
  const typeMode = oldMode ?? readTypeMode(cursor)
  if (!cursor.at('{')) return cursor.expected(extended === undefined ? '"extends", "<<" or "{"' : '"<<" or "{"')
  cursor.take()
  const from = cursor.index
  const rule = readRules(cursor, 0)
  const drops = readDrops(cursor, from, cursor.index)
  cursor.expect('}')
  cursor.skip(';')
  return cursor.note(
    {
      ...(drops.length === 0 ? {} : { extension: drops }),
      name,
      ...(extended === undefined ? {} : { extends: extended }),
      typeMode,
      ...(documentation === undefined ? {} : { documentation }),
      input,
      rule
    },
    at
  )
}

function readInputs(cursor: Cursor): StructureMapGroupInput[] {
  cursor.expect('(')
  const inputs: StructureMapGroupInput[] = []
  do inputs.push(readInput(cursor))
  while (cursor.skip(','))
  if (!cursor.at(')')) return cursor.expected('"," or ")"')
  cursor.take()
  return inputs
}

function readInput(cursor: Cursor): StructureMapGroupInput {
  const at = cursor.peek()
  const mode = at.kind === 'name' ? codeOf(inputModes, at.text) : undefined
  if (mode === undefined) return cursor.expected('"source" or "target"')
  cursor.take()
  const name = cursor.name('the name of an input')
  const type = cursor.skip(':') ? readType(cursor) : undefined
  return cursor.note({ name, ...(type === undefined ? {} : { type }), mode }, at)
}

function readTypeMode(cursor: Cursor): TypeMode {
  if (!cursor.skip('<<')) return 'none'
  const mode = cursor.at('type') ? readTypeAndTypes(cursor) : 'types'
  if (mode === 'types' && !cursor.skip('types')) return cursor.expected('"types" or "type+"')
  cursor.expect('>>')
  return mode
}

/** `type+`, or `type-and-types` as the code is called. */
function readTypeAndTypes(cursor: Cursor): TypeMode {
  cursor.expect('type')
  if (cursor.skip('+')) return 'type-and-types'
  for (const part of ['-', 'and', '-', 'types']) cursor.expect(part)
  return 'type-and-types'
}

function readOldTypeMode(cursor: Cursor): TypeMode {
  cursor.expect('for')
  if (cursor.skip('types')) return 'types'
  if (!cursor.skip('type')) return cursor.expected('"types" or "type+types"')
  cursor.expect('+')
  cursor.expect('types')
  return 'type-and-types'
}
