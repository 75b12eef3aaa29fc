package flags

import (
	"context"
	"fmt"

	"github.com/open-feature/go-sdk/openfeature"
	"github.com/open-feature/go-sdk/openfeature/isolated"

	"klear/internal/platform/apperr"
)

// ErrOff answers for an area that is switched off, in pages and in REST.
var ErrOff = apperr.New(apperr.NotFound, "feature_off", "This is switched off at the moment.")

// Flags answers whether an area is on. It is safe for concurrent use and asks nobody: values are in memory. A nil *Flags
// answers with the defaults.
type Flags struct {
	api    *openfeature.EvaluationAPI
	client *openfeature.Client
	values *provider
}

// New makes flags that all have their defaults. Each has an OpenFeature instance of its own: several programs can run in
// one process, as tests do.
func New(ctx context.Context) (*Flags, error) {
	f := &Flags{api: isolated.NewAPI(), values: &provider{}}
	f.values.set(nil)
	if err := f.api.SetProviderAndWait(ctx, f.values); err != nil {
		return nil, fmt.Errorf("flags: %w", err)
	}
	f.client = f.api.NewClient()
	return f, nil
}

// Close gives the provider back.
func (f *Flags) Close(ctx context.Context) error { return f.api.Shutdown(ctx) }

// Set replaces what was decided; names that the code does not know are left out.
func (f *Flags) Set(decided map[Name]bool) { f.values.set(decided) }

// On reports whether an area is on.
func (f *Flags) On(ctx context.Context, n Name) bool {
	known, ok := ByName(n)
	if !ok {
		return false
	}
	if f == nil {
		return known.Default
	}
	return f.client.Boolean(ctx, string(n), known.Default, openfeature.EvaluationContext{})
}

// Set is the flags as they were at one moment, so that a page agrees with itself.
type Set map[Name]bool

// On reports whether an area is on; what the set does not know has its default.
func (s Set) On(n Name) bool {
	if on, ok := s[n]; ok {
		return on
	}
	f, _ := ByName(n)
	return f.Default
}

// Now is every flag at this moment.
func (f *Flags) Now(ctx context.Context) Set {
	out := make(Set, len(Known))
	for _, k := range Known {
		out[k.Name] = f.On(ctx, k.Name)
	}
	return out
}
