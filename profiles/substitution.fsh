// A request to the GP to take a stable chronic patient over. The competence and the explicit yes of the GP are the answer
// itself, and the GP may always refuse: what is missing is told and refuses nothing.

Profile: Substitution
Parent: NegotiationTask
Id: substitution
Title: "Request to take a stable chronic patient over"
Description: "What makes a request to the GP to take a stable chronic patient over complete: each condition is an input of its own."
* insert nl-title("Verzoek om een stabiele chronische patiënt over te nemen")
* code.coding[kind].code = #substitution
* input.type from SubstitutionPreconditions (preferred)
* obeys substitution-circumstances
* obeys substitution-stable
* obeys substitution-willing
* obeys substitution-consulted
* obeys substitution-on-call
* obeys substitution-course
* obeys substitution-medication
* obeys substitution-crisis-plan
* obeys substitution-re-entry
* obeys substitution-evaluation
* obeys substitution-funding

Invariant: substitution-circumstances
Description: "that the circumstances of the patient allow it: housing, support and daily life"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 'circumstances').exists()).exists()"
* insert substitution-told([["dat de omstandigheden van de patiënt het toelaten: wonen, steun en daginvulling"]])

Invariant: substitution-stable
Description: "since when the patient is stable, and that both sides judge it safe"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 'stable').exists()).exists()"
* insert substitution-told([["sinds wanneer de patiënt stabiel is, en dat beide kanten het veilig achten"]])

Invariant: substitution-willing
Description: "that the patient is open to it and keeps to what is agreed"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 'willing').exists()).exists()"
* insert substitution-told([["dat de patiënt ervoor openstaat en afspraken nakomt"]])

Invariant: substitution-consulted
Description: "when and with whom it was talked over beforehand"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 'consulted').exists()).exists()"
* insert substitution-told([["wanneer en met wie het vooraf is besproken"]])

Invariant: substitution-on-call
Description: "whom to call by day and out of hours, who also takes the care back if need be"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 'on-call').exists()).exists()"
* insert substitution-told([["wie overdag en in ANW-uren te bereiken is, en de zorg zo nodig terugneemt"]])

Invariant: substitution-course
Description: "the course that is to be expected"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 'course').exists()).exists()"
* insert substitution-told([["het te verwachten beloop"]])

Invariant: substitution-medication
Description: "the medication and how to deal with it"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 'medication').exists()).exists()"
* insert substitution-told([["de medicatie en hoe ermee om te gaan"]])

Invariant: substitution-crisis-plan
Description: "the signalling and crisis plan, with advice for when the patient is not stable"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 'crisis-plan').exists()).exists()"
* insert substitution-told([["het signalerings- en crisisplan, met advies voor als de patiënt niet stabiel is"]])

Invariant: substitution-re-entry
Description: "how the patient comes back without a waiting time"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 're-entry').exists()).exists()"
* insert substitution-told([["hoe de patiënt zonder wachttijd terug kan"]])

Invariant: substitution-evaluation
Description: "who evaluates the medication and how often, or that it is not needed"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 'evaluation').exists()).exists()"
* insert substitution-told([["wie de medicatie evalueert en hoe vaak, of dat het niet nodig is"]])

Invariant: substitution-funding
Description: "that it is agreed how the care is paid for"
Severity: #warning
Expression: "input.where(type.coding.where(system = 'https://ggz-gateway.example/fhir/CodeSystem/substitution-precondition' and code = 'funding').exists()).exists()"
* insert substitution-told([["dat is afgesproken hoe de zorg wordt betaald"]])

RuleSet: substitution-told(nl)
* insert told("input", [[{nl}]], [["Vision of general practice on care for psychological problems: criteria for taking over care, and those beside for chronic patients; that each is a typed input of the Task is a product choice of this gateway"]])
