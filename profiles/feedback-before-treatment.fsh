// Feedback from the registration to the offer of care.

Profile: FeedbackRegistrationConfirmation
Parent: Feedback
Id: feedback-registration-confirmation
Title: "Feedback: registration confirmation"
Description: "What makes a confirmation of registration complete; its event date is the day of registration, to which the referral must be valid. No national rule on its content was found."
* insert nl-title([["Terugkoppeling: aanmeldbevestiging"]])
* insert of-kind(registration-confirmation)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys registration-confirmation-start-or-wait
* obeys registration-confirmation-contact

Invariant: registration-confirmation-start-or-wait
Description: "the expected wait until intake"
* insert letter-holds-or(start-or-wait, [[de verwachte wachttijd tot de intake]], [[extension.where(url = 'https://ggz-gateway.example/fhir/StructureDefinition/expected-date').first().value.where($this is date or $this is dateTime).where(toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}')).exists()]])
* requirements = "Proposal of this gateway, no rule asks it; the need is in the Trimbos survey of POH-GGZ, which asks for the waiting time"

Invariant: registration-confirmation-contact
Description: "whom to ask meanwhile, and how"
* insert letter-holds(contact, [[wie intussen bereikbaar is voor vragen, en hoe]])
* insert from-survey

Profile: FeedbackStatusNotice
Parent: Feedback
Id: feedback-status-notice
Title: "Feedback: status notice"
Description: "What makes a notice of how things stand complete; its event date is the day of the notice. No national rule on its content was found."
* insert nl-title([["Terugkoppeling: wachtbericht"]])
* insert of-kind(status-notice)
* obeys feedback-referral and feedback-event-date
* obeys status-notice-care-status
* obeys status-notice-start-or-wait
* obeys status-notice-responsible
* obeys status-notice-bridging-care

Invariant: status-notice-care-status
Description: "how things stand: waiting, planned or started"
* insert letter-holds(care-status, [[hoe het ervoor staat: wachtend, gepland of gestart]])
* requirements = "Proposal of this gateway, no rule asks it; the need is in the Trimbos survey of POH-GGZ: whether treatment has started"

Invariant: status-notice-start-or-wait
Description: "the expected date, or that nobody knows it yet"
* insert letter-holds-or(start-or-wait, [[de verwachte datum, of dat die nog niet bekend is]], [[extension.where(url = 'https://ggz-gateway.example/fhir/StructureDefinition/expected-date').first().value.where($this is date or $this is dateTime).where(toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}')).exists()]])
* requirements = "Proposal of this gateway, no rule asks it; the need is in the Visie on GP care for mental health problems (waiting times)"

Invariant: status-notice-responsible
Description: "who is responsible meanwhile"
* insert letter-holds(responsible, [[wie intussen verantwoordelijk is]])
* requirements = "A point that the NHG summary of the LGA leaves to regional agreement; the coded section is a product choice of this gateway"

Invariant: status-notice-bridging-care
Description: "the care that bridges the wait, or that there is none"
* insert letter-holds(bridging-care, [[de overbruggingszorg, of dat die er niet is]])
* requirements = "Proposal of this gateway, no rule asks it; the need is in the Visie on GP care for mental health problems"

Profile: FeedbackAppointmentNotice
Parent: Feedback
Id: feedback-appointment-notice
Title: "Feedback: appointment notice"
Description: "What makes the notice of an appointment complete: its day, which may stand as the expected date or as the event date."
* insert nl-title([["Terugkoppeling: kennisgeving afspraak"]])
* insert of-kind(appointment-notice)
* obeys feedback-referral
* obeys appointment-notice-event-date
* obeys appointment-notice-appointment

Invariant: appointment-notice-event-date
Description: "the day of the appointment"
Severity: #warning
Expression: "extension.where(url = 'https://ggz-gateway.example/fhir/StructureDefinition/expected-date').first().value.where($this is date or $this is dateTime).where(toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}')).exists() or extension.where(url = 'https://ggz-gateway.example/fhir/StructureDefinition/event-date').first().value.where($this is date or $this is dateTime).where(toString().matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}')).exists()"
* insert at(extension, [[de dag van de afspraak]])
* requirements = "Core content as gathered for this product from the NHG guideline on information exchange between GP and GGZ; that terms count from it is a product choice"

Invariant: appointment-notice-appointment
Description: "where the appointment is or with whom"
* insert letter-holds(appointment, [[waar de afspraak is of bij wie]])
* insert from-guideline

Profile: FeedbackAppearanceConfirmation
Parent: Feedback
Id: feedback-appearance-confirmation
Title: "Feedback: appearance confirmation"
Description: "What makes the notice that the patient has appeared complete: the day is all there is to say."
* insert nl-title([["Terugkoppeling: patiënt verschenen"]])
* insert of-kind(appearance-confirmation)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event

Profile: FeedbackNoShow
Parent: Feedback
Id: feedback-no-show
Title: "Feedback: no show"
Description: "What makes the notice that the patient did not appear complete; its event date is the day of the missed appointment."
* insert nl-title([["Terugkoppeling: patiënt niet verschenen"]])
* insert of-kind(no-show)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys no-show-next-step
* obeys no-show-who-acts

Invariant: no-show-next-step
Description: "what was tried, or the next step"
* insert letter-holds(next-step, [[wat er is geprobeerd, of de volgende stap]])
* insert left-to-region

Invariant: no-show-who-acts
Description: "who acts now"
* insert letter-holds(who-acts, [[wie nu in actie komt]])
* insert left-to-region

Profile: FeedbackIntakeConfirmation
Parent: Feedback
Id: feedback-intake-confirmation
Title: "Feedback: intake confirmation"
Description: "What makes a report after intake complete. Nothing here refuses: an incomplete report is delivered and what is missing stays owed. The sections are asked only of a sender that sends a Composition; of text or PDF no rule can say what it holds."
* insert nl-title([["Terugkoppeling: bericht na intake"]])
* insert of-kind(intake-confirmation)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys intake-confirmation-answer
* obeys intake-confirmation-diagnosis
* obeys intake-confirmation-plan
* obeys intake-confirmation-regiebehandelaar
* obeys intake-confirmation-medication
* obeys intake-confirmation-start

Invariant: intake-confirmation-answer
Description: "the answer to the GP's question"
* insert letter-holds(answer, [[het antwoord op de vraag van de huisarts]])
* insert from-lga-on-intake

Invariant: intake-confirmation-diagnosis
Description: "the diagnosis"
* insert letter-holds(diagnosis, [[de diagnose]])
* insert from-lga-on-intake

Invariant: intake-confirmation-plan
Description: "the treatment plan"
* insert letter-holds-or-loinc(treatment-plan, 18776-5, [[het behandelplan]])
* insert from-lga-on-intake

Invariant: intake-confirmation-regiebehandelaar
Description: "the regiebehandelaar"
* insert letter-holds(regiebehandelaar, [[de regiebehandelaar]])
* insert from-lga-on-intake

Invariant: intake-confirmation-medication
Description: "the medication, or that there is none"
* insert letter-holds-or-loinc(medication, 10160-0, [[de medicatie, of dat die er niet is]])
* insert from-lga-on-intake

Invariant: intake-confirmation-start
Description: "when treatment starts, or how long the wait is"
* insert letter-holds(start-or-wait, [[wanneer de behandeling start, of hoe lang de wachttijd is]])
* insert from-lga-on-intake

Profile: FeedbackCareOffer
Parent: Feedback
Id: feedback-care-offer
Title: "Feedback: care offer"
Description: "What makes an offer of care complete."
* insert nl-title([["Terugkoppeling: zorgaanbod"]])
* insert of-kind(care-offer)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys care-offer-offer
* obeys care-offer-regiebehandelaar
* obeys care-offer-responsible

Invariant: care-offer-offer
Description: "the chosen offer, or the alternative"
* insert letter-holds-either(offer, alternative, [[het gekozen aanbod, of het alternatief]])
* insert from-visie-on-offer

Invariant: care-offer-regiebehandelaar
Description: "the regiebehandelaar"
* insert letter-holds(regiebehandelaar, [[de regiebehandelaar]])
* insert from-visie-on-offer

Invariant: care-offer-responsible
Description: "who is responsible, and since when"
* insert letter-holds(responsible, [[wie verantwoordelijk is, en sinds wanneer]])
* insert from-visie-on-offer

Profile: FeedbackRejection
Parent: Feedback
Id: feedback-rejection
Title: "Feedback: rejection"
Description: "What makes a rejection complete. No rule text on its content was found."
* insert nl-title([["Terugkoppeling: afwijzing"]])
* insert of-kind(rejection)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys rejection-reason
* obeys rejection-alternative
* obeys rejection-patient-informed

Invariant: rejection-reason
Description: "the reason of the rejection"
* insert letter-holds(reason, [[de reden van de afwijzing]])
* insert from-survey-and-poll

Invariant: rejection-alternative
Description: "where the patient can go instead, or that nobody is known"
* insert letter-holds(alternative, [[waar de patiënt wel terecht kan, of dat dat niet bekend is]])
* insert from-survey-and-poll

Invariant: rejection-patient-informed
Description: "whether the patient has been told"
* insert letter-holds(patient-informed, [[of de patiënt het weet]])
* insert from-survey-and-poll

Profile: FeedbackUnreferredCare
Parent: Feedback
Id: feedback-unreferred-care
Title: "Feedback: unreferred care"
Description: "What makes a letter on care without referral complete; its event date is the day on which care started. It asks for no referral, because there need not be one."
* insert nl-title([["Terugkoppeling: brief zonder verwijzing"]])
* insert of-kind(unreferred-care)
* obeys feedback-event-date and feedback-sent-before-event
* obeys unreferred-care-reason
* obeys unreferred-care-treatment-plan

Invariant: unreferred-care-reason
Description: "why care started without a referral"
* insert letter-holds(reason, [[waarom zorg begon zonder verwijzing]])
* insert from-verwijsafspraken

Invariant: unreferred-care-treatment-plan
Description: "the plan"
* insert letter-holds-or-loinc(treatment-plan, 18776-5, [[het plan]])
* insert from-verwijsafspraken
