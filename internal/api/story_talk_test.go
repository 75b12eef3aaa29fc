package api_test

import "encoding/json"

// talk lets a cast's seeker talk, begin an exercise and have something remembered.
func (w *world) talk(ids map[string]string, who cast) {
	w.t.Helper()
	seeker, _ := w.tokens(who.seeker)
	w.data(w.call("PUT", "/conversations/welcome", seeker, object{"remember": true}))
	ids["conversation"] = w.data(w.call("POST", "/conversations", seeker, object{}))["id"].(string)
	ids["exercise"] = "thought-record"
	ids["run"] = w.data(w.call("POST", "/exercises/thought-record/runs", seeker, nil))["id"].(string)
	ids["memory"] = w.data(w.call("POST", "/memories", seeker, object{"words": "My sister lives in Pune."}))["id"].(string)
}

// aTalk is one from its first page to its end, with an exercise and what is remembered.
func (s *story) aTalk() {
	who, _ := s.tokens(s.seeker)
	s.do("getWelcome", step{who: who})
	s.do("acceptWelcome", step{who: who, body: object{"remember": true}})
	own := map[string]string{"conversation": field(s.t, s.do("beginConversation", step{who: who, body: object{"mood": 4}}), "id")}
	s.do("sendMessage", step{who: who, own: own, body: object{"words": "I am so anxious about the review", "language": "en"}})
	s.do("listMessages", step{who: who, own: own, query: "?after=0"})
	s.do("listMessages", step{who: who, own: own})
	s.do("getConversation", step{who: who, own: own})
	s.do("searchConversations", step{who: who, query: "?q=review"})
	s.do("summariseConversation", step{who: who, own: own, body: object{"summary": "It is only a review."}})
	s.anExercise(who)
	memory := map[string]string{"memory": field(s.t, s.do("addMemory", step{who: who, body: object{"words": "It helps me to walk."}}), "id")}
	s.do("correctMemory", step{who: who, own: memory, body: object{"words": "It helps me to swim."}})
	s.do("listMemories", step{who: who})
	s.do("exportConversations", step{who: who})
	s.do("removeMemory", step{who: who, own: memory})
	s.do("removeMemories", step{who: who})
	s.do("endConversation", step{who: who, own: own, body: object{"mood": 8, "summary": "Done."}})
	s.do("listConversations", step{who: who})
	s.do("removeConversation", step{who: who, own: own})
}

func (s *story) anExercise(who string) {
	s.do("listExercises", step{who: who})
	run := s.do("beginExercise", step{who: who, own: map[string]string{"exercise": "thought-record"}})
	own := map[string]string{"run": field(s.t, run, "id")}
	s.do("getExerciseRun", step{who: who, own: own})
	var at struct{ Version int64 }
	next := s.do("answerExercise", step{who: who, own: own, body: object{"version": 1, "step": "situation", "text": "In the review."}})
	if err := json.Unmarshal(next, &at); err != nil {
		s.t.Fatal(err)
	}
	s.do("backExercise", step{who: who, own: own, body: object{"version": at.Version}})
	s.do("listExerciseRuns", step{who: who})
	s.do("removeExerciseRun", step{who: who, own: own})
}
