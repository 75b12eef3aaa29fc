package main

import (
	"context"
	"os"

	"klear/internal/app"
	"klear/internal/platform/config"
	"klear/internal/platform/httpx"
)

type serveCmd struct {
	config.Config
}

// Run serves until a signal comes, then stops without losing a request.
func (s *serveCmd) Run(ctx context.Context) error {
	if err := httpx.CheckAddr(ctx, s.Addr); err != nil {
		return err
	}
	a, err := app.New(ctx, &s.Config, app.Options{Version: version, Out: os.Stdout})
	if err != nil {
		return err
	}
	return a.Run(ctx)
}
