package eval_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/eval"
)

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		s         eval.Share
		low, high float64
	}{{eval.Share{Hits: 81, N: 263}, .2553, .3662}, {eval.Share{Hits: 0, N: 10}, 0, .2775}, {eval.Share{Hits: 10, N: 10}, .7225, 1}, {eval.Share{}, 0, 1}} {
		if low, high := c.s.Interval(); math.Abs(low-c.low) > 1e-4 || math.Abs(high-c.high) > 1e-4 {
			t.Errorf("%+v: %f to %f, want %f to %f", c.s, low, high, c.low, c.high)
		}
	}
}

func TestReadTolerates(t *testing.T) {
	items, err := eval.Read(strings.NewReader("\ufeff" + `{"text":"hello","label":"none"}

{"id":7,"lang":"es","text":"hola","label":"low","other":1}
{"id":"s1","expected_final_level":"high","messages":[{"t":"2024-03-01T20:00:00Z","text":"a"},{"t":"2024-03-02T20:00:00Z","text":"b"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(items) != 3 || items[0].ID != "1" || items[1].ID != "7" || items[2].ID != "s1" || items[2].Label != assess.High || len(items[2].Messages) != 2 {
		t.Errorf("%+v", items)
	}
}

func TestABadLineIsNamed(t *testing.T) {
	for name, c := range map[string]struct{ line, want string }{
		"no JSON":    {"hello", "line 2:"},
		"no label":   {`{"text":"a"}`, "line 2: label is missing"},
		"no text":    {`{"label":"none"}`, "line 2: text is missing"},
		"bad label":  {`{"text":"a","label":"grave"}`, "line 2:"},
		"too long":   {`{"text":"` + strings.Repeat("a", eval.MaxText+1) + `","label":"none"}`, "line 2: text has"},
		"line bound": {strings.Repeat("a", eval.MaxLine+1), "line 2: longer"},
	} {
		_, err := eval.Read(strings.NewReader(`{"text":"a","label":"none"}` + "\n" + c.line))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := eval.Read(strings.NewReader("\n")); err == nil {
		t.Error("an empty file was measured")
	}
}

func TestPredictionsAndFigures(t *testing.T) {
	results := eval.Run([]eval.Item{{ID: "a", Label: assess.High, Text: "I want to kill myself"}, {ID: "b", Label: assess.None, Text: "Can I get an invoice?"}})
	f := eval.Measure(results)
	if f.All.Recall != (eval.Share{Hits: 1, N: 1}) || f.All.FalseNone != (eval.Share{Hits: 0, N: 1}) || f.Kappa != 1 || f.Area != 1 {
		t.Errorf("%+v", f)
	}
	var b bytes.Buffer
	if err := eval.WritePredictions(&b, results); err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		ID, Level string
		Score     float64
		Reasons   []string
	}
	for d := json.NewDecoder(&b); d.More(); {
		rows = append(rows, struct {
			ID, Level string
			Score     float64
			Reasons   []string
		}{})
		if err := d.Decode(&rows[len(rows)-1]); err != nil {
			t.Fatal(err)
		}
	}
	if len(rows) != 2 || rows[0].Level != "high" || rows[1].Reasons == nil || rows[0].Score <= rows[1].Score {
		t.Errorf("%+v", rows)
	}
	var printed bytes.Buffer
	eval.Print(&printed, f)
	if strings.Contains(printed.String(), "invoice") {
		t.Error("the figures quote a message")
	}
}
