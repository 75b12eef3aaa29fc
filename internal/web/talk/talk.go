package talk

import (
	"errors"
	"net/http"
	"strconv"

	"klear/internal/modules/companion"
	"klear/internal/modules/identity"
	"klear/internal/platform/httpx"
	"klear/internal/web/page"

	"github.com/google/uuid"
)

// shown is how many messages a page has; earlier ones are a link away.
const shown = 40

// view is the open talk as it stands; one without messages where none is open.
func (h Handler) view(w http.ResponseWriter, r *http.Request, who identity.Principal) (View, error) {
	v := View{Page: h.page(w, r, "talk.title")}
	v.First = h.Companion.Guide.Disclosure(v.Page.L.Tag())
	rules := h.Companion.Rules(who)
	if v.Journal = rules.Journal(); v.Journal {
		v.First = h.Companion.Guide.Journal(v.Page.L.Tag())
		v.Page.Notices = append(v.Page.Notices, page.Law(v.Page.L, "law.talk", rules))
	}
	v.Voice = h.Companion.Voice != nil
	v.Card, v.Page.Care = v.Page.Care, nil
	v.Lines = h.Lines(v.Page, who)
	open, err := h.Companion.Current(r.Context(), who)
	if errors.Is(err, companion.ErrNoSession) {
		if v.Journal {
			return v, nil
		}
		v.Starters = []string{v.Page.L.T("talk.start_day"), v.Page.L.T("talk.start_sleep"), v.Page.L.T("talk.start_exercise")}
		return v, nil
	}
	if err != nil {
		return v, err
	}
	list, err := h.Companion.Messages(r.Context(), who, open.ID, 0, shown)
	v.Entries = entries(v.Page, list)
	for i, m := range list {
		if m.Author != companion.Person {
			v.Entries[i].Paragraphs = v.once(m.Words, h.Spoken)
		}
	}
	v.Live = "/live/conversations/" + open.ID.String()
	if len(list) > 0 {
		v.Live += "?after=" + strconv.Itoa(list[len(list)-1].Seq)
	}
	if len(list) > 0 && list[0].Seq > 1 {
		v.Earlier = "/talk/past/" + open.ID.String()
	}
	return v, err
}

func (h Handler) show(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	if _, err := h.Companion.Welcomed(r.Context(), who); errors.Is(err, companion.ErrNotWelcomed) {
		return h.showWelcome(w, r, who, "", nil)
	} else if err != nil {
		return err
	}
	v, err := h.view(w, r, who)
	if err == nil {
		httpx.WritePage(w, r, http.StatusOK, TalkPage(v))
	}
	return err
}

// send keeps and answers a message. What cannot be sent stays in the field.
func (h Handler) send(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	form, err := h.Form(w, r)
	if err != nil {
		return err
	}
	key, _ := uuid.Parse(form.Get("key")) // without one the message is sent as often as it comes
	l, zone := h.Reader(r)
	fault := h.say(r, who, companion.Sent{Words: form.Get("words"), Key: key, Language: l.Tag(), Zone: zone.String()})
	if fault == nil {
		page.See(w, r, "/talk#latest")
		return nil
	}
	if errors.Is(fault, companion.ErrNotWelcomed) {
		return h.showWelcome(w, r, who, form.Get("words"), fault)
	}
	v, err := h.view(w, r, who)
	if err != nil {
		return err
	}
	status, ok := h.Again(&v.Page, form, page.InForm(fault, "talk"), nil)
	if !ok {
		return fault
	}
	v.Words = form.Get("words")
	if e, ok := unkept(fault); ok {
		e.Paragraphs = v.once(e.words, h.Spoken)
		v.Entries = append(v.Entries, e)
	}
	httpx.WritePage(w, r, status, TalkPage(v))
	return nil
}

// say sends to the open talk, which it begins where there is none.
func (h Handler) say(r *http.Request, who identity.Principal, in companion.Sent) error {
	open, err := h.Companion.Begin(r.Context(), who, 0)
	if err != nil {
		return h.Companion.Unsent(r.Context(), who, in.Words, err)
	}
	_, err = h.Companion.Send(r.Context(), who, open.ID, in)
	return err
}

// unkept are the fixed words that answer what could not be kept.
func unkept(fault error) (Entry, bool) {
	u, ok := errors.AsType[*companion.Unkept](fault)
	if !ok {
		return Entry{}, false
	}
	return Entry{ID: "unkept", Urgent: u.Level.Urgent(), words: u.Words}, true
}
