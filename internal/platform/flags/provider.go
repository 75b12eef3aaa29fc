package flags

import (
	"context"
	"maps"
	"sync/atomic"

	"github.com/open-feature/go-sdk/openfeature"
)

// provider is our OpenFeature provider: a map that is replaced as a whole. Flags are switches; whoever asks for another
// type is told so.
type provider struct{ decided atomic.Pointer[map[Name]bool] }

func (p *provider) set(decided map[Name]bool) {
	m := make(map[Name]bool, len(decided))
	maps.Copy(m, decided)
	maps.DeleteFunc(m, func(n Name, _ bool) bool { _, ok := ByName(n); return !ok })
	p.decided.Store(&m)
}

// Metadata names the provider in OpenFeature's hooks.
func (*provider) Metadata() openfeature.Metadata { return openfeature.Metadata{Name: "klear-postgres"} }

// Hooks are none.
func (*provider) Hooks() []openfeature.Hook { return nil }

// BooleanEvaluation answers with what was decided, or with the default. The same for everybody: nobody is experimented on.
func (p *provider) BooleanEvaluation(_ context.Context, flag string, byDefault bool, _ openfeature.FlattenedContext) openfeature.BoolResolutionDetail {
	if _, ok := ByName(Name(flag)); !ok {
		fault := openfeature.NewFlagNotFoundResolutionError(flag + " is no flag of this program")
		return openfeature.BoolResolutionDetail{Value: byDefault, ProviderResolutionDetail: openfeature.ProviderResolutionDetail{ResolutionError: fault, Reason: openfeature.ErrorReason}}
	}
	on, ok := (*p.decided.Load())[Name(flag)]
	if !ok {
		return openfeature.BoolResolutionDetail{Value: byDefault, ProviderResolutionDetail: openfeature.ProviderResolutionDetail{Reason: openfeature.DefaultReason}}
	}
	return openfeature.BoolResolutionDetail{Value: on, ProviderResolutionDetail: openfeature.ProviderResolutionDetail{Reason: openfeature.CachedReason}}
}

func otherType() openfeature.ProviderResolutionDetail {
	return openfeature.ProviderResolutionDetail{ResolutionError: openfeature.NewTypeMismatchResolutionError("flags are on or off"), Reason: openfeature.ErrorReason}
}

// StringEvaluation refuses: flags are on or off.
func (*provider) StringEvaluation(_ context.Context, _ string, v string, _ openfeature.FlattenedContext) openfeature.StringResolutionDetail {
	return openfeature.StringResolutionDetail{Value: v, ProviderResolutionDetail: otherType()}
}

// FloatEvaluation refuses: flags are on or off.
func (*provider) FloatEvaluation(_ context.Context, _ string, v float64, _ openfeature.FlattenedContext) openfeature.FloatResolutionDetail {
	return openfeature.FloatResolutionDetail{Value: v, ProviderResolutionDetail: otherType()}
}

// IntEvaluation refuses: flags are on or off.
func (*provider) IntEvaluation(_ context.Context, _ string, v int64, _ openfeature.FlattenedContext) openfeature.IntResolutionDetail {
	return openfeature.IntResolutionDetail{Value: v, ProviderResolutionDetail: otherType()}
}

// ObjectEvaluation refuses: flags are on or off.
func (*provider) ObjectEvaluation(_ context.Context, _ string, v any, _ openfeature.FlattenedContext) openfeature.InterfaceResolutionDetail {
	return openfeature.InterfaceResolutionDetail{Value: v, ProviderResolutionDetail: otherType()}
}
