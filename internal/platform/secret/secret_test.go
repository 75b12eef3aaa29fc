package secret

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const planted = "hunter2-marker"

func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	s := New(planted)
	holder := struct {
		Name string
		Key  Text
		Ptr  *Text
	}{"x", s, &s}

	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "key", s, "holder", holder)
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "key", s, "holder", holder)
	js, err := json.Marshal(map[Text]any{s: holder})
	if err != nil {
		t.Fatal(err)
	}
	out := log.String() + string(js)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		out += fmt.Sprintf(verb, s) + fmt.Sprintf(verb, struct{ K Text }{s})
	}
	out += fmt.Errorf("wrapped %w %v", fmt.Errorf("%s", s), s).Error()

	for _, leak := range []string{planted, fmt.Sprintf("%x", planted), fmt.Sprintf("%X", planted)} {
		if strings.Contains(out, leak) {
			t.Errorf("secret leaked as %q in %s", leak, out)
		}
	}
}

func TestRevealAndEmpty(t *testing.T) {
	t.Parallel()
	if got := New(planted).Reveal(); got != planted {
		t.Errorf("Reveal = %q", got)
	}
	if New("").IsSet() || !New("a").IsSet() {
		t.Error("IsSet is wrong")
	}
	var read Text
	if err := json.Unmarshal([]byte(`"`+planted+`"`), &read); err != nil || read != New(planted) {
		t.Errorf("reading JSON gave %q, %v", read.Reveal(), err)
	}
	if got := New("").String(); got != "" {
		t.Errorf("an empty secret prints as %q, want nothing", got)
	}
}
