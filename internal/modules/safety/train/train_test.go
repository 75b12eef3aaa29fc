package train_test

import (
	"bytes"
	"testing"

	"klear/internal/modules/safety/train"
)

// TestTheSameSeedGivesTheSameModel: whoever trains again can compare bytes.
func TestTheSameSeedGivesTheSameModel(t *testing.T) {
	model := func() []byte {
		m, report, err := train.Run(train.Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		for source, n := range report.Tune {
			if n == 0 || n*3 > report.Fit[source] {
				t.Errorf("%s: fitted on %d, kept %d", source, report.Fit[source], n)
			}
		}
		return m.Bytes()
	}
	if !bytes.Equal(model(), model()) {
		t.Error("two runs differ")
	}
}

func TestMissingDataIsSaid(t *testing.T) {
	if _, _, err := train.Run(train.Options{Data: t.TempDir()}); err == nil {
		t.Error("trained on nothing")
	}
}
