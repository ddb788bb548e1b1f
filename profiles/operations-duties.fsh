// The operations on duties of this gateway as src/operations states them; a test keeps the two equal.

Instance: Task-explain
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/Task-explain"
* version = "1.0.0"
* name = "explain"
* insert operation-title("Why a duty stands as it does", "Waarom een plicht staat zoals zij staat")
* status = #active
* kind = #operation
* description = "Says of the Task of feedback that is owed why it has its due day and its state: every step that led there, in Dutch and English. The term is the agreement’s and no law, and says so."
* affectsState = false
* code = #explain
* resource[+] = #Task
* system = false
* type = false
* instance = true
* insert in(asOf, 0, "1", [["A day, `YYYY-MM-DD`, past or to come, from what is known now; else today."]])
* parameter[=].type = #string
* insert out(text, 1, "1", [["All steps as a list, in the reader’s language."]])
* parameter[=].type = #markdown
* insert out(asOf, 1, "1", "The day whose end it is about.")
* parameter[=].type = #date
* insert out(state, 1, "1", [["The state on that day, of the CodeSystem obligation-state."]])
* parameter[=].type = #code
* insert out(dueOn, 1, "1", [["The due day; once met, the one against which it was judged."]])
* parameter[=].type = #date
* insert out(openedOn, 1, "1", "The day on which the duty opened.")
* parameter[=].type = #date
* insert out(daysOverdue, 1, "1", "0 where it is not overdue.")
* parameter[=].type = #integer
* insert out(metOn, 0, "1", "The day on which what met it came in.")
* parameter[=].type = #date
* insert out(heard, 1, "1", [["`heard` where all that met it reached the receiver, else `not-heard`."]])
* parameter[=].type = #code
* insert out(heardOn, 0, "1", "The day on which it had.")
* parameter[=].type = #date
* insert out(agreement, 1, "1", [["The agreement and its version, `lga|2.0.0`."]])
* parameter[=].type = #string
* insert out(rule, 1, "1", "The rule of the agreement.")
* parameter[=].type = #code
* insert out(opensOn, 1, "1", "The event that opens it: a code may stand in several rules.")
* parameter[=].type = #code
* insert out(strength, 1, "1", [["must, should or monitor: the word of the source, and never a law’s."]])
* parameter[=].type = #code
* insert out(source, 1, "1", [["What the rule rests on, in the agreement’s words."]])
* parameter[=].type = #string
* insert out(step, 1, "*", [["A step, in order."]])
* insert out-part(code, 1, "1", "What kind of step.")
* parameter[=].part[=].type = #code
* insert out-part(day, 0, "1", [["What it is about: the day of an event, or the due day that a term gives."]])
* parameter[=].part[=].type = #date
* insert out-part(heardOn, 0, "1", "The day on which it was heard.")
* parameter[=].part[=].type = #date
* insert out-part(event, 0, "1", "The event of the agreement.")
* parameter[=].part[=].type = #code
* insert out-part(term, 0, "1", "An ISO 8601 duration of the rule.")
* parameter[=].part[=].type = #string
* insert out-part(calendar, 0, "1", "The calendar that counts it.")
* parameter[=].part[=].type = #code
* insert out-part(start, 0, "1", [["The day from which it is counted, itself not counted."]])
* parameter[=].part[=].type = #date
* insert out-part(weekendDays, 0, "1", "Days of weekends that it does not count.")
* parameter[=].part[=].type = #integer
* insert out-part(holiday, 0, "*", "A holiday that it does not count.")
* insert out-subpart(day, 1, "1", "The day.")
* parameter[=].part[=].part[=].type = #date
* insert out-subpart(nameNl, 1, "1", "Its name in Dutch.")
* parameter[=].part[=].part[=].type = #string
* insert out-subpart(nameEn, 1, "1", "Its name in English.")
* parameter[=].part[=].part[=].type = #string
* insert out-part(communication, 0, "*", "Feedback that the step is about.")
* parameter[=].part[=].type = #Reference
* insert out-part(missing, 0, "*", "What that feedback lacks.")
* parameter[=].part[=].type = #code
* insert out-part(textNl, 1, "1", "The step in Dutch.")
* parameter[=].part[=].type = #string
* insert out-part(textEn, 1, "1", "The step in English.")
* parameter[=].part[=].type = #string

