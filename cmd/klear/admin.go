package main

import (
	"context"
	"fmt"

	"klear/internal/app"
	"klear/internal/platform/config"
)

type adminCmd struct {
	Grant adminGrantCmd `cmd:"" help:"Make an account an operator's. Its address must be confirmed."`
}

type adminGrantCmd struct {
	config.Config
	Email string `arg:"" help:"The account's e-mail address."`
}

// Run grants the role; a second run changes nothing.
func (g *adminGrantCmd) Run(ctx context.Context) error {
	off := false
	g.Demo = &off
	a, err := app.New(ctx, &g.Config, app.Options{Version: version})
	if err != nil {
		return err
	}
	defer a.Close(context.WithoutCancel(ctx))
	if err := a.GrantAdmin(ctx, g.Email); err != nil {
		return fmt.Errorf("%s: %w", g.Email, err)
	}
	fmt.Printf("%s is an operator from the next sign-in on\n", g.Email)
	return nil
}
