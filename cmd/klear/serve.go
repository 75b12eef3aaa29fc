package main

import (
	"context"
	"os"

	"klear/internal/app"
	"klear/internal/platform/config"
)

type serveCmd struct {
	config.Config
}

// Run serves until a signal comes, then stops without losing a request.
func (s *serveCmd) Run(ctx context.Context) error {
	a, err := app.New(ctx, &s.Config, app.Options{Version: version, Out: os.Stdout, Serve: true})
	if err != nil {
		return err
	}
	return a.Run(ctx)
}
