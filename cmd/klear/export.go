package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"klear/internal/app"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/platform/config"
)

type exportCmd struct {
	Catalogue exportCatalogueCmd `cmd:"" help:"Write categories, practitioners, services and hours to a CSV or JSON file that imports back without a change."`
}

type exportCatalogueCmd struct {
	config.Config
	File string `arg:"" help:"The new file, .csv or .json." type:"path"`
}

// Run writes the file for its owner's eyes only, since it holds addresses; a file that is there already is kept. Whoever
// cannot be in it is named.
func (c *exportCatalogueCmd) Run(ctx context.Context) error {
	format, err := importfile.FormatOf(c.File)
	if err != nil {
		return err
	}
	off := false
	c.Demo = &off
	a, err := app.New(ctx, &c.Config, app.Options{Version: version})
	if err != nil {
		return err
	}
	defer a.Close(context.WithoutCancel(ctx))
	out, err := a.Export(ctx)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(importfile.Write(f, out.File, format), f.Close()); err != nil {
		return err
	}
	for _, p := range out.LeftOut {
		fmt.Fprintf(os.Stderr, "left out: %s (%s): %s: %s\n", p.Name, p.PractitionerID, p.Why.Field, p.Why.Message)
	}
	fmt.Printf("%s: %d categories, %d practitioners, %d left out\n", c.File, len(out.Categories), len(out.Practitioners), len(out.LeftOut))
	return nil
}
