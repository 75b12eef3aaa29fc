package moodpages

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/apperr"
	"klear/internal/platform/httpx"
	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
	"klear/internal/web/page"
	"klear/internal/web/ui"
)

func (h Handler) showWeeks(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	v, err := h.weeks(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, WeeksPage(v))
	}
	return err
}

// weeks is the page as it stands. Where the law bars it, it says so.
func (h Handler) weeks(w http.ResponseWriter, r *http.Request, who identity.Principal) (Weeks, error) {
	v := Weeks{Page: h.page(w, r, "phq.title"), Questions: QuestionsOf(h.localizer(r), nil)}
	list, err := h.Moods.Rounds(r.Context(), who)
	if errors.Is(err, mood.ErrBarred) {
		v.Barred = true
		v.Page.Notices = append(v.Page.Notices, page.Law(v.Page.L, "law.insights", h.Moods.Rules(who)))
		return v, nil
	}
	if err != nil || len(list) == 0 {
		return v, err
	}
	for _, one := range list {
		v.Rounds = append(v.Rounds, Round{ID: one.ID.String(), Day: one.Day, Sum: one.Sum(), Band: string(one.Band())})
	}
	v.Latest, v.Chart = &v.Rounds[0], WeeksChart(v.Page.L, v.Rounds)
	if next := list[0].Next(); v.Page.Now.In(v.Page.Zone).Format(time.DateOnly) < next.Format(time.DateOnly) {
		v.Due = next
	}
	if list[0].Ninth() > 0 && !v.Due.IsZero() {
		h.near(&v, who)
	}
	return v, nil
}

func (h Handler) localizer(r *http.Request) *i18n.Localizer { l, _ := h.Reader(r); return l }

// near puts the lines on the page where no card has them: one that could not be read must not leave an answer without help.
func (h Handler) near(v *Weeks, who identity.Principal) {
	if v.Page.Care == nil {
		v.Card = &layout.CareCard{Packs: h.Lines(v.Page, who)}
	}
}

// answer keeps what was answered. What answers the ninth question is on the page that comes back, kept or not.
func (h Handler) answer(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	in, err := h.Form(w, r)
	if err != nil {
		return err
	}
	_, zone := h.Reader(r)
	_, help, fault := h.Moods.Answer(r.Context(), who, mood.Filled{Answers: answers(in), Zone: zone.String()})
	if fault == nil && help.Words == "" {
		return h.Done(w, r, "answers_kept", "/mood/two-weeks")
	}
	v, err := h.weeks(w, r, who)
	if err != nil && help.Words == "" {
		return err
	}
	status, ok := http.StatusOK, true
	if fault != nil {
		if status, ok = h.Again(&v.Page, in, fault, nil); !ok && help.Words == "" {
			return fault
		}
		if errors.Is(fault, mood.ErrBarred) {
			status, ok = http.StatusForbidden, true // the page says so itself
		}
		v.Questions, v.Due = QuestionsOf(v.Page.L, in), due(v.Due, fault)
	}
	if !ok || err != nil { // the database does not answer: the words do all the same
		status = http.StatusServiceUnavailable
		v.Page.Notices = append(v.Page.Notices, ui.Notice{Tone: ui.Warning, Text: v.Page.L.T("phq.unkept")})
	}
	if help.Words != "" {
		v.Help = h.Spoken(help.Words)
		h.near(&v, who)
	}
	httpx.WritePage(w, r, status, WeeksPage(v))
	return nil
}

// due leaves the form on the page where answers were wrong.
func due(next time.Time, fault error) time.Time {
	if errors.Is(fault, apperr.ErrValidation) {
		return time.Time{}
	}
	return next
}

// answers are those of a form; what is missing is mood.Unanswered, what is no figure none that exists.
func answers(in url.Values) []int {
	out := make([]int, mood.Questions)
	for i, name := range mood.QuestionPaths() {
		n, err := strconv.Atoi(in.Get(name))
		switch {
		case strings.TrimSpace(in.Get(name)) == "":
			n = mood.Unanswered
		case err != nil || n < 0:
			n = mood.TopAnswer + 1
		}
		out[i] = n
	}
	return out
}

func (h Handler) dropRound(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Form(w, r); err != nil {
		return err
	}
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil {
		return mood.ErrNoRound
	}
	if err := h.Moods.DropRound(r.Context(), who, id); err != nil {
		return err
	}
	return h.Done(w, r, "answers_removed", "/mood/two-weeks")
}

// QuestionsOf are the nine questions with what a form that was sent chose.
func QuestionsOf(l *i18n.Localizer, in url.Values) []Question {
	out := make([]Question, mood.Questions)
	for i, name := range mood.QuestionPaths() {
		out[i] = Question{Name: name, Text: l.T("phq.item_" + strconv.Itoa(i+1))}
		for n := 0; n <= mood.TopAnswer; n++ {
			value := strconv.Itoa(n)
			out[i].Choices = append(out[i].Choices, ui.Choice{Value: value, Label: l.T("phq.answer_" + value), Selected: in.Get(name) == value})
		}
	}
	return out
}

// WeeksChart is the line of the sums, oldest first, with its table. rounds are newest first.
func WeeksChart(l *i18n.Localizer, rounds []Round) ui.Chart {
	c := ui.Chart{Caption: l.T("phq.table"), ShowTable: l.T("mood.show_table"), Head: []string{l.T("mood.col_day"), l.T("phq.col_sum"), l.T("phq.col_band")}}
	first, last := rounds[len(rounds)-1].Day, rounds[0].Day
	c.From, c.Until = l.DateYear(first, time.UTC), l.DateYear(last, time.UTC)
	c.Summary = l.N("phq.chart_words", len(rounds), i18n.D{"From": c.From, "Until": c.Until})
	for _, n := range []int{27, 21, 15, 9, 3} { // where the lines of the field are
		c.Scale = append(c.Scale, l.Number(n))
	}
	for i := len(rounds) - 1; i >= 0; i-- {
		at := 1.0
		if span := last.Sub(first); span > 0 {
			at = float64(rounds[i].Day.Sub(first)) / float64(span)
		}
		c.Points = append(c.Points, ui.ChartPoint{At: at, Value: 1 + float64(rounds[i].Sum)/3})
		c.Rows = append(c.Rows, []string{l.DateYear(rounds[i].Day, time.UTC), l.Number(rounds[i].Sum), l.T("phq.name_" + rounds[i].Band)})
	}
	return c
}
