package guide

import "klear/internal/modules/companion/exercise"

// toIntent answers what a message plainly asks for. false: the message is better listened to.
func (a *answer) toIntent(intent string) bool {
	switch intent {
	case "asks_ai":
		a.say("ai")
		a.offerPerson()
	case "asks_person":
		a.say("person")
		a.offerPerson()
	case "asks_medicine":
		a.say("medicine")
		a.offerPerson()
	case "asks_diagnosis":
		a.say("diagnosis")
		a.offerPerson()
	case "asks_secret":
		a.say("secret")
	case "asks_what":
		a.say("what")
	case "wrong", "goodbye", "thanks":
		a.say(intent)
	case "asks_exercise":
		a.say("exercise")
		a.offerExercises(a.need())
	case "greeting":
		a.greet()
	case "yes":
		return a.agree()
	case "no":
		return a.decline()
	}
	return true
}

func (a *answer) greet() {
	switch {
	case a.turn.Open:
		a.say("resume")
		a.choices = append(a.choices, Choice{Kind: Resume, Label: a.words.choices["resume"]}, a.talk())
	case a.turn.Night:
		a.say("greeting_night")
	default:
		a.say("greeting")
	}
}

// agree takes "yes" as the answer to an offer that was just made; to anything else it is a word like others.
func (a *answer) agree() bool {
	if a.since("offer") > 1 && a.since("exercise") > 1 {
		return false
	}
	a.say("yes")
	a.offerExercises(a.need())
	return true
}

func (a *answer) decline() bool {
	if a.since("offer") <= 1 || a.since("exercise") <= 1 {
		a.say("declined")
	} else {
		a.say("no")
	}
	return true
}

func (a *answer) talk() Choice { return Choice{Kind: Talk, Label: a.words.choices["talk"]} }

func (a *answer) offerPerson() {
	a.choices = append(a.choices, Choice{Kind: Person, Label: a.words.choices["people"]})
}

// offered is how many exercises are shown at once.
const offered = 2

func (a *answer) offerExercises(need exercise.Need) {
	list := a.guide.exercises.For(need)
	for _, e := range list[:min(offered, len(list))] {
		a.choices = append(a.choices, Choice{Kind: Exercise, Slug: e.Slug, Label: e.Title.In(a.words.tag), Minutes: e.Minutes})
	}
	a.choices = append(a.choices, a.talk())
}
