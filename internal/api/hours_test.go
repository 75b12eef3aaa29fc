package api_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"klear/internal/modules/schedule"
)

// TestHoursThatSomebodyElseChanged are not overwritten: two programs may look after one practice.
func TestHoursThatSomebodyElseChanged(t *testing.T) {
	w := newWorld(t)
	w.populate()
	pro, _ := w.tokens(w.practitioner)
	path := "/practitioners/" + w.ids["practitioner"]
	week := object{"weekly": everyDay(), "overrides": []object{}, "timeOff": []object{}, "version": w.data(w.call("GET", path+"/hours", pro, nil))["version"]}
	w.data(w.call("PUT", path+"/availability", pro, week))
	if late := w.call("PUT", path+"/availability", pro, week); late.Code != http.StatusConflict || !strings.Contains(late.Body.String(), `"hours_changed"`) {
		t.Errorf("the second: %d %s", late.Code, late.Body)
	}
}

// TestHolidaysSayWhetherTheyAreClosed: the list changes nothing, an override does.
func TestHolidaysSayWhetherTheyAreClosed(t *testing.T) {
	w := newWorld(t)
	w.populate()
	pro, _ := w.tokens(w.practitioner)
	path := "/practitioners/" + w.ids["practitioner"]
	type view struct {
		Known    bool
		Holidays []struct {
			Date, Name string
			Closed     bool
		}
	}
	read := func() (v struct{ Data view }) {
		t.Helper()
		if err := json.Unmarshal(w.call("GET", path+"/holidays", pro, nil).Body.Bytes(), &v); err != nil || !v.Data.Known || len(v.Data.Holidays) < 5 {
			t.Fatalf("%+v, %v", v, err)
		}
		return v
	}
	last := func() struct {
		Date, Name string
		Closed     bool
	} {
		list := read().Data.Holidays
		return list[len(list)-1]
	}
	if last().Closed {
		t.Fatal("closed before anybody chose it")
	}
	w.data(w.call("PUT", path+"/availability", pro, object{"weekly": everyDay(), "overrides": []object{{"date": last().Date, "windows": []object{}}}, "timeOff": []object{}}))
	if !last().Closed {
		t.Errorf("not closed: %+v", last())
	}
}

func TestPreviewNamesWhoWouldBeOutside(t *testing.T) {
	w := newWorld(t)
	w.populate()
	pro, _ := w.tokens(w.practitioner)
	path := "/practitioners/" + w.ids["practitioner"] + "/availability/preview"
	var v struct{ Data schedule.Preview }
	if err := json.Unmarshal(w.call("POST", path, pro, object{"weekly": []object{}, "overrides": []object{}, "timeOff": []object{}}).Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Data.Days) != 14 || len(v.Data.Outside) != 1 || !slices.Equal(v.Data.Outside[0].Codes, []string{w.code()}) {
		t.Errorf("%+v", v.Data)
	}
}
