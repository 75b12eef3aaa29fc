package flags

import (
	"context"
	"regexp"
	"sync"
	"testing"

	"github.com/open-feature/go-sdk/openfeature"
)

func newFlags(t *testing.T) *Flags {
	t.Helper()
	t.Parallel()
	f, err := New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestWhatWasDecidedHolds(t *testing.T) {
	f := newFlags(t)
	for _, k := range Known {
		if got := f.On(t.Context(), k.Name); got != k.Default {
			t.Errorf("%s before anybody decided: %v", k.Name, got)
		}
	}
	f.Set(map[Name]bool{Series: false, "crisis_help": false})
	if f.On(t.Context(), Series) || !f.On(t.Context(), Saved) {
		t.Error("switching one off is not what switched one off")
	}
	if now := f.Now(t.Context()); now.On(Series) || !now.On(Embed) || len(now) != len(Known) {
		t.Errorf("at this moment: %v", now)
	}
	f.Set(nil)
	if !f.On(t.Context(), Series) {
		t.Error("what is no longer decided has its default")
	}
	var none *Flags
	if !none.On(t.Context(), Series) || !none.Now(t.Context()).On(Series) || !Set(nil).On(Series) {
		t.Error("without flags the defaults hold")
	}
}

// TestOnlyKnownSwitches: an unknown name and another type are answered with OpenFeature's own codes.
func TestOnlyKnownSwitches(t *testing.T) {
	f := newFlags(t)
	f.Set(map[Name]bool{"crisis_help": false})
	d, err := f.client.BooleanValueDetails(t.Context(), "crisis_help", true, openfeature.EvaluationContext{})
	if err == nil || d.ErrorCode != openfeature.FlagNotFoundCode || !d.Value {
		t.Errorf("an unknown flag: %v %q %v", d.Value, d.ErrorCode, err)
	}
	if d, err := f.client.StringValueDetails(t.Context(), string(Series), "x", openfeature.EvaluationContext{}); err == nil || d.ErrorCode != openfeature.TypeMismatchCode {
		t.Errorf("another type: %q %v", d.ErrorCode, err)
	}
	if f.On(t.Context(), "crisis_help") {
		t.Error("a name that is not in the list is on")
	}
}

// TestNothingThatKeepsPeopleSafe: the names themselves are watched, here and by the table.
func TestNothingThatKeepsPeopleSafe(t *testing.T) {
	t.Parallel()
	safety := regexp.MustCompile(`help|crisis|safety|report|consent|erasure|refund|cancel|sign`)
	for _, k := range Known {
		if safety.MatchString(string(k.Name)) || k.Does == "" || k.Owner == "" {
			t.Errorf("%+v", k)
		}
	}
}

func TestFlagsAreAskedWhileTheyChange(t *testing.T) {
	f := newFlags(t)
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 200 {
				f.Set(map[Name]bool{Series: i%2 == 0})
				f.Now(t.Context())
			}
		})
	}
	wg.Wait()
}
