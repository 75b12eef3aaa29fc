package app

import (
	"context"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/importfile"
	"klear/internal/platform/config"
)

// Migrate brings the configured database up to date without serving.
func Migrate(ctx context.Context, cfg *config.Config) error {
	off := false
	cfg.Demo = &off
	a, err := New(ctx, cfg, Options{})
	if err != nil {
		return err
	}
	return a.Close(context.WithoutCancel(ctx))
}

// CategorySlugs are the categories an import may refer to without bringing them.
func (a *App) CategorySlugs(ctx context.Context) ([]string, error) {
	tree, err := a.catalog.Categories(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range tree.All() {
		out = append(out, c.Slug)
	}
	return out, nil
}

// Import loads a parsed catalogue and makes it findable at once.
func (a *App) Import(ctx context.Context, f importfile.File, progress func(done, total int)) (catalog.Report, error) {
	r, err := a.catalog.Import(ctx, f, progress)
	if err == nil {
		err = a.search.ReindexAll(ctx)
	}
	return r, err
}

// TryImport says what Import would do.
func (a *App) TryImport(ctx context.Context, f importfile.File, progress func(done, total int)) (catalog.Report, error) {
	return a.catalog.TryImport(ctx, f, progress)
}
