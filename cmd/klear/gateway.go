package main

import (
	"context"
	"os"

	"klear/internal/app"
)

type gatewayCmd struct{ app.Simulator }

// Run serves the gateway until a signal comes.
func (c *gatewayCmd) Run(ctx context.Context) error { return c.Simulator.Run(ctx, os.Stdout) }
