package app

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"runtime"

	"klear/internal/modules/business"
	"klear/internal/modules/identity"
	"klear/internal/modules/notify"
	"klear/internal/platform/blob"
	"klear/internal/platform/gazetteer"
	"klear/internal/platform/imagex"
	"klear/internal/web/shell"
)

// files fits the file store to what identity and catalog ask for: whole small files.
type files struct{ store blob.Store }

// maxFile is the largest file a module keeps: a verification document with its seal.
const maxFile = 16 << 20

// Put stores data under key.
func (f files) Put(ctx context.Context, key, contentType string, data []byte) error {
	_, err := f.store.Put(ctx, key, bytes.NewReader(data), contentType, maxFile)
	return err
}

// Get reads a whole file.
func (f files) Get(ctx context.Context, key string) ([]byte, error) {
	c, _, err := f.store.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return io.ReadAll(io.LimitReader(c, maxFile))
}

// Delete removes a file.
func (f files) Delete(ctx context.Context, key string) error { return f.store.Delete(ctx, key) }

// pictures re-encodes uploads; at most one a processor, since a large photo fills a core and some hundred megabytes.
type pictures struct{ p *imagex.Processor }

func newPictures() pictures { return pictures{imagex.NewProcessor(runtime.NumCPU())} }

// Avatar is the picture of an account.
func (x pictures) Avatar(ctx context.Context, r io.Reader) ([]byte, string, error) {
	p, err := x.p.Avatar(ctx, r)
	return p.Large, "image/jpeg", err
}

// Photo is the picture of a public profile.
func (x pictures) Photo(ctx context.Context, r io.Reader) ([]byte, string, error) {
	return x.Avatar(ctx, r)
}

// identityMailer sends identity's letters.
type identityMailer struct{ a *App }

// SendIdentityMail renders one letter about an account.
func (m identityMailer) SendIdentityMail(ctx context.Context, kind identity.MailKind, to identity.Person, link string) error {
	return m.a.notify.Send(ctx, notify.Letter{Name: string(kind), To: to.Email, ToName: to.Name, Locale: to.Locale,
		Fields: notify.Fields{Name: to.Name, Link: link}, Key: string(kind) + ":" + link})
}

// businessMailer sends the letters of businesses.
type businessMailer struct{ a *App }

// SendInvitation renders the letter that asks somebody to join a business. The address may have no account: the letter is
// in the language of whoever asks.
func (m businessMailer) SendInvitation(ctx context.Context, to business.Invitation, from identity.Person, in business.Business) error {
	return m.a.notify.Send(ctx, notify.Letter{Name: "team_invitation", To: to.Email, Locale: from.Locale, Key: "team_invitation:" + to.ID.String(),
		Fields: notify.Fields{Name: to.Email, Other: from.Name, Service: in.Name, Link: m.a.cfg.BaseURL() + "/pro/team"}})
}

// deliverWebhook carries the sandbox gateway's messages to our own door, as a gateway's HTTP client would.
func (a *App) deliverWebhook(ctx context.Context, header http.Header, body []byte) error {
	return a.payments.ReceiveWebhook(ctx, a.sandbox.Name(), header, body)
}

// places answers search from the bundled gazetteer.
type places struct{}

// Locate finds a city by name, in a country (ISO 3166-1 alpha-2) or anywhere when that is "".
func (places) Locate(name, country string) (latitude, longitude float64, ok bool) {
	if country != "" {
		name += ", " + country
	}
	for _, p := range gazetteer.Find(name, 1) {
		return p.Latitude, p.Longitude, true
	}
	return 0, 0, false
}

// shellFiles serves stored pictures.
type shellFiles struct{ store blob.Store }

// Open reads a picture.
func (s shellFiles) Open(ctx context.Context, key string) (shell.File, error) {
	c, info, err := s.store.Get(ctx, key)
	if err != nil {
		return shell.File{}, err
	}
	return shell.File{Content: c, ContentType: info.ContentType, Stored: info.StoredAt}, nil
}
