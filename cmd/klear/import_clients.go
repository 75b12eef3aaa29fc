package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"klear/internal/app"
	"klear/internal/modules/client"
	"klear/internal/platform/config"

	"github.com/schollz/progressbar/v3"
)

type importClientsCmd struct {
	config.Config
	File         string `arg:"" help:"The table, CSV." type:"existingfile"`
	Practitioner string `required:"" help:"The e-mail address the practitioner signs in with."`
	DryRun       bool   `help:"Say what would change and store nothing."`
}

// Run imports a table into one practitioner's list. A faulty row is printed with its line and field and left out; the
// others are stored in one transaction. The same file again changes nothing.
func (c *importClientsCmd) Run(ctx context.Context) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	off := false
	c.Demo = &off
	a, err := app.New(ctx, &c.Config, app.Options{Version: version})
	if err != nil {
		return err
	}
	defer a.Close(context.WithoutCancel(ctx))
	bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription("clients"), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	defer bar.Finish()
	began := time.Now()
	report, err := a.ImportClients(ctx, c.Practitioner, f, c.DryRun, func(done, _ int) { _ = bar.Set(done) })
	if err != nil {
		return explainImport(err)
	}
	c.tell(report, time.Since(began))
	return nil
}

func (c *importClientsCmd) tell(r client.Report, took time.Duration) {
	for _, fault := range r.Faults {
		at := fmt.Sprintf("line %d", fault.Line)
		if fault.Field != "" {
			at += ", " + fault.Field
		}
		fmt.Fprintf(os.Stderr, "%s: %s: %s\n", c.File, at, fault.Message)
	}
	verb := "stored"
	if c.DryRun {
		verb = "would be stored (dry run)"
	}
	fmt.Printf("%s: %s in %.1f s\n  clients: %d new, %d changed, %d unchanged, %d left out\n", c.File, verb, took.Seconds(), r.New, r.Changed, r.Unchanged, r.Faulty)
}
