/** What becomes of an element at a reader. */
export type Fate =
  /** Every value of the sender stands there; translations may stand beside. */
  | 'equal'
  /** It stands there in the words of the letter. */
  | 'in text'
  /** It does not go there, and why. */
  | { readonly not: string }

/** Where an element stands at one place: FHIRPath into the message, from a resource on. */
export interface Place {
  readonly at: string
  readonly fate: Fate
}

/** One element of a referral, at its writer and at the readers down the chain. */
export interface ChainRow {
  readonly element: string
  readonly sent: string
  readonly readers: readonly Place[]
}

/** The same place at every reader. */
function everywhere(element: string, at: string): ChainRow {
  return { element, sent: at, readers: [place(at), place(at)] }
}

function place(at: string, fate: Fate = 'equal'): Place {
  return { at, fate }
}

const letter = "Composition.where(title = 'Verwijsbrief gespecialiseerde ggz')"

/** A rubric of the letter, which a small practice and an institution read as sections, and in words besides. */
function rubric(element: string, title: string): ChainRow {
  return everywhere(element, `${letter}.section.section.where(title = '${title}').text`)
}

const OWN = 'https://ggz-gateway.example/fhir'
const triage = `ServiceRequest.priority.extension.where(url = '${OWN}/StructureDefinition/ggz-triage-level').valueCoding.code`
const nts = `ServiceRequest.priority.extension.where(url = '${OWN}/StructureDefinition/nts-urgency').valueCoding.code`
const ofFirstTask = { not: 'said in the Task of the first referral; the forward referral has a Task of its own' }
const ofFirstRequest = 'De Brug writes a request of its own, and names the first one in `basedOn`'

/** What the GP says, at De Brug and, after De Brug passed it on, at Parkzicht. Design section 6, "Referral content". */
export const ofPractice: readonly ChainRow[] = [
  everywhere(
    'Suspected disorder: codes',
    "Condition.where(verificationStatus.coding.code = 'provisional').code.coding.code"
  ),
  everywhere('Suspected disorder: words', "Condition.where(verificationStatus.coding.code = 'provisional').code.text"),
  everywhere('Reason of referral: words', 'ServiceRequest.reasonCode.text'),
  everywhere(
    "Sender's own coding",
    "Condition.code.coding.where(system = 'https://praktijk-de-linde.example/eigen-codes').code"
  ),
  everywhere('ICPC code', "ServiceRequest.reasonCode.coding.where(system = 'http://hl7.org/fhir/sid/icpc-1-nl').code"),
  everywhere('Severity: code', 'Condition.severity.coding.code'),
  everywhere('Severity: words', 'Condition.severity.text'),
  rubric('Severity, dysfunction, risk, complexity, course', 'Ernst, risico, complexiteit en beloop'),
  everywhere('Course of the disorder', 'Condition.note.text'),
  everywhere('Risk: flag', 'Flag.code.coding.code'),
  everywhere('Risk: words', 'Flag.code.text'),
  everywhere('Risk: since when', 'Flag.period.start'),
  rubric('Protective factors, daily structure', 'Beschermende factoren en dagstructuur'),
  rubric('Comorbidity: words', 'Comorbiditeit'),
  everywhere('Comorbidity: code', "Condition.where(abatement = 'goed ingesteld').code.coding.code"),
  everywhere('Legal status', "Condition.where(category.text = 'Juridische status').code.coding.code"),
  rubric('Wishes, motivation, context', 'Wensen, motivatie en context'),
  rubric('Treatment so far', 'Behandeling tot nu toe'),
  everywhere('Medication: code', 'MedicationStatement.medication.coding.code'),
  everywhere('Medication: use', 'MedicationStatement.dosage.text'),
  everywhere('Medication: remark', 'MedicationStatement.note.text'),
  everywhere('Score of a questionnaire', 'Observation.value'),
  rubric('Question, with the suggestion as a suggestion', 'Vraag aan de ggz'),
  rubric('Who is responsible while waiting', 'Verantwoordelijkheid tijdens het wachten'),
  everywhere('Urgency', 'ServiceRequest.priority'),
  everywhere('GGz triage level', triage),
  everywhere('NTS urgency', nts),
  everywhere('To be seen before', 'ServiceRequest.occurrence.end'),
  {
    element: 'GB or S, as the GP asks',
    sent: 'ServiceRequest.performerType.coding.code',
    readers: [
      place('ServiceRequest.performerType.coding.code'),
      place('ServiceRequest.orderDetail.coding.code', { not: `${ofFirstRequest}: it asks for S` })
    ]
  },
  {
    element: 'Interpreter, facilities',
    sent: `${letter}.section.section.extension.value`,
    readers: [place(`${letter}.section.section.extension.value`), place(`${letter}.section.section.extension.value`)]
  },
  {
    element: 'Date of issue of the GP’s referral',
    sent: 'ServiceRequest.authoredOn',
    readers: [
      place('ServiceRequest.authoredOn'),
      place('ServiceRequest.authoredOn', { not: `${ofFirstRequest}; the GP’s date stands in the letter` })
    ]
  },
  everywhere('Date of the GP’s letter', `${letter}.date`),
  rubric('Date of issue: words', 'Datum en afzender'),
  {
    element: 'Number of the GP’s referral',
    sent: 'ServiceRequest.identifier.value',
    readers: [
      place('ServiceRequest.identifier.value'),
      place('ServiceRequest.identifier.value', { not: ofFirstRequest })
    ]
  },
  everywhere('Patient: BSN', "Patient.identifier.where(system = 'http://fhir.nl/fhir/NamingSystem/bsn').value"),
  {
    element: 'BSN beside the Task',
    sent: 'Task.for.identifier.value',
    readers: [
      place('Task.for.identifier.value'),
      place('Task.for.identifier.value', {
        not: 'the dialect `s-ggz` has no BSN in `Task.for`; it stands in the Patient'
      })
    ]
  },
  everywhere('Patient: name', 'Patient.name.family'),
  everywhere('Patient: date of birth', 'Patient.birthDate'),
  everywhere('Patient: phone and mail', 'Patient.telecom.value'),
  everywhere('Patient: address', 'Patient.address.line'),
  everywhere('Patient: language', 'Patient.communication.language.text'),
  everywhere('Relative', 'RelatedPerson.name.family'),
  everywhere('Practitioner numbers of the GP', "Practitioner.where(name.prefix = 'drs.').identifier.value"),
  everywhere('POH-GGZ as author', "Practitioner.where(name.family = 'Özdemir').name.text"),
  everywhere('Numbers of the practice', "Organization.where(name = 'Huisartsenpraktijk De Linde').identifier.value"),
  {
    element: 'Team that the GP asks for',
    sent: 'HealthcareService.name',
    readers: [
      place('HealthcareService.name'),
      place('HealthcareService.name', { not: 'a team of De Brug, which does not name it to Parkzicht' })
    ]
  },
  everywhere('Attachment: bytes', "DocumentReference.where(type.text = 'Laboratoriumuitslag').content.attachment.data"),
  everywhere('Attachment: hash', "DocumentReference.where(type.text = 'Laboratoriumuitslag').content.attachment.hash"),
  everywhere(
    'Attachment: address',
    "DocumentReference.where(type.text = 'Laboratoriumuitslag').content.attachment.url"
  ),
  everywhere('Consent to share', 'Consent.provision.provision.purpose.code'),
  everywhere('Remark on the referral', 'ServiceRequest.note.text'),
  everywhere('Instruction to the patient', 'ServiceRequest.patientInstruction'),
  everywhere(
    "Sender's own extension",
    "ServiceRequest.extension.where(url = 'https://praktijk-de-linde.example/zorgpad').value"
  ),
  {
    element: 'Remark on the Task',
    sent: 'Task.note.text',
    readers: [place('Task.note.text'), place('Task.note.text', ofFirstTask)]
  },
  {
    element: 'Words of the Task',
    sent: 'Task.description',
    readers: [place('Task.description'), place('Task.description', ofFirstTask)]
  },
  {
    element: 'Input of the Task',
    sent: 'Task.input.type.text',
    readers: [place('Task.input.type.text'), place('Task.input.type.text', ofFirstTask)]
  },
  {
    element: 'The whole letter',
    sent: `${letter}.section.section.text`,
    readers: [
      place("DocumentReference.where(type.coding.code = '57133-1').content.attachment.data", 'in text'),
      place(
        "DocumentReference.where(description = 'Verwijsbrief gespecialiseerde ggz').content.attachment.data",
        'in text'
      )
    ]
  }
]

