package guide

import (
	"fmt"
	"slices"

	"klear/internal/modules/companion/exercise"
)

// needs are what the exercises of the library answer, by what was recognised.
var needs = map[string]exercise.Need{
	"worthless": exercise.SelfCriticism, "ashamed": exercise.SelfCriticism, "guilty": exercise.SelfCriticism,
	"numb": exercise.LowMood, "sad": exercise.LowMood, "lonely": exercise.LowMood, "tired": exercise.Stress,
	"anxious": exercise.Worry, "overwhelmed": exercise.Stress, "angry": exercise.Stress,
	"rumination": exercise.Rumination, "sleep": exercise.Sleeplessness, "work": exercise.Stress, "study": exercise.Worry,
	"money": exercise.Stuck,
}

// low are the feelings after which a person is offered before long.
var low = []string{"worthless", "numb", "sad", "lonely"}

// Pace of offers, in texts said: not at once, not again soon, and not soon after a no.
const (
	offerAfter   = 2 // replies that took something up
	offerAgain   = 8
	declinedRest = 12
	personAfter  = 3 // replies to a low feeling
	shortMessage = 4 // words
	recallAgain  = 6 // texts between two things called to mind
)

// listen reflects, then asks or offers.
func (a *answer) listen() {
	a.feels = a.words.feels(a.message)
	lead := a.lead()
	if a.turn.Recalled != "" && a.since("recalled") >= recallAgain {
		a.say("recalled")
		last := len(a.texts) - 1
		a.texts[last] = fmt.Sprintf(a.texts[last], a.turn.Recalled)
	}
	switch {
	case lead == "glad":
		a.say("glad")
		return
	case lead != "":
		a.say(lead)
	default:
		a.follow()
		return
	}
	if a.timeForOffer() {
		a.say("offer")
		a.offerExercises(a.need())
	} else {
		a.ask(lead)
	}
	if a.heard(low...) >= personAfter && slices.Contains(low, lead) {
		a.offerPerson()
	}
}

// lead is the emotion or the topic that the answer takes up. A loss and a thought that circles come before the feeling
// they bring; joy leads only when nothing else was found.
func (a *answer) lead() string {
	topic := a.words.topic(a.message)
	if topic == "loss" || topic == "rumination" {
		return topic
	}
	if len(a.feels) > 0 && (a.feels[0] != "glad" || topic == "") {
		return string(a.feels[0])
	}
	if len(a.feels) > 0 {
		return "glad"
	}
	return topic
}

// follow answers what was not recognised: in the person's own words where they can be said back, else by asking on.
func (a *answer) follow() {
	if said := a.words.mirror(a.turn.Text); said != "" {
		a.texts, a.parts = append(a.texts, fmt.Sprintf(a.words.replies["mirror"][0], said)), append(a.parts, partOf("mirror", 0))
		a.say("open")
		return
	}
	if len(a.message) < shortMessage {
		a.say("short")
		return
	}
	a.say("open")
}

// ask adds a question about the feeling where there is one, else an open one.
func (a *answer) ask(lead string) {
	key := "ask_" + lead
	if len(a.words.replies[key]) == 0 || a.since(key) < len(a.words.replies[key]) {
		key = "open"
	}
	a.say(key)
}

func (a *answer) timeForOffer() bool {
	taken := 0
	for _, part := range a.turn.Said {
		if key := keyOf(part); slices.Contains(topics, key) || slices.Contains(emotions, Emotion(key)) {
			taken++
		}
	}
	return taken >= offerAfter && a.since("offer") >= offerAgain && a.since("declined") >= declinedRest && !a.turn.Open
}

// need is what was recognised last: in this message, else in the session.
func (a *answer) need() exercise.Need {
	topic := a.words.topic(a.message)
	for _, e := range a.words.feels(a.message) {
		if n, ok := needs[string(e)]; ok && topic != "rumination" && topic != "sleep" {
			return n
		}
	}
	if n, ok := needs[topic]; ok {
		return n
	}
	for i := len(a.turn.Said) - 1; i >= 0; i-- {
		if n, ok := needs[keyOf(a.turn.Said[i])]; ok {
			return n
		}
	}
	return exercise.Stress
}
