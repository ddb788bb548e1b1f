// What Tasks and feedback carry in every dialect.

RuleSet: dialect-task
* extension contains
    EventDate named eventDate 0..* and
    ExpectedDate named expectedDate 0..* and
    Alternative named alternative 0..*
* status MS
* statusReason MS
* businessStatus MS
* intent MS
* priority MS
* priority.extension contains
    GgzTriageLevelOfPriority named ggzTriageLevel 0..* and
    NtsUrgencyOfPriority named ntsUrgency 0..*
* code MS
* focus MS
* for MS
* authoredOn MS
* requester MS
* owner MS
* input MS
* output MS

RuleSet: dialect-communication
* extension contains
    EventDate named eventDate 0..* and
    ExpectedDate named expectedDate 0..*
* basedOn MS
* inResponseTo MS
* status MS
* category MS
* priority MS
* priority.extension contains
    GgzTriageLevelOfPriority named ggzTriageLevel 0..* and
    NtsUrgencyOfPriority named ntsUrgency 0..*
* medium MS
* subject MS
* about MS
* sent MS
* recipient MS
* sender MS
* payload MS

// A letter as a document: words or a PDF.
RuleSet: letter-document
* status MS
* docStatus MS
* type MS
* subject MS
* date MS
* author MS
* description MS
* relatesTo MS
* content MS
* content.attachment MS
* content.attachment.contentType MS
* content.attachment.data MS
* content.attachment.title MS
