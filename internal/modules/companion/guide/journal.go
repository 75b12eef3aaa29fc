package guide

// journal answers where the law bars talks: what was asked for plainly is given, everything else is kept. No feeling and no
// topic is looked for, nothing is said back, asked or offered because of what somebody wrote about themselves.
func (a *answer) journal() {
	switch a.words.intent(a.message) {
	case "asks_medicine", "asks_diagnosis":
		a.say("journal_clinician")
	case "asks_person":
		a.say("person")
	case "asks_secret":
		a.say("secret")
	case "asks_ai", "asks_what":
		a.say("journal_what")
	case "asks_exercise":
		a.say("exercise")
		a.choices = append(a.choices, Choice{Kind: Library, Label: a.words.choices["library"]})
	default:
		a.say("journal")
	}
	if a.turn.Open {
		a.choices = append(a.choices, Choice{Kind: Resume, Label: a.words.choices["resume"]})
	}
	a.offerPerson()
}
