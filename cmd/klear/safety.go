package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"klear/internal/modules/safety/assess"
	"klear/internal/modules/safety/eval"
	"klear/internal/modules/safety/sets"
	"klear/internal/modules/safety/train"
)

type safetyCmd struct {
	Eval  safetyEvalCmd  `cmd:"" help:"Measure the assessment on labelled messages (JSON lines: text, label)."`
	Sets  safetySetsCmd  `cmd:"" help:"Print the program's own labelled messages as JSON lines, for eval."`
	Train safetyTrainCmd `cmd:"" help:"Fit the classifier of the assessment; the same data and seed give the same file."`
}

type safetyEvalCmd struct {
	File        string `arg:"" help:"JSON lines with text and label (none, low, moderate, high, critical), or messages and label; id and lang are optional. - is standard input."`
	Predictions string `help:"Also write one JSON line a message: id, level, score, reasons." placeholder:"FILE"`
}

// Run measures. Nothing of the messages is printed.
func (c *safetyEvalCmd) Run() (err error) {
	in := io.ReadCloser(os.Stdin)
	if c.File != "-" {
		if in, err = os.Open(c.File); err != nil {
			return err
		}
	}
	defer in.Close()
	items, err := eval.Read(in)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	results := eval.Run(items)
	eval.Print(os.Stdout, eval.Measure(results))
	if c.Predictions == "" {
		return nil
	}
	return writeTo(c.Predictions, func(w io.Writer) error { return eval.WritePredictions(w, results) })
}

// writeTo makes a file and reports the failure of its last write too.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(f)
	return errors.Join(write(b), b.Flush(), f.Close())
}

type safetySetsCmd struct {
	Part string `arg:"" enum:"train,locked,fresh" help:"train; locked: never tuned on; fresh: written last, before the rules that it measures."`
}

// Run prints.
func (c *safetySetsCmd) Run() error {
	e := json.NewEncoder(os.Stdout)
	for _, lang := range sets.Langs {
		list, err := sets.Load(lang, c.Part)
		if err != nil {
			return err
		}
		for _, m := range list {
			if err := e.Encode(map[string]any{"id": m.ID, "lang": m.Lang, "category": m.Category, "label": m.Level, "text": m.Text}); err != nil {
				return err
			}
		}
	}
	return nil
}

type safetyTrainCmd struct {
	Data string `help:"Folder with crisis, emotion-goemotions; without it only the sets of the program are used." placeholder:"DIR"`
	Out  string `required:"" help:"Where the model is written." placeholder:"FILE"`
	Seed uint64 `default:"1" help:"Of the order of training and of the slips of the fingers."`
}

// Run fits, prints the split and the figures on the part kept from fitting, and writes the model.
func (c *safetyTrainCmd) Run() error {
	model, report, err := train.Run(train.Options{Data: c.Data, Seed: c.Seed})
	if err != nil {
		return err
	}
	printTraining(os.Stdout, model, report)
	return os.WriteFile(c.Out, model.Bytes(), 0o644)
}

func printTraining(w io.Writer, m *assess.Model, r train.Report) {
	for _, source := range slices.Sorted(maps.Keys(r.Fit)) {
		fmt.Fprintf(w, "%-12s fit %6d  kept %6d\n", source, r.Fit[source], r.Tune[source])
	}
	fmt.Fprintf(w, "cut_moderate: %.3f\ncut_high: %.3f\nbytes: %d\n", r.Cuts[0], r.Cuts[1], len(m.Bytes()))
	for _, x := range r.Rates {
		fmt.Fprintf(w, "%s: %d of %d\n", x.Name, x.Hits, x.N)
	}
}
