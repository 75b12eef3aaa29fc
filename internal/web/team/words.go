package team

import (
	"strconv"
	"strings"
	"time"

	"klear/internal/platform/i18n"
	"klear/internal/web/ui"
)

func roles(v Business) []ui.Choice {
	var out []ui.Choice
	for _, r := range []string{"member", "manager"} {
		out = append(out, ui.Choice{Value: r, Label: v.Page.L.T("team.role_" + r), Selected: v.Page.Val("role", "member") == r})
	}
	return out
}

func checkID(name string, i int) string {
	if i == 0 {
		return name // what the summary of errors leads to
	}
	return name + "-" + strconv.Itoa(i)
}

func day(v Agenda) string {
	date := v.Page.L.DateLong(v.Date, v.Page.Zone)
	if v.Today {
		return v.Page.L.List(v.Page.L.T("time.today"), date)
	}
	return date
}

// entryLine says what it is: the business's own sessions by name, a member's own only that there is one.
func entryLine(v Agenda, e Entry) string {
	switch {
	case e.Service == "":
		return v.Page.L.T("team.own_session")
	case e.Client == "":
		return e.Service
	}
	return v.Page.L.List(e.Service, e.Client)
}

// cell is what a person or a room has in the hour that begins at t.
func cell(v Agenda, c Column, t time.Time) string {
	var parts []string
	for _, e := range v.at(c, t) {
		span := v.Page.L.T("time.range", i18n.D{"From": v.Page.L.Clock(e.Start, v.Page.Zone), "To": v.Page.L.Clock(e.End, v.Page.Zone)})
		if c.Room {
			span += " " + people(e)
		} else if e.Room != "" {
			span += " " + e.Room
		}
		parts = append(parts, span)
	}
	if len(parts) == 0 {
		return "–"
	}
	return strings.Join(parts, "; ")
}
