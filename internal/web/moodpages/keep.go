package moodpages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"klear/internal/modules/identity"
	"klear/internal/modules/mood"
	"klear/internal/platform/apperr"
	"klear/internal/platform/clock"
)

// keep takes a new entry. It may come late and more than once: the form's key makes one entry of it, and "at" says when it
// was tapped.
func (h Handler) keep(w http.ResponseWriter, r *http.Request, who identity.Principal) error {
	in, err := h.Form(w, r)
	if err != nil {
		return err
	}
	_, zone := h.Reader(r)
	d, err := draft(in, zone, h.Clock.Now())
	if err == nil {
		d.Key, _ = uuid.Parse(in.Get("key"))
		_, err = h.Moods.Keep(r.Context(), who, d)
	}
	if err != nil {
		return h.again(w, r, who, in, err)
	}
	to := "/mood"
	if in.Get("back") == "/today" {
		to = "/today"
	}
	return h.Done(w, r, "mood_saved", to)
}

// draft reads the fields of an entry. Day and time are the person's wall clock in zone; a tap's own instant (at) stands
// before them.
func draft(in url.Values, zone *time.Location, now time.Time) (mood.Draft, error) {
	number := func(name string) int {
		n, err := strconv.Atoi(in.Get(name))
		if err != nil && in.Get(name) != "" {
			return -1
		}
		return n
	}
	if name := in.Get("zone"); name != "" {
		if loc, err := clock.Zone(name); err == nil {
			zone = loc
		}
	}
	d := mood.Draft{Zone: zone.String(), Note: in.Get("note"), Figures: mood.Figures{Mood: number("mood"), Anxiety: number("anxiety"), Stress: number("stress"), Energy: number("energy")}}
	d.Triggers = append(d.Triggers, in["trigger"]...)
	d.Triggers = append(d.Triggers, strings.FieldsFunc(in.Get("words"), func(r rune) bool { return strings.ContainsRune(",،;\n", r) })...)
	var err error
	d.At, err = instant(in, zone, now)
	return d, err
}

func instant(in url.Values, zone *time.Location, now time.Time) (time.Time, error) {
	if day := in.Get("day"); day != "" {
		at := in.Get("time")
		if at == "" {
			at = "12:00"
		}
		t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+at, zone)
		if err != nil {
			return t, apperr.ErrValidation.WithFields(apperr.Field{Path: "at", Code: "invalid", Message: "Write a day and a time."})
		}
		if today := now.In(zone).Format(time.DateOnly); in.Get("time") == "" && day == today {
			return now, nil
		}
		return t, nil
	}
	if t, err := time.Parse(time.RFC3339, in.Get("at")); err == nil && t.Before(now) {
		return t, nil
	}
	return time.Time{}, nil
}
