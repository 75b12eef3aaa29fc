package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"

	"klear/internal/platform/clock"
	"klear/internal/platform/ids"
	"klear/internal/platform/secret"
)

// smtpTimeout bounds the whole conversation with the server, unless the context's deadline is earlier.
const smtpTimeout = 30 * time.Second

// DeliveryError says that a server did not take a message. Its text names no person.
type DeliveryError struct {
	// Permanent means that a retry cannot help: the address does not exist, the message is refused.
	Permanent bool
	// Code is the server's SMTP status, or 0 when there was no answer.
	Code  int
	cause error
}

// Error is for the log. The server's own text is left out of it: it often quotes the address.
func (e *DeliveryError) Error() string {
	kind := "for now"
	if e.Permanent {
		kind = "for good"
	}
	return fmt.Sprintf("mail: not delivered %s (SMTP status %d)", kind, e.Code)
}

// Unwrap returns the cause.
func (e *DeliveryError) Unwrap() error { return e.cause }

// SMTP sends through a mail server. It is safe for concurrent use.
type SMTP struct {
	host  string
	opts  []gomail.Option
	clock clock.Clock
	ids   ids.Source
}

// SMTPOptions configure NewSMTP.
type SMTPOptions struct {
	Clock clock.Clock // nil: the system's
	IDs   ids.Source
	TLS   *tls.Config // nil: the system's certificates
}

// NewSMTP reads a URL: smtps://user:password@host[:465] is TLS from the first byte, smtp://user:password@host[:587]
// requires STARTTLS, and smtp://host[:25]?tls=none has neither TLS nor a password. Errors never quote the URL.
func NewSMTP(rawURL secret.Text, opt SMTPOptions) (*SMTP, error) {
	u, err := url.Parse(rawURL.Reveal())
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("mail: the SMTP URL is not of the form smtps://user:password@host")
	}
	s := &SMTP{host: u.Hostname(), clock: opt.Clock, ids: opt.IDs}
	if s.clock == nil {
		s.clock = clock.System{}
	}
	if s.ids == (ids.Source{}) {
		s.ids = ids.NewSource(nil)
	}
	port, err := s.security(u)
	if err != nil {
		return nil, err
	}
	if p := u.Port(); p != "" {
		if port, err = strconv.Atoi(p); err != nil {
			return nil, errors.New("mail: the port of the SMTP URL is not a number")
		}
	}
	s.opts = append(s.opts, gomail.WithPort(port))
	if opt.TLS != nil {
		s.opts = append(s.opts, gomail.WithTLSConfig(opt.TLS))
	}
	if password, ok := u.User.Password(); ok {
		s.opts = append(s.opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return s, nil
}

// security chooses TLS by scheme and returns the usual port.
func (s *SMTP) security(u *url.URL) (port int, err error) {
	none := u.Query().Get("tls") == "none"
	switch {
	case u.Scheme == "smtps" && !none:
		s.opts = append(s.opts, gomail.WithSSL())
		return 465, nil
	case u.Scheme == "smtp" && none:
		if u.User != nil {
			return 0, errors.New("mail: a password is not sent without TLS: remove tls=none or the password")
		}
		s.opts = append(s.opts, gomail.WithTLSPolicy(gomail.NoTLS))
		return 25, nil
	case u.Scheme == "smtp":
		s.opts = append(s.opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
		return 587, nil
	}
	return 0, errors.New("mail: the SMTP URL must start with smtp:// or smtps://")
}

// Send delivers m. It returns ErrInvalid or a *DeliveryError.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := compose(&m, s.clock.Now(), s.ids)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, smtpTimeout)
	defer cancel()
	if err := ctx.Err(); err != nil {
		return &DeliveryError{cause: err}
	}
	// A client holds one conversation, so each message gets its own. It looks at the context while connecting only;
	// after that its own timeout counts.
	deadline, _ := ctx.Deadline()
	client, err := gomail.NewClient(s.host, append(slices.Clone(s.opts), gomail.WithTimeout(time.Until(deadline)))...)
	if err != nil {
		return &DeliveryError{cause: err}
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return deliveryError(err)
	}
	return nil
}

// deliveryError takes an answer of the 500s as final and everything else (no answer, 400s, TLS trouble) as passing.
func deliveryError(err error) error {
	d := &DeliveryError{cause: err}
	if send, ok := errors.AsType[*gomail.SendError](err); ok {
		d.Code = send.ErrorCode()
		d.Permanent = d.Code >= 500 && d.Code < 600 && !send.IsTemp()
	}
	return d
}
