package moodpages_test

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/jurisdiction"
	"klear/internal/web/layout"
)

const fixed = "Please reach one of these people now."

// ninth stands for the safety module.
func ninth(context.Context, identity.Principal, int) mood.Help {
	return mood.Help{Words: fixed, Urgent: true}
}

func lines(p layout.Page, _ identity.Principal) []layout.CarePack {
	return []layout.CarePack{{Country: "IN", CrisisPack: p.Brand.Crisis["IN"]}}
}

// form answers every question with n, and the last with last.
func form(n, last int) url.Values {
	out := url.Values{}
	for _, name := range mood.QuestionPaths() {
		out.Set(name, strconv.Itoa(n))
	}
	out.Set("q9", strconv.Itoa(last))
	return out
}

const weeks = "/mood/two-weeks"

// TestTwoWeeks are answered without script, said in plain words, drawn with a table, and deleted.
func TestTwoWeeks(t *testing.T) {
	s, moods, p := setup(t)
	who := s.As(t, kavya)
	who.Get("/mood").Has("How the last two weeks were")
	page := who.Get(weeks).Want(200, "").Has("Little interest or pleasure in doing things", "Nearly every day", "free to use")
	page.Submit(weeks, url.Values{"q1": {"2"}}).Want(422, "").Has("Answer this.")
	who.Get(weeks).Submit(weeks, form(1, 0)).Want(303, weeks)
	page = who.Get(weeks).Has("8 of 27", "call 5 to 9 mild", "A sum is no diagnosis", "It asks about two weeks, so it comes again on").Lacks("Nearly every day", fixed)
	if strings.Count(page.Body, "<table") != 1 || !strings.Contains(page.Body, "Your sums from") {
		t.Error("no line, or none as a table")
	}
	list, err := moods.Rounds(t.Context(), p)
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	at := weeks + "/" + list[0].ID.String() + "/remove"
	page.Submit(at, nil).Want(303, weeks)
	who.Get(weeks).Has("Nearly every day").Lacks("of 27")
	s.Browser(t).Get(weeks).Want(303, "/sign-in?next=%2Fmood%2Ftwo-weeks")
}

// TestHelpIsOnThePageOfTheAnswer (C18): kept, too soon, incomplete, where it is barred, and when nothing can be kept.
func TestHelpIsOnThePageOfTheAnswer(t *testing.T) {
	s, moods, _ := setup(t)
	who := s.As(t, kavya)
	ask := who.Get(weeks)
	help := func(name string, status int, in url.Values) {
		t.Helper()
		if a := ask.Submit(weeks, in).Want(status, "").Has(fixed); !a.Link("tel:14416") {
			t.Errorf("%s: the lines are missing", name)
		}
	}
	help("incomplete", 422, url.Values{"q9": {"1"}})
	help("kept", 200, form(0, 2))
	if a := who.Get(weeks).Has("2 of 27"); !a.Link("tel:14416") {
		t.Error("the lines are gone when the page is loaded again")
	}
	help("too soon", 409, form(0, 3))
	moods.Laws, _ = jurisdiction.Load("", "*=insights", func(string) string { return "" })
	help("barred", 403, form(0, 1))
	who.Get(weeks).Has("This is not asked here", "so does help in danger").Lacks("Nearly every day")
}