Instance: Task-actions
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/Task-actions"
* version = "1.0.0"
* name = "actions"
* insert operation-title("What may be done now", "Wat er nu gedaan mag worden")
* status = #active
* kind = #operation
* description = "Says what the caller may do now with a Task: steps of the coordination Task and what each must bring, what can be asked of the other party, the answer to what was asked, or the feedback that a duty waits for. It decides nothing: a step is judged when it comes."
* affectsState = false
* code = #actions
* resource[+] = #Task
* system = false
* type = false
* instance = true
* insert out(text, 1, "1", [["All of it as a list, in the reader’s language."]])
* parameter[=].type = #markdown
* insert out(status, 1, "1", "The status of the Task.")
* parameter[=].type = #code
* insert out(version, 1, "1", "The version for `If-Match`.")
* parameter[=].type = #string
* insert out(action, 0, "*", "Something that may be done; none where nothing is left to do for this caller.")
* insert out-part(code, 1, "1", [["`step`, `ask`, `answer`, `feedback`, `waive`, `end-waiver` or `dispute`."]])
* parameter[=].part[=].type = #code
* insert out-part(request, 1, "1", "The method and the address.")
* parameter[=].part[=].type = #string
* insert out-part(status, 0, "1", "Of a step or an answer: the status to put.")
* parameter[=].part[=].type = #code
* insert out-part(kind, 0, "1", [["Of feedback its kind, of a request the code of task-kind."]])
* parameter[=].part[=].type = #code
* insert out-part(about, 0, "1", [["Of a dispute: the id of the Communication, or of the record that stopped the clock."]])
* parameter[=].part[=].type = #string
* insert out-part(requires, 0, "*", [["What it must bring: `reason`, `alternative`, `suspension-reason`."]])
* parameter[=].part[=].type = #code
* insert out-part(textNl, 1, "1", "In Dutch.")
* parameter[=].part[=].type = #string
* insert out-part(textEn, 1, "1", "In English.")
* parameter[=].part[=].type = #string

Instance: PlanDefinition-what-if
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/PlanDefinition-what-if"
* version = "1.0.0"
* name = "what-if"
* insert operation-title("What a version of an agreement would change", "Wat een versie van een afspraak zou veranderen")
* status = #active
* kind = #operation
* description = "Says what putting a version of an agreement in force would do to the duties that are open today: which would move, become overdue, disappear. Nothing is written. Ids and codes only."
* affectsState = false
* code = #what-if
* resource[+] = #PlanDefinition
* system = false
* type = true
* instance = false
* insert in(agreement, 1, "1", [["The file of the version, as JSON in base64 (`data`); a refinement is taken too."]])
* parameter[=].type = #Attachment
* insert out(version, 1, "1", [["The version, `lga|3.1.0`."]])
* parameter[=].type = #string
* insert out(open, 1, "1", "Open duties of that agreement.")
* parameter[=].type = #integer
* insert out(changed, 1, "1", "How many of them would change.")
* parameter[=].type = #integer
* insert out(effect, 1, "*", "An effect; a duty may have several.")
* insert out-part(code, 1, "1", [["One of disappears, becomes-met, becomes-overdue, no-longer-overdue, moves-earlier, moves-later, newly-enforced, newly-watched, strength-changes."]])
* parameter[=].part[=].type = #code
* insert out-part(count, 1, "1", "Duties that have it.")
* parameter[=].part[=].type = #integer
* insert out(more, 1, "1", "Whether more would change than the 1000 that are told.")
* parameter[=].type = #boolean
* insert out(duty, 0, "*", [["A duty that would change, in the order in which they were opened."]])
* insert out-part(task, 1, "1", "The id of its Task.")
* parameter[=].part[=].type = #id
* insert out-part(referral, 1, "1", "The id of its ServiceRequest.")
* parameter[=].part[=].type = #id
* insert out-part(code, 1, "1", "The rule.")
* parameter[=].part[=].type = #code
* insert out-part(opensOn, 1, "1", "The event that opened it.")
* parameter[=].part[=].type = #code
* insert out-part(owner, 1, "1", "Who owes.")
* parameter[=].part[=].type = #id
* insert out-part(creditor, 0, "1", "To whom; absent where nobody knows.")
* parameter[=].part[=].type = #id
* insert out-part(effect, 1, "*", "What would become of it.")
* parameter[=].part[=].type = #code
* insert out-part(before, 1, "1", "As it stands.")
* insert out-subpart(state, 1, "1", [["The state, of the CodeSystem obligation-state."]])
* parameter[=].part[=].part[=].type = #code
* insert out-subpart(dueOn, 1, "1", "The due day.")
* parameter[=].part[=].part[=].type = #date
* insert out-subpart(strength, 1, "1", [["must, should or monitor."]])
* parameter[=].part[=].part[=].type = #code
* insert out-subpart(enforced, 1, "1", "False where it is only watched.")
* parameter[=].part[=].part[=].type = #boolean
* insert out-part(after, 0, "1", "As it would stand; absent where it would disappear.")
* insert out-subpart(state, 1, "1", [["The state, of the CodeSystem obligation-state."]])
* parameter[=].part[=].part[=].type = #code
* insert out-subpart(dueOn, 1, "1", "The due day.")
* parameter[=].part[=].part[=].type = #date
* insert out-subpart(strength, 1, "1", [["must, should or monitor."]])
* parameter[=].part[=].part[=].type = #code
* insert out-subpart(enforced, 1, "1", "False where it is only watched.")
* parameter[=].part[=].part[=].type = #boolean
