package main

import (
	"context"
	"fmt"

	"klear/internal/app"
	"klear/internal/platform/config"
)

type migrateCmd struct {
	config.Config
}

// Run migrates and stops; a second run changes nothing.
func (m *migrateCmd) Run(ctx context.Context) error {
	if err := app.Migrate(ctx, &m.Config); err != nil {
		return err
	}
	fmt.Println("the database is up to date")
	return nil
}
