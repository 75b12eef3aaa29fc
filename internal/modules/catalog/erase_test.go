package catalog_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
)

// asOwner changes the schema, as only its owner may.
func (b *bundle) asOwner(t *testing.T, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), b.url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

// doomed is a public profile whose account was deleted a moment ago.
func doomed(t *testing.T, b *bundle) (person uuid.UUID, p catalog.Practitioner) {
	t.Helper()
	_, p = owner(t, b, catalogtest.PractitionerSpec{})
	if _, err := b.db.Exec(t.Context(), "update identity.person set status = 'deleted', deleted_at = now() where id = $1", p.PersonID); err != nil {
		t.Fatal(err)
	}
	return p.PersonID, p
}

// TestNobodyTakesTheAddressOfAnErasure: by the form, by a name, by a file, or in the database. Red without
// practitioner_slug_reserved.
func TestNobodyTakesTheAddressOfAnErasure(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	_, p := owner(t, b, catalogtest.PractitionerSpec{})
	trap := catalog.ErasedSlug(p.ID)
	in := profile("Trap")
	in.Slug = trap
	if _, err := b.CreatePractitioner(ctx, b.person(t, identity.Seeker), in); faultsOf(err)["slug"] != "reserved_slug" {
		t.Errorf("asked for: %v", err)
	}
	named, err := b.CreatePractitioner(ctx, b.person(t, identity.Seeker), profile(trap))
	if err != nil || named.Slug == trap {
		t.Errorf("made of a name: %q, %v", named.Slug, err)
	}
	f := file(1)
	f.Practitioners[0].Name = trap
	if _, err := b.Import(ctx, f, nil); err != nil {
		t.Errorf("imported: %v", err)
	}
	if _, err := b.db.Exec(ctx, "update catalog.practitioner set slug = $2 where id = $1", named.ID, trap); !db.Violates(err, "practitioner_slug_reserved") {
		t.Errorf("in the database: %v", err)
	}
}

// TestATakenNameDoesNotStopAnErasure: somebody has the address all the same.
func TestATakenNameDoesNotStopAnErasure(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	person, p := doomed(t, b)
	_, trap := owner(t, b, catalogtest.PractitionerSpec{})
	b.asOwner(t, "alter table catalog.practitioner drop constraint practitioner_slug_reserved")
	if _, err := b.db.Exec(ctx, "update catalog.practitioner set slug = $2 where id = $1", trap.ID, catalog.ErasedSlug(p.ID)); err != nil {
		t.Fatal(err)
	}
	if err := b.FollowAccount(ctx, person); err != nil {
		t.Fatal(err)
	}
	if now, err := b.PractitionerByID(ctx, p.ID); err != nil || now.DisplayName != identity.DeletedName {
		t.Errorf("%q is there, %v", now.DisplayName, err)
	}
}

// TestWhatCannotBeErasedIsHidden: whatever stops the erasure, nobody sees the page meanwhile.
func TestWhatCannotBeErasedIsHidden(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	person, p := doomed(t, b)
	b.asOwner(t, "alter table catalog.practitioner add constraint stays check (erased_at is null)")
	if err := b.FollowAccount(ctx, person); err == nil {
		t.Error("the erasure was not stopped")
	}
	if _, _, err := b.PractitionerBySlug(ctx, p.Slug); !errors.Is(err, catalog.ErrNoPractitioner) {
		t.Errorf("its page: %v", err)
	}
}
