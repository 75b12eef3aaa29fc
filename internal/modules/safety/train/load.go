package train

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/sets"
)

// load reads every source. Public texts are read and never kept.
func load(o Options) ([]sample, error) {
	out, err := own(o.Seed)
	if err != nil || o.Data == "" {
		return out, err
	}
	for _, read := range []func(string) ([]sample, error){emotions, stress, riskPhrases, experts} {
		more, err := read(o.Data)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// own are the train sets of the repository, each message once as written and once with slips of the fingers.
func own(seed uint64) ([]sample, error) {
	rnd := rand.New(rand.NewPCG(seed, 2))
	var out []sample
	for _, lang := range sets.Langs {
		list, err := sets.Load(lang, "train")
		if err != nil {
			return nil, err
		}
		for _, m := range list {
			s := sample{level: m.Level, weight: 1, tune: m.Template%tuneEvery == 0, source: "own-" + lang}
			s.features = assess.Features(m.Text)
			out = append(out, s)
			s.features, s.weight = assess.Features(slip(rnd, m.Text)), .7
			out = append(out, s)
		}
	}
	return out, nil
}

// slip makes the mistakes of quick fingers: a letter twice, missing, or changed places with the next.
func slip(rnd *rand.Rand, text string) string {
	r := []rune(text)
	for range 1 + len(r)/25 {
		i := rnd.IntN(max(1, len(r)-2))
		switch rnd.IntN(3) {
		case 0:
			r = slices.Insert(r, i, r[i])
		case 1:
			r = slices.Delete(r, i, i+1)
		default:
			r[i], r[i+1] = r[i+1], r[i]
		}
	}
	return string(r)
}

// emotions are everyday comments (GoEmotions, CC BY 4.0): none. Those that the phrase layer flags are left out: some of
// them mean it.
func emotions(dir string) ([]sample, error) {
	var out []sample
	for _, part := range []string{"train", "dev"} {
		err := lines(filepath.Join(dir, "emotion-goemotions", part+".tsv"), func(n int, line string) error {
			text, _, _ := strings.Cut(line, "\t")
			if assess.Phrases(text) < assess.Moderate {
				out = append(out, sample{assess.Features(text), assess.None, .3, part == "dev", "goemotions"})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// stress are sentences about ordinary stress (SAD, MIT): low.
func stress(dir string) ([]sample, error) {
	var out []sample
	err := lines(filepath.Join(dir, "crisis", "sad_dev.tsv"), func(n int, line string) error {
		cells := strings.Split(line, "\t")
		if text := cells[len(cells)-1]; n > 1 && assess.Phrases(text) < assess.Moderate {
			out = append(out, sample{assess.Features(text), assess.Low, .5, n%tuneEvery == 0, "sad"})
		}
		return nil
	})
	return out, err
}

// What constructs of the Suicide Risk Lexicon (Apache-2.0) say. Single words in it are noise.
var constructs = map[string]assess.Level{
	"Active suicidal ideation & suicidal planning": assess.High,
	"Direct self-injury":                           assess.High,
	"Passive suicidal ideation":                    assess.Moderate,
	"Relationships & kinship":                      assess.None,
	"Finances & work stress":                       assess.Low,
	"Fatigue & tired":                              assess.Low,
	"Mental health treatment":                      assess.Low,
	"Physical health issues & disability":          assess.Low,
	"Anxiety":                                      assess.Low,
	"Sleep issues":                                 assess.Low,
}

func riskPhrases(dir string) ([]sample, error) {
	var out []sample
	err := lines(filepath.Join(dir, "crisis", "srl_v1_lexicon.tsv"), func(_ int, line string) error {
		construct, phrase, _ := strings.Cut(line, "\t")
		level, known := constructs[construct]
		if !known || strings.Count(phrase, " ") < 2 {
			return nil
		}
		out = append(out, sample{assess.Features(phrase), level, .3, false, "srl"})
		return nil
	})
	return out, err
}

// experts are sentences of posts whose authors experts labelled (C-SSRS on Reddit, CC BY 4.0). A label is of the person,
// so a sentence counts only where the phrase layer agrees with it.
func experts(dir string) ([]sample, error) {
	f, err := os.Open(filepath.Join(dir, "crisis", "cssrs_users_dev.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var out []sample
	for d := json.NewDecoder(z); d.More(); {
		var user struct {
			Label string
			Posts []string
		}
		if err := d.Decode(&user); err != nil {
			return nil, err
		}
		for _, post := range user.Posts {
			for _, sentence := range strings.FieldsFunc(post, func(r rune) bool { return r == '.' || r == '?' || r == '!' || r == '\n' }) {
				out = appendSentence(out, user.Label, sentence)
			}
		}
	}
	return out, nil
}

func appendSentence(out []sample, label, sentence string) []sample {
	if n := strings.Count(strings.TrimSpace(sentence), " "); n < 4 || n > 40 {
		return out
	}
	level := assess.Phrases(sentence)
	risky := label == "Ideation" || label == "Behavior" || label == "Attempt"
	switch {
	case risky && level >= assess.Moderate:
		return append(out, sample{assess.Features(sentence), level, .4, false, "cssrs"})
	case label == "Supportive" && level == assess.None:
		return append(out, sample{assess.Features(sentence), assess.None, .2, false, "cssrs"})
	}
	return out
}

func lines(path string, do func(n int, line string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("safety data: %w", err)
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<20)
	for n := 1; s.Scan(); n++ {
		if err := do(n, s.Text()); err != nil {
			return err
		}
	}
	return s.Err()
}
