package gallery

import (
	"github.com/a-h/templ"

	"klear/internal/modules/companion/exercise"
	"klear/internal/platform/jurisdiction"
	"klear/internal/web/exercises"
	"klear/internal/web/layout"
	"klear/internal/web/memory"
	"klear/internal/web/page"
	"klear/internal/web/talk"
	"klear/internal/web/ui"
)

const talkFirst = "I am Rebloom’s companion: software, not a person and not a therapist. I listen, ask, and know ten exercises."

func talkEntries() []Entry {
	return []Entry{
		{ID: "talk-welcome", Title: "Before the first word", render: func(f fixture) templ.Component {
			v := talk.Welcome{Page: f.between("talk.welcome_title"), First: talkFirst}
			return talk.WelcomePage(v)
		}},
		{ID: "talk-welcome-model", Title: "Before the first word, people are called and a model answers", render: func(f fixture) templ.Component {
			return talk.WelcomePage(talk.Welcome{Page: f.between("talk.welcome_title"), First: talkFirst, Team: true, Model: true})
		}},
		{ID: "talk-welcome-barred", Title: "Before the first word, the law bars talks", render: func(f fixture) templ.Component {
			v := talk.Welcome{Page: f.between("talk.welcome_title"), First: talkFirst, Journal: true, Version: "1"}
			v.Page.Notices = append(v.Page.Notices, page.Law(v.Page.L, "law.talk", barredRules(true)))
			v.Places = page.PlaceChoices(v.Page.L, []string{"US-IL", "US-NV"}, "")
			return talk.WelcomePage(v)
		}},
		{ID: "talk-barred", Title: "Talk, the law bars talks", render: func(f fixture) templ.Component {
			v := f.talk()
			v.Journal, v.Entries = true, append(v.Entries[:1], talk.Entry{ID: "9", Paragraphs: []string{"It is kept in your journal."}, Choices: []talk.Choice{{URL: "/search", Label: "See who has time", Icon: "people"}}, At: at(0, "22:44")})
			v.Page.Notices = append(v.Page.Notices, page.Law(v.Page.L, "law.talk", barredRules(false)))
			return talk.TalkPage(v)
		}},
		{ID: "talk-new", Title: "Talk, nothing said yet", render: func(f fixture) templ.Component {
			v := talk.View{Page: f.between("talk.title"), First: talkFirst, Lines: f.careCard().Packs}
			v.Starters = []string{v.Page.L.T("talk.start_day"), v.Page.L.T("talk.start_sleep"), v.Page.L.T("talk.start_exercise")}
			return talk.TalkPage(v)
		}},
		{ID: "talk", Title: "Talk", render: func(f fixture) templ.Component { return talk.TalkPage(f.talk()) }},
		{ID: "talk-danger", Title: "Talk, somebody is in danger", render: func(f fixture) templ.Component {
			v := f.talk()
			v.Entries = append(v.Entries[:1], talk.Entry{ID: "8", Mine: true, Paragraphs: []string{"I don’t see a way on any more."}, At: at(0, "22:44")},
				talk.Entry{ID: "9", Urgent: true, Paragraphs: []string{"Thank you for writing this here. It is too much to carry alone, and people are there who talk about it every day.", "I am software. Please let a person be with you now."}, At: at(0, "22:44")})
			v.Card = f.careCard()
			return talk.TalkPage(v)
		}},
		{ID: "talk-back", Title: "Talk, the visit after danger", render: func(f fixture) templ.Component {
			v := f.talk()
			v.Card = f.careCard()
			v.Card.Ask = true
			return talk.TalkPage(v)
		}},
		{ID: "talk-wrong", Title: "Talk, nothing written", Status: 422, render: func(f fixture) templ.Component {
			v := f.talk()
			v.Page.Errors = []ui.FieldError{{Field: "words", Message: v.Page.L.T("error.talk_words_length")}}
			return talk.TalkPage(v)
		}},
		{ID: "talk-voice", Title: "Talk, a recording that cannot be read", Status: 422, render: func(f fixture) templ.Component {
			v := f.talk()
			v.Voice = true
			v.Page.Errors = []ui.FieldError{{Field: "audio", Message: v.Page.L.T("error.audio_unreadable")}}
			return talk.TalkPage(v)
		}},
		{ID: "talk-end", Title: "End of a talk", render: func(f fixture) templ.Component {
			return talk.EndPage(talk.EndView{Page: f.between("talk.end_title"), Summary: "The review went fine. The one question does not decide it."})
		}},
		{ID: "talk-past", Title: "Earlier talks", render: func(f fixture) templ.Component {
			v := talk.Past{Page: f.between("talk.past_title"), Pages: ui.Pagination{Page: 1, Pages: 1}}
			v.Talks = []talk.Talk{{URL: "/talk/past/1", At: at(0, "22:41"), Messages: 6, Open: true}, {URL: "/talk/past/2", At: at(-3, "21:10"), Messages: 24, Summary: "Sunday calls are hard. Ask Meera to join the next one."}}
			return talk.PastPage(v)
		}},
		{ID: "talk-past-none", Title: "Earlier talks, none", render: func(f fixture) templ.Component {
			return talk.PastPage(talk.Past{Page: f.between("talk.past_title"), Pages: ui.Pagination{Page: 1, Pages: 1}})
		}},
		{ID: "talk-search", Title: "Earlier talks, found", render: func(f fixture) templ.Component {
			v := talk.Past{Page: f.between("talk.past_title"), Query: "review"}
			v.Found = []talk.Found{{URL: "/talk/past/1", Mine: true, Words: "I got through the review, but I keep replaying one question.", At: at(0, "22:42")}}
			return talk.PastPage(v)
		}},
		{ID: "talk-kept", Title: "An earlier talk", render: func(f fixture) templ.Component {
			v := talk.Kept{Page: f.between("talk.past_title"), ID: "1", At: at(0, "22:41"), Entries: f.talk().Entries, Earlier: "/talk/past/1?before=3", Summary: "The review went fine."}
			v.Entries[len(v.Entries)-1].Choices = nil
			return talk.KeptPage(v)
		}},
		{ID: "exercises", Title: "Exercises", render: func(f fixture) templ.Component {
			v := exercises.List{Page: f.between("exercise.title"), Begun: []exercises.Line{{URL: "/exercises/run/1", Title: "Put it on paper", At: at(-1, "22:10")}},
				Done: []exercises.Line{{URL: "/exercises/run/2", Title: "Longer out than in", At: at(-2, "23:05")}}}
			v.All = []exercises.About{breathing, {URL: "/exercises/thought-record", Title: "Put it on paper", About: "A thought record: you look at one thought as if it were a claim, with what speaks for it and against it.", Minutes: 8}}
			return exercises.ListPage(v)
		}},
		{ID: "exercise", Title: "An exercise, before it is begun", render: func(f fixture) templ.Component {
			v := exercises.Show{Page: f.between("exercise.title"), About: breathing}
			v.Page.Title = breathing.Title
			return exercises.ShowPage(v)
		}},
		{ID: "exercise-write", Title: "An exercise, a step to write", render: func(f fixture) templ.Component {
			v := f.run(exercises.Step{ID: "for", Kind: exercise.Write, Number: 5, Text: "What speaks for it? Facts only, the kind that others could check.", Shown: []string{"They all saw that I know nothing."}})
			return exercises.RunPage(v)
		}},
		{ID: "exercise-rate", Title: "An exercise, a rating that is missing", Status: 422, render: func(f fixture) templ.Component {
			s := exercises.Step{ID: "before", Kind: exercise.Rate, Number: 3, Text: "How strong was the strongest of these, from 0 to 100?"}
			for n := 0; n <= 100; n += 10 {
				s.Choices = append(s.Choices, ui.Choice{Value: f.page.L.Number(n), Label: f.page.L.Number(n)})
			}
			v := f.run(s)
			v.Page.Errors = []ui.FieldError{{Field: "answer", Message: v.Page.L.T("error.answer.out_of_range")}}
			return exercises.RunPage(v)
		}},
		{ID: "exercise-pick", Title: "An exercise, a choice", render: func(f fixture) templ.Component {
			return exercises.RunPage(f.run(exercises.Step{ID: "feelings", Kind: exercise.Pick, Number: 2, Several: true, Optional: true, Text: "What did it bring up?",
				Choices: []ui.Choice{{Value: "sad", Label: "Sadness"}, {Value: "afraid", Label: "Fear", Selected: true}, {Value: "ashamed", Label: "Shame", Selected: true}}}))
		}},
		{ID: "exercise-breathe", Title: "An exercise, breathing", render: func(f fixture) templ.Component {
			v := f.run(exercises.Step{ID: "breathe", Kind: exercise.Breathe, Number: 3, Text: breathing.About, In: 4, Out: 6, Rounds: 12})
			v.Page.Title, v.Given = breathing.Title, nil
			return exercises.RunPage(v)
		}},
		{ID: "exercise-end", Title: "An exercise, at its end", render: func(f fixture) templ.Component {
			v := f.run(exercises.Step{})
			v.Step, v.Rated, v.Before, v.After = nil, true, 80, 50
			return exercises.RunPage(v)
		}},
		{ID: "memory", Title: "What is remembered", render: func(f fixture) templ.Component {
			v := memory.View{Page: f.between("memory.title"), Welcomed: true, Remember: true, Total: 3, Pages: ui.Pagination{Page: 1, Pages: 1}}
			v.Items = []memory.Item{{ID: "1", Words: "My sister Asha lives in Pune.", TalkURL: "/talk/past/1", At: at(0, "22:42")}, {ID: "2", Words: "It helps me to walk before breakfast.", Own: true, At: at(-4, "8:12")}, {ID: "3", Words: "मेरी परीक्षा मार्च में है।", TalkURL: "/talk/past/2", At: at(-9, "21:30")}}
			return memory.ShowPage(v)
		}},
		{ID: "memory-none", Title: "Nothing is remembered", render: func(f fixture) templ.Component {
			return memory.ShowPage(memory.View{Page: f.between("memory.title"), Welcomed: true, Pages: ui.Pagination{Page: 1, Pages: 1}})
		}},
	}
}

