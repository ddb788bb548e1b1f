// What either side asks the other, and what it answers.

Profile: FeedbackInformationRequest
Parent: Feedback
Id: feedback-information-request
Title: "Feedback: information request"
Description: "What makes a request for information complete."
* insert nl-title([["Terugkoppeling: informatieverzoek"]])
* insert of-kind(information-request)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event
* obeys information-request-missing-items

Invariant: information-request-missing-items
Description: "what is missing"
* insert letter-holds(missing-items, [[wat er ontbreekt]])
* requirements = "The Verwijsafspraken ggz ask an effort to get what a referral lacks; the coded section is a product choice of this gateway"

Profile: FeedbackInformationAnswer
Parent: Feedback
Id: feedback-information-answer
Title: "Feedback: information answer"
Description: "What makes an answer to a request for information complete."
* insert nl-title([["Terugkoppeling: informatie op verzoek"]])
* insert of-kind(information-answer)
* obeys feedback-referral and feedback-event-date and feedback-sent-before-event

Profile: FeedbackConsultationQuestion
Parent: Feedback
Id: feedback-consultation-question
Title: "Feedback: consultation question"
Description: "What makes a question for consultation complete. It asks for no referral: a consultation needs none."
* insert nl-title([["Terugkoppeling: consultvraag"]])
* insert of-kind(consultation-question)
* obeys feedback-event-date and feedback-sent-before-event
* obeys consultation-question-question
* obeys consultation-question-consent

Invariant: consultation-question-question
Description: "the question"
* insert letter-holds(question, [[de vraag]])
* insert from-lga-on-consultation

Invariant: consultation-question-consent
Description: "the patient's consent, or that the question is anonymised"
* insert letter-holds(consent, [[de toestemming van de patiënt, of dat de vraag anoniem is]])
* insert from-lga-on-consultation

Profile: FeedbackConsultationAnswer
Parent: Feedback
Id: feedback-consultation-answer
Title: "Feedback: consultation answer"
Description: "What makes an answer to a consultation complete. It asks for no referral: a consultation needs none."
* insert nl-title([["Terugkoppeling: consultantwoord"]])
* insert of-kind(consultation-answer)
* obeys feedback-event-date and feedback-sent-before-event
* obeys consultation-answer-answer
* obeys consultation-answer-responsible

Invariant: consultation-answer-answer
Description: "the answer or advice"
* insert letter-holds(answer, [[het antwoord of advies]])
* insert from-survey

Invariant: consultation-answer-responsible
Description: "who keeps the responsibility"
* insert letter-holds(responsible, [[wie verantwoordelijk blijft]])
* insert from-survey

Profile: FeedbackExploratoryAdvice
Parent: Feedback
Id: feedback-exploratory-advice
Title: "Feedback: exploratory advice"
Description: "What makes advice after an exploratory talk complete. It asks for no referral: the GP decides on one afterwards."
* insert nl-title([["Terugkoppeling: advies verkennend gesprek"]])
* insert of-kind(exploratory-advice)
* obeys feedback-event-date and feedback-sent-before-event
