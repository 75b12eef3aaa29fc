package catalog_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
)

func TestEmbedOrigins(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p := owner(t, b, catalogtest.PractitionerSpec{})
	got, err := b.SetEmbedOrigins(ctx, who, p.ID, []string{"https://Example.org/page?x=1", "example.org", "https://a.example.org:8443", " ", "http://localhost:9000", "https://b.example:443"})
	if want := []string{"https://example.org", "https://a.example.org:8443", "http://localhost:9000", "https://b.example"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("kept %v, %v", got, err)
	}
	for _, bad := range []string{"http://example.org", "*", "https://*.example.org", "https://example.org;script-src", "https://a b.org", "javascript:alert(1)", "https://user@example.org", "https://intranet", "https://a..b", "https://[::1]", "data:x", "null",
		"https://" + strings.Repeat("a", 300) + ".org", "https://exämple.org", "'self'"} {
		if _, err := b.SetEmbedOrigins(ctx, who, p.ID, []string{bad}); faultsOf(err)["origins"] != "bad_origin" {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if _, err := b.SetEmbedOrigins(ctx, who, p.ID, strings.Split("a.b c.d e.f g.h i.j k.l m.n o.p q.r s.t u.v", " ")); faultsOf(err)["origins"] != "too_many" {
		t.Errorf("eleven: %v", err)
	}
	if _, err := b.SetEmbedOrigins(ctx, b.person(t, identity.Practitioner), p.ID, nil); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a stranger: %v", err)
	}
	if list, err := b.EmbedOrigins(ctx, p.ID); err != nil || len(list) != 4 {
		t.Errorf("%v, %v", list, err)
	}
	if _, err := b.SetEmbedOrigins(ctx, who, p.ID, nil); err != nil {
		t.Error(err)
	}
	if list, err := b.EmbedOrigins(ctx, p.ID); err != nil || len(list) != 0 || catalog.MaxEmbedOrigins != 10 {
		t.Errorf("%v, %v", list, err)
	}
}
