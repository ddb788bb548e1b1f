import { create } from './create.ts'
import type { Interaction } from './interaction.ts'
import { read, vread } from './read.ts'
import { searchByPost, searchType } from './search-type.ts'
import { transaction } from './transaction.ts'
import { update } from './update.ts'

/** Every FHIR interaction that this gateway offers; a new one is a file and a line here. */
export const interactions: readonly Interaction[] = [transaction, create, update, read, vread, searchType, searchByPost]
