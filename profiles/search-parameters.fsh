// The gateway's own search parameters; those of FHIR stand in src/fhir/search-parameters.ts by their canonicals.

Instance: Task-due-date
InstanceOf: SearchParameter
Usage: #definition
* url = "https://ggz-gateway.example/fhir/SearchParameter/Task-due-date"
* version = "1.0.0"
* name = "due-date"
* status = #active
* insert published
* description = "The day on which feedback is due, as it is reckoned today: a hold or a waiver that ends moves it by a mere date."
* description.extension[0].url = $translation
* description.extension[0].extension[0].url = "lang"
* description.extension[0].extension[0].valueCode = #nl
* description.extension[0].extension[1].url = "content"
* description.extension[0].extension[1].valueString = "De dag waarop de terugkoppeling er moet zijn, zoals die vandaag wordt berekend: een opschorting of ontheffing die afloopt verschuift die dag door het verstrijken van de tijd alleen."
* code = #due-date
* base = #Task
* type = #date
* expression = "Task.restriction.period.end"
* xpathUsage = #normal
