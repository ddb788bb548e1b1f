// The operations that write of this gateway as src/operations states them; a test keeps the two equal.

Instance: PlanDefinition-enforce
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/PlanDefinition-enforce"
* version = "1.0.0"
* name = "enforce"
* insert operation-title("Put a version in force for open duties", "Laat een versie gelden voor open plichten")
* status = #active
* kind = #operation
* description = "Puts the version of an agreement that holds for new referrals in force for the open duties of all others, with the reason; what is met or ended keeps its version. Where `next` is answered there is more to do: ask again with it in `after`. It may be asked again at any moment, and does nothing twice. Ask `$what-if` first."
* affectsState = true
* code = #enforce
* resource[+] = #PlanDefinition
* system = false
* type = false
* instance = true
* insert in(reason, 1, "1", [["Why, in words that name no patient; kept with each referral."]])
* parameter[=].type = #string
* insert in(after, 0, "1", "What an earlier call answered as `next`.")
* parameter[=].type = #id
* insert out(version, 1, "1", [["The version, `lga|3.1.0`."]])
* parameter[=].type = #string
* insert out(changed, 1, "1", "Referrals whose open duties are judged by it from now on.")
* parameter[=].type = #integer
* insert out(left, 1, "1", "Referrals on which others wrote all the time: ask again.")
* parameter[=].type = #integer
* insert out(next, 0, "1", "Where to go on.")
* parameter[=].type = #id

Instance: Task-waive
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/Task-waive"
* version = "1.0.0"
* name = "waive"
* insert operation-title("Feedback need not be given", "Terugkoppeling hoeft niet")
* status = #active
* kind = #operation
* description = "Says of feedback that is owed that it need not be given: by the one to whom it is owed, or by an operator on somebody’s authority, and never by the one who owes it. It stays in every report, in a class of its own."
* affectsState = true
* code = #waive
* resource[+] = #Task
* system = false
* type = false
* instance = true
* insert in(reason, 0, "1", [["Why: patient-objection, deceased, moved, other-provider-reports, agreed-otherwise, error. Needed for a waiver."]])
* parameter[=].type = #code
* insert in(authority, 0, "1", [["Who decided, in words that name no patient. Needed from an operator and a region."]])
* parameter[=].type = #string
* insert in(evidence, 0, "1", [["What shows it, in words or as a reference. Needed for a waiver."]])
* parameter[=].type = #string
* insert in(until, 0, "1", "The last day on which it holds; from the next on the feedback is owed again.")
* parameter[=].type = #date
* insert in(end, 0, "1", "Takes back the waiver that stands; then nothing else is given.")
* parameter[=].type = #boolean
* insert out(state, 1, "1", [["The state from now on, of the CodeSystem obligation-state."]])
* parameter[=].type = #code
* insert out(dueOn, 1, "1", "The due day.")
* parameter[=].type = #date
* insert out(waiver, 1, "*", "What was recorded.")
* parameter[=].type = #id

Instance: Task-waive-many
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/Task-waive-many"
* version = "1.0.0"
* name = "waive"
* insert operation-title("Much feedback need not be given", "Veel terugkoppeling hoeft niet")
* status = #active
* kind = #operation
* description = "Says of much feedback at once that it need not be given, in two steps by two participants: an operator or a region proposes and is told how many duties are meant, and another one confirms within seven days. What opened since is not meant, and what was met since is left. A region means what is owed in it, and sees numbers only. At most 10,000 duties; where it breaks off it is confirmed again and goes on."
* affectsState = true
* code = #waive
* resource[+] = #Task
* system = false
* type = true
* instance = false
* insert in(owner, 0, "1", "Who owes it. At least one criterion is given: this or one of the next five.")
* parameter[=].type = #id
* insert in(region, 0, "1", [["The region in which it is owed, from an operator; then that region can confirm."]])
* parameter[=].type = #code
* insert in(creditor, 0, "1", "To whom it is owed.")
* parameter[=].type = #id
* insert in(code, 0, "1", "The rule.")
* parameter[=].type = #code
* insert in(agreement, 0, "1", [["The agreement, `lga`, or a version of it, `lga|3.0.0`."]])
* parameter[=].type = #string
* insert in(openedBefore, 0, "1", "It opened before this day.")
* parameter[=].type = #date
* insert in(reason, 0, "1", [["Why: patient-objection, deceased, moved, other-provider-reports, agreed-otherwise, error. Needed for a waiver."]])
* parameter[=].type = #code
* insert in(authority, 0, "1", [["Who decided, in words that name no patient. Needed from an operator and a region."]])
* parameter[=].type = #string
* insert in(evidence, 0, "1", [["What shows it, in words or as a reference. Needed for a waiver."]])
* parameter[=].type = #string
* insert in(proposal, 0, "1", "The proposal to look at or to confirm; beside it only `confirm` is given.")
* parameter[=].type = #id
* insert in(confirm, 0, "1", [["Confirms the proposal, by another participant than the one who made it."]])
* parameter[=].type = #boolean
* insert out(proposal, 1, "1", "The proposal.")
* parameter[=].type = #id
* insert out(count, 0, "1", "Duties that it means: open when it was made.")
* parameter[=].type = #integer
* insert out(confirmBy, 0, "1", "The last day on which it can be confirmed.")
* parameter[=].type = #date
* insert out(criterion, 0, "*", "A criterion that was given; who looks at a proposal is told.")
* insert out-part(name, 1, "1", "Which one.")
* parameter[=].part[=].type = #code
* insert out-part(value, 1, "1", "What was given.")
* parameter[=].part[=].type = #string
* insert out(reason, 0, "1", [["Why; who looks at a proposal is told, so too `authority` and `evidence`."]])
* parameter[=].type = #code
* insert out(authority, 0, "1", "Who decided.")
* parameter[=].type = #string
* insert out(evidence, 0, "1", "What shows it.")
* parameter[=].type = #string
* insert out(waived, 0, "1", "Once confirmed: duties that are waived by it.")
* parameter[=].type = #integer
* insert out(left, 0, "1", "Referrals that were too busy; confirm it again.")
* parameter[=].type = #integer