var breathing = exercises.About{URL: "/exercises/paced-breathing", Title: "Longer out than in", About: "In for 4 as it opens, out for 6 as it closes. About two minutes.", Minutes: 3,
	Source: "Laborde, S.; et al. (2022). Effects of voluntary slow breathing. Neuroscience and Biobehavioral Reviews 138"}

func (f fixture) between(title string) layout.Page {
	p := f.titled("", "talk")
	p.Title, p.NoSearch, p.Area = p.L.T(title), true, layout.Focus
	return p
}

func (f fixture) talk() talk.View {
	return talk.View{Page: f.between("talk.title"), First: talkFirst, Lines: f.careCard().Packs, Entries: []talk.Entry{
		{ID: "1", Paragraphs: []string{"Good evening. It is late; what keeps you up?"}, At: at(0, "22:41")},
		{ID: "2", Mine: true, Paragraphs: []string{"I got through it. But I keep replaying the one question I fumbled, and now I can’t sleep."}, At: at(0, "22:42")},
		{ID: "3", Paragraphs: []string{"A mind that replays is rehearsing, so that it won’t be caught out again. That is tiring. What would help most?"}, At: at(0, "22:42"),
			Choices: []talk.Choice{{URL: "/exercises/paced-breathing", Label: "Longer out than in", Note: f.page.L.N("exercise.minutes", 3), Icon: "wind"}, {URL: "/exercises/thought-record", Label: "Put it on paper", Note: f.page.L.N("exercise.minutes", 8), Icon: "wind"}}},
	}}
}

func (f fixture) run(s exercises.Step) exercises.Run {
	v := exercises.Run{Page: f.between("exercise.title"), URL: "/exercises/run/1", Version: 4, Step: &s, Given: []exercises.Answer{
		{Text: "What happened? Where were you, when, with whom?", Lines: []string{"In the review, on Thursday, in front of six people."}}, {Text: "What did it bring up?", Lines: []string{"Fear", "Shame"}}}}
	v.Page.Title = "Put it on paper"
	return v
}

// barredRules are what counts in Illinois, said or guessed.
func barredRules(guessed bool) jurisdiction.Rules {
	p := jurisdiction.Pack{Place: "US-IL", Law: "Wellness and Oversight for Psychological Resources Act, Public Act 104-0054", Source: "https://ilga.gov/legislation/PublicActs/View/104-0054"}
	return jurisdiction.Rules{Bars: p.Bars, Packs: []jurisdiction.Pack{p}, Guessed: guessed, Ask: guessed}
}
