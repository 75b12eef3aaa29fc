package pagetest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"klear/internal/modules/business"
	"klear/internal/modules/identity"
	"klear/internal/platform/mail"
)

// Letters keeps what was sent.
type Letters struct {
	mu   sync.Mutex
	list []mail.Message
}

// Send is mail.Sender.
func (l *Letters) Send(_ context.Context, m mail.Message) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, m)
	return nil
}

// SendInvitation is business.Mailer.
func (l *Letters) SendInvitation(ctx context.Context, to business.Invitation, from identity.Person, in business.Business) error {
	return l.Send(ctx, mail.Message{To: []mail.Address{{Email: to.Email}}, Subject: from.Name + " invites you to " + in.Name})
}

// To waits for a letter to an address whose subject begins so: letters are written by the queue.
func (l *Letters) To(t *testing.T, email, subject string) mail.Message {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if m, ok := l.find(email, subject); ok {
			return m
		}
	}
	t.Fatalf("no letter %q to %s", subject, email)
	return mail.Message{}
}

func (l *Letters) find(email, subject string) (mail.Message, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, m := range l.list {
		if m.To[0].Email == email && strings.HasPrefix(m.Subject, subject) {
			return m, true
		}
	}
	return mail.Message{}, false
}
