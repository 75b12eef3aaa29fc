package catalog_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"klear/internal/modules/catalog"
	"klear/internal/modules/catalog/catalogtest"
	"klear/internal/modules/identity"
)

var pdf = []byte("%PDF-1.7\nsecret content")

func owner(t *testing.T, b *bundle, spec catalogtest.PractitionerSpec) (identity.Principal, catalog.Practitioner) {
	t.Helper()
	p, err := b.PractitionerByID(context.Background(), catalogtest.Practitioner(t, b.db, spec))
	if err != nil {
		t.Fatal(err)
	}
	return identity.Principal{PersonID: p.PersonID, Role: identity.Practitioner}, p
}

func TestDocumentsAreSealedAndReadByFew(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p := owner(t, b, catalogtest.PractitionerSpec{Status: "rejected"})
	d, err := b.AddDocument(ctx, who, p.ID, catalog.Paper{Kind: "degree", Name: "../degree of Asha.pdf", Content: pdf})
	if err != nil || d.ContentType != "application/pdf" {
		t.Fatalf("added: %+v %v", d, err)
	}
	for key, content := range b.blobs.Files {
		if bytes.Contains(content, []byte("secret")) || strings.Contains(key, "Asha") {
			t.Errorf("%s is readable", key)
		}
	}
	for _, reader := range []identity.Principal{who, b.admin} {
		_, name, content, err := b.ReadDocument(ctx, reader, d.ID)
		if err != nil || name != "../degree of Asha.pdf" || !bytes.Equal(content, pdf) {
			t.Errorf("read: %q %v", name, err)
		}
	}
	for _, stranger := range []identity.Principal{{}, b.person(t, identity.Practitioner), b.person(t, identity.Seeker)} {
		if _, _, _, err := b.ReadDocument(ctx, stranger, d.ID); !errors.Is(err, catalog.ErrNoDocument) {
			t.Errorf("%s read it: %v", stranger.Role, err)
		}
		if _, err := b.AddDocument(ctx, stranger, p.ID, catalog.Paper{Kind: "degree", Name: "x", Content: pdf}); err == nil {
			t.Errorf("%s added one", stranger.Role)
		}
	}
	again, err := b.PractitionerByID(ctx, p.ID)
	if err != nil || again.VerificationStatus != catalog.Pending {
		t.Errorf("a rejected profile with new papers is not in the queue: %+v %v", again, err)
	}
	queue, _, err := b.VerificationQueue(ctx, b.admin, catalog.Pending, 1, 10)
	if err != nil || len(queue) != 1 || len(queue[0].Documents) != 1 {
		t.Errorf("queue: %+v %v", queue, err)
	}
}

func TestDocumentLimits(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p := owner(t, b, catalogtest.PractitionerSpec{})
	big := append(bytes.Clone(pdf), make([]byte, 15<<20)...)
	for name, c := range map[string]struct {
		content []byte
		want    error
	}{
		"empty": {nil, catalog.ErrDocumentSize}, "big": {big, catalog.ErrDocumentSize},
		"page": {[]byte("<html><script>"), catalog.ErrDocumentType}, "program": {[]byte("MZ\x90\x00"), catalog.ErrDocumentType},
		"largest": {big[:15<<20], nil},
	} {
		if _, err := b.AddDocument(ctx, who, p.ID, catalog.Paper{Kind: "other", Name: "scan.pdf", Content: c.content}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for range 19 {
		if _, err := b.AddDocument(ctx, who, p.ID, catalog.Paper{Kind: "other", Name: "scan.pdf", Content: pdf}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.AddDocument(ctx, who, p.ID, catalog.Paper{Kind: "other", Name: "scan.pdf", Content: pdf}); !errors.Is(err, catalog.ErrTooManyDocs) {
		t.Errorf("document 21: %v", err)
	}
	if n := len(b.blobs.Files); n != 20 {
		t.Errorf("%d files for 20 documents", n)
	}
}

func TestPhotoReplacesTheOldFile(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	who, p := owner(t, b, catalogtest.PractitionerSpec{})
	for _, picture := range []string{"one", "two"} {
		got, err := b.SetPhoto(ctx, who, p.ID, []byte(picture))
		if err != nil || string(b.blobs.Files[got.PhotoKey]) != picture || len(b.blobs.Files) != 1 {
			t.Fatalf("%s: %q %v", picture, got.PhotoKey, err)
		}
	}
	if got, err := b.RemovePhoto(ctx, who, p.ID); err != nil || got.PhotoKey != "" || len(b.blobs.Files) != 0 {
		t.Errorf("removed: %q %d %v", got.PhotoKey, len(b.blobs.Files), err)
	}
	if _, err := b.SetPhoto(ctx, b.person(t, identity.Seeker), p.ID, []byte("three")); !errors.Is(err, identity.ErrForbidden) {
		t.Errorf("a stranger: %v", err)
	}
}
