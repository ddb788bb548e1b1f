import { outcomesOfContent } from './outcomes-of-content.ts'
import { outcomesOfDuties } from './outcomes-of-duties.ts'
import { outcomesOfExchange } from './outcomes-of-exchange.ts'
import { outcomesOfForms } from './outcomes-of-forms.ts'
import { outcomesOfObligations } from './outcomes-of-obligations.ts'
import { outcomesOfOperations } from './outcomes-of-operations.ts'
import { outcomesOfService } from './outcomes-of-service.ts'
import { outcomesOfValidation } from './outcomes-of-validation.ts'

/** Every code that an answer of this gateway can carry; the codes are stable, the texts may be improved. */
export const catalogue = {
  ...outcomesOfContent,
  ...outcomesOfDuties,
  ...outcomesOfExchange,
  ...outcomesOfForms,
  ...outcomesOfObligations,
  ...outcomesOfOperations,
  ...outcomesOfService,
  ...outcomesOfValidation
}
