package api_test

import "encoding/json"

// between is what somebody keeps between sessions: how they are, and what they set out to do.
func (s *story) between() {
	s.moods()
	s.goals()
	s.insights()
	s.sharing()
}

func (s *story) moods() {
	who, _ := s.tokens(s.seeker)
	made := s.do("addMood", step{who: who, body: object{"mood": 4, "stress": 8, "note": "A long day.", "triggers": []string{"Rain"}, "zone": "Asia/Kolkata", "key": "018f3c5e-0000-7000-8000-00000000000a"}})
	own := map[string]string{"mood": field(s.t, made, "id")}
	s.do("listMoods", step{who: who})
	day := s.clock.Now().Format("2006-01-02")
	s.do("moodDays", step{who: who, query: "?from=" + day + "&to=" + day})
	s.do("getMood", step{who: who, own: own})
	s.do("updateMood", step{who: who, own: own, body: s.withVersion(made, object{"mood": 6, "triggers": []string{"Rain"}})})
	s.do("listQuestionnaires", step{who: who})
	s.do("removeQuestionnaire", step{who: who})
	s.do("answerQuestionnaire", step{who: who, body: object{"answers": []int{1, 0, 2, 1, 0, 1, 0, 0, 0}, "zone": "Asia/Kolkata"}})
	var words []struct{ ID, Name string }
	if err := json.Unmarshal(s.do("listTriggers", step{who: who}), &words); err != nil || len(words) == 0 {
		s.t.Fatal(words, err)
	}
	s.do("removeTrigger", step{who: who, own: map[string]string{"trigger": words[len(words)-1].ID}})
	s.do("removeMood", step{who: who, own: own})
}

func (s *story) goals() {
	who, _ := s.tokens(s.seeker)
	made := s.do("addGoal", step{who: who, body: object{"title": "Lights out by 11:30", "why": "Mornings.", "measure": "days", "target": 5, "due": "2026-12-31"}})
	own := map[string]string{"goal": field(s.t, made, "id")}
	s.do("listGoals", step{who: who, query: "?zone=Asia/Kolkata"})
	own["progress"] = field(s.t, s.do("addProgress", step{who: who, own: own, body: object{"note": "Read.", "zone": "Asia/Kolkata"}}), "id")
	s.do("listProgress", step{who: who, own: own})
	s.do("removeProgress", step{who: who, own: own})
	made = s.do("updateGoal", step{who: who, own: own, body: s.withVersion(s.do("getGoal", step{who: who, own: own}), object{"title": "Lights out by 11", "target": 4})})
	s.do("moveGoal", step{who: who, own: own, body: s.withVersion(made, object{"state": "paused"})})
	s.do("goalHistory", step{who: who, own: own})
	s.do("removeGoal", step{who: who, own: own})
}

func (s *story) insights() {
	who, _ := s.tokens(s.seeker)
	s.do("getInsights", step{who: who})
	s.do("getInsight", step{who: who})
	s.do("decideInsight", step{who: who, body: object{"verdict": "wrong"}})
	s.do("lookForInsights", step{who: who})
}

func (s *story) sharing() {
	who, _ := s.tokens(s.seeker)
	pro, _ := s.tokens(s.practitioner)
	own := map[string]string{"share": field(s.t, s.do("share", step{who: who, body: object{"practitionerId": s.ids["practitioner"], "kinds": []string{"mood", "goals", "insights"}, "days": 90}}), "id")}
	s.do("listShared", step{who: pro})
	for _, id := range []string{"readSharedMood", "readSharedGoals", "readSharedInsights"} {
		s.do(id, step{who: pro, own: own})
	}
	s.do("listReads", step{who: who, own: own})
	s.do("listSharing", step{who: who})
	s.do("endSharing", step{who: who, own: own})
}
