package jurisdiction

import (
	"net/url"
	"slices"
	"testing"
	"time"
)

func country(zone string) string {
	return map[string]string{"America/Chicago": "US", "America/New_York": "US", "America/Los_Angeles": "US", "Asia/Kolkata": "IN"}[zone]
}

func open(t *testing.T, unknown, stricter string) *Book {
	t.Helper()
	b, err := Load(unknown, stricter, country)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestWhichPackCounts: what somebody says, then their zone, then their locale, then what the operator set.
func TestWhichPackCounts(t *testing.T) {
	b := open(t, "", "")
	all := []Bar{Dialogue, Emotions, Insights}
	for name, tt := range map[string]struct {
		where        Where
		bars         []Bar
		guessed, ask bool
	}{
		"said":                        {Where{"US-IL", "Asia/Kolkata", "hi-IN"}, all, false, false},
		"said another part":           {Where{"US-WI", "America/Chicago", "en-US"}, nil, false, false},
		"said elsewhere":              {Where{Elsewhere, "America/Chicago", "en-US"}, nil, false, false},
		"a zone that may be":          {Where{"", "America/Chicago", "hi-IN"}, all, true, true},
		"a zone that is not":          {Where{"", "America/New_York", ""}, nil, false, true},
		"another zone":                {Where{"", "America/Los_Angeles", ""}, []Bar{Dialogue}, true, true},
		"a country and its zone":      {Where{"US", "America/New_York", ""}, nil, false, true},
		"a country, zone elsewhere":   {Where{"US", "Asia/Kolkata", ""}, all, true, true},
		"a locale":                    {Where{"", "", "en-US"}, all, true, true},
		"a locale without a country":  {Where{"", "", "en"}, nil, false, false},
		"the zone before the locale":  {Where{"", "Asia/Kolkata", "en-US"}, nil, false, false},
		"nothing known":               {Where{}, nil, false, false},
		"only the part, not the talk": {Where{"US-NV", "", ""}, []Bar{Dialogue}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.For(tt.where)
			if !slices.Equal(r.Bars, tt.bars) || r.Guessed != tt.guessed || r.Ask != tt.ask || (len(r.Packs) > 0) != (len(tt.bars) > 0) {
				t.Errorf("%+v", r)
			}
			if r.Journal() != (len(tt.bars) > 0) {
				t.Errorf("journal %v", r.Journal())
			}
		})
	}
	if r := open(t, "US-IL", "").For(Where{}); !slices.Equal(r.Bars, all) {
		t.Errorf("the operator's place: %+v", r)
	}
	if (*Book)(nil).For(Where{Place: "US-IL"}).Bars != nil {
		t.Error("without a book")
	}
}

// TestTheOperatorOnlyAdds: a bar can be set, and none taken away.
func TestTheOperatorOnlyAdds(t *testing.T) {
	b := open(t, "", "US-CA=dialogue,insights DE=emotions *=insights")
	for place, want := range map[string][]Bar{
		"US-CA": {Dialogue, Insights}, "DE": {Emotions, Insights}, "DE-BY": {Emotions, Insights}, "FR": {Insights}, "US-IL": {Dialogue, Emotions, Insights}, Elsewhere: {Insights}, "US-NV": {Dialogue, Insights},
	} {
		if r := b.For(Where{Place: place, Zone: "America/New_York"}); !slices.Equal(r.Bars, want) {
			t.Errorf("%s: %v", place, r.Bars)
		}
	}
	for _, bad := range []string{"US-IL", "US-IL=", "US-IL=nothing", "illinois=dialogue", "=dialogue", "US-IL=-dialogue"} {
		if _, err := Load("", bad, country); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
	if _, err := Load("Illinois", "", country); err == nil {
		t.Error("a place of no shape is read")
	}
}

// TestTheFileIsWhole: each pack names its law, where it can be read, since when, and when somebody last did.
func TestTheFileIsWhole(t *testing.T) {
	b := open(t, "", "")
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Error(err)
		}
		return at
	}
	dated := day(b.Dated)
	for _, p := range b.packs {
		at, err := url.Parse(p.Source)
		if err != nil || at.Scheme != "https" || !Known(p.Place) || len(p.Bars) == 0 || p.Law == "" || day(p.Since).After(dated) || day(p.Checked).After(dated) {
			t.Errorf("%+v", p)
		}
		for _, bar := range p.Bars {
			if !slices.Contains(Bars, bar) {
				t.Errorf("%s: %s", p.Place, bar)
			}
		}
		for _, z := range p.Zones {
			if _, err := time.LoadLocation(z); err != nil {
				t.Error(err)
			}
		}
	}
	if b.Stale(dated) != 0 || b.Stale(dated.AddDate(1, 1, 0)) != len(b.packs) || !slices.Equal(b.Places(), []string{"US-IL", "US-NV"}) {
		t.Errorf("%v", b.Places())
	}
}