/** What De Brug says itself when it passes the patient on. */
export const ofBrugItself: readonly ChainRow[] = [
  {
    element: 'Which referral it passes on',
    sent: 'ServiceRequest.basedOn.reference',
    readers: [place('ServiceRequest.basedOn.reference')]
  },
  {
    element: 'GB or S',
    sent: 'ServiceRequest.performerType.coding.code',
    readers: [place('ServiceRequest.orderDetail.coding.code')]
  },
  {
    element: 'Words about the echelon',
    sent: 'ServiceRequest.performerType.text',
    readers: [place('ServiceRequest.orderDetail.text')]
  },
  {
    element: 'Its own number',
    sent: 'ServiceRequest.identifier.value',
    readers: [place('ServiceRequest.identifier.value')]
  },
  { element: 'Date of issue', sent: 'ServiceRequest.authoredOn', readers: [place('ServiceRequest.authoredOn')] },
  {
    element: 'Who passes it on',
    sent: 'ServiceRequest.requester.identifier.value',
    readers: [place('ServiceRequest.requester.identifier.value')]
  },
  {
    element: 'To whom',
    sent: 'ServiceRequest.performer.identifier.value',
    readers: [place('ServiceRequest.performer.identifier.value')]
  },
  {
    element: 'Its own letter',
    sent: "DocumentReference.where(type.text = 'Verwijsbrief').content.attachment.data",
    readers: [place("DocumentReference.where(type.text = 'Verwijsbrief').content.attachment.data")]
  }
]

/** What Parkzicht reports after the intake, at De Linde and at De Brug. */
export const ofParkzicht: readonly ChainRow[] = [
  {
    element: 'Kind of feedback',
    sent: 'Communication.category.coding.code',
    readers: [place('Communication.category.coding.code'), place('Communication.category.coding.code')]
  },
  everywhere('Day of the intake', `Communication.extension.where(url = '${OWN}/StructureDefinition/event-date').value`),
  everywhere('Which referral it answers', 'Communication.basedOn.reference'),
  everywhere('Which Task it is about', 'Communication.about.reference'),
  everywhere('Which patient', 'Communication.subject.reference'),
  everywhere('When it was sent', 'Communication.sent'),
  everywhere('Who sends it', 'Communication.sender.identifier.value'),
  everywhere('Author of the letter', 'Composition.author.identifier.value'),
  everywhere('Date of the letter', 'Composition.date'),
  ...['answer', 'diagnosis', 'treatment-plan', 'regiebehandelaar', 'medication', 'start-or-wait'].map((code) =>
    everywhere(`Rubric: ${code}`, `Composition.section.where(code.coding.code = '${code}').text`)
  ),
  {
    element: 'The whole letter',
    sent: 'Composition.section.text',
    readers: [
      place('DocumentReference.content.attachment.data', 'in text'),
      place('Communication.payload.content', 'in text')
    ]
  }
]