Instance: Task-dispute
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/Task-dispute"
* version = "1.0.0"
* name = "dispute"
* insert operation-title("Contest a call or a suspension", "Betwist een gesprek of een opschorting")
* status = #active
* kind = #operation
* description = "Says that feedback by telephone was none, or that the clock should not stand still: by the one to whom the feedback is owed. The call counts no more for it, and the one who owes the feedback is sent the duties that changed; a suspension is shown as disputed and moves nothing."
* affectsState = true
* code = #dispute
* resource[+] = #Task
* system = false
* type = false
* instance = true
* insert in(communication, 0, "1", "The Communication of the call. Either this or `suspension`.")
* parameter[=].type = #id
* insert in(suspension, 0, "1", [["The day since when the clock stands still, `YYYY-MM-DD`, or the id of its record."]])
* parameter[=].type = #string
* insert in(reason, 1, "1", [["Why: not-received-call, not-agreed, other."]])
* parameter[=].type = #code
* insert in(text, 0, "1", "The same in words that name no patient; kept with what was asked.")
* parameter[=].type = #string
* insert out(dispute, 1, "1", "What was recorded.")
* parameter[=].type = #id

Instance: Communication-assign
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/Communication-assign"
* version = "1.0.0"
* name = "assign"
* insert operation-title("Assign feedback to a referral", "Wijs terugkoppeling toe aan een verwijzing")
* status = #active
* kind = #operation
* description = "Assigns feedback that fits no referral or several (`GET /reports/unmatched`) to the one that an operator found to be meant. It is read again as it came and delivered as if its sender had named that referral; its patient and its performer must be those of the referral. It counts from now on, and no report of an earlier day changes."
* affectsState = true
* code = #assign
* resource[+] = #Communication
* system = false
* type = true
* instance = false
* insert in(message, 1, "1", "Its id in the list.")
* parameter[=].type = #id
* insert in(referral, 1, "1", "The ServiceRequest that is meant.")
* parameter[=].type = #id
* insert in(reason, 1, "1", [["How that was found, in words that name no patient; kept with what was asked."]])
* parameter[=].type = #string
* insert out(communication, 1, "1", "The Communication as its receivers read it.")
* parameter[=].type = #id
* insert out(outcome, 0, "1", [["Which duties it met, and what is missing."]])
* parameter[=].type = #OperationOutcome

Instance: Organization-move-patients
InstanceOf: OperationDefinition
Usage: #definition
* url = "https://ggz-gateway.example/fhir/OperationDefinition/Organization-move-patients"
* version = "1.0.0"
* name = "move-patients"
* insert operation-title("Move patients to another practice", "Verplaats patiënten naar een andere praktijk")
* status = #active
* kind = #operation
* description = "Moves the referrals of a practice that closes to the practice that takes its place, where anything still goes on or is owed. What was owed to the old practice is owed to the new one, with the same day; the new one is sent each referral, and the letters that never reached the old one. At most 2,000 referrals at a time; asked again, it goes on."
* affectsState = true
* code = #move-patients
* resource[+] = #Organization
* system = false
* type = false
* instance = true
* insert in(to, 1, "1", "The practice that takes its place: its id in the directory.")
* parameter[=].type = #id
* insert in(reason, 1, "1", [["Why, in words that name no patient; kept with what was asked."]])
* parameter[=].type = #string
* insert out(moved, 1, "1", "Referrals that were moved by this request.")
* parameter[=].type = #integer
* insert out(failed, 0, "*", [["A referral that could not be moved, and stays."]])
* insert out-part(referral, 1, "1", "The referral.")
* parameter[=].part[=].type = #id
* insert out-part(code, 1, "1", [["Why, as an outcome of this gateway."]])
* parameter[=].part[=].type = #code
* insert out(more, 1, "1", "Whether there is more to move: ask again.")
* parameter[=].type = #boolean
