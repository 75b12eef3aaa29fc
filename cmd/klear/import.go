package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"klear/internal/app"
	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/platform/apperr"
	"klear/internal/platform/config"

	"github.com/schollz/progressbar/v3"
)

type importCmd struct {
	Clients   importClientsCmd   `cmd:"" help:"Load a practitioner's clients from a CSV table; faulty rows are left out. Format: docs/users/clients.md."`
	Catalogue importCatalogueCmd `cmd:"" help:"Load categories, practitioners, services and hours from a CSV or JSON file, all or nothing. Format: docs/operators/import-catalogue.md."`
}

type importCatalogueCmd struct {
	config.Config
	File   string `arg:"" help:"The file, .csv or .json." type:"existingfile"`
	DryRun bool   `help:"Say what would change and store nothing."`
}

var errFaults = errors.New("nothing was stored")

// Run reads the whole file first: a fault anywhere means that nothing is stored. Every fault is printed with its line
// and field.
func (c *importCatalogueCmd) Run(ctx context.Context) error {
	format, err := importfile.FormatOf(c.File)
	if err != nil {
		return err
	}
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
	known, err := a.CategorySlugs(ctx)
	if err != nil {
		return err
	}
	lines := importfile.Lines{}
	parsed, faults := importfile.Parse(f, format, importfile.KnownCategories(known...), importfile.NoteLines(lines))
	if len(faults) > 0 {
		for _, fault := range faults {
			fmt.Fprintf(os.Stderr, "%s: %s\n", c.File, fault)
		}
		return fmt.Errorf("%d faults: %w", len(faults), errFaults)
	}
	report, err := c.load(ctx, a, *parsed)
	if err != nil {
		return c.explain(err, lines)
	}
	verb := "stored"
	if c.DryRun {
		verb = "would be stored (dry run)"
	}
	fmt.Printf("%s: %s\n  categories:    %s\n  practitioners: %s\n  services:      %s\n", c.File, verb, counts(report.Categories), counts(report.Practitioners), counts(report.Services))
	return nil
}

func (c *importCatalogueCmd) load(ctx context.Context, a *app.App, f importfile.File) (catalog.Report, error) {
	bar := progressbar.NewOptions(len(f.Practitioners), progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription("practitioners"),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(65_000_000))
	defer bar.Finish()
	progress := func(done, _ int) { _ = bar.Set(done) }
	if c.DryRun {
		return a.TryImport(ctx, f, progress)
	}
	return a.Import(ctx, f, progress)
}

// explain prints the database's answers with their lines.
func (c *importCatalogueCmd) explain(err error, lines importfile.Lines) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	for _, f := range e.Fields {
		fmt.Fprintf(os.Stderr, "%s: %s\n", c.File, importfile.Fault{Line: lines.At(f.Path), Field: f.Path, Code: f.Code, Message: f.Message})
	}
	return fmt.Errorf("%s: %w", e.Message, errFaults)
}

// explainImport prints where in the file the database's answer belongs.
func explainImport(err error) error {
	e, ok := apperr.As(err)
	if !ok {
		return err
	}
	for _, f := range e.Fields {
		fmt.Fprintf(os.Stderr, "%s: %s\n", f.Path, f.Message)
	}
	return fmt.Errorf("%s: %w", e.Message, errFaults)
}

func counts(c catalog.Counts) string {
	s := fmt.Sprintf("%d created, %d updated, %d unchanged", c.Created, c.Updated, c.Unchanged)
	if c.Deactivated > 0 {
		s += fmt.Sprintf(", %d deactivated", c.Deactivated)
	}
	return s
}
