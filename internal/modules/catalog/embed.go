package catalog

import (
	"context"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"klear/internal/modules/catalog/internal/catalogdb"
	"klear/internal/modules/identity"
	"klear/internal/platform/db"
	"klear/internal/platform/idem"
)

// MaxEmbedOrigins is how many sites may show one practitioner's booking box.
const MaxEmbedOrigins = 10

// EmbedOrigins are the sites that may show a practitioner's booking box, as browsers name them: scheme, host and port.
func (c *Catalog) EmbedOrigins(ctx context.Context, practitionerID uuid.UUID) ([]string, error) {
	return on(c.DB).EmbedOrigins(ctx, practitionerID)
}

// OwnEmbedOrigins are the same for who may change them. Errors: ErrNoPractitioner, identity.ErrForbidden,
// identity.ErrUnauthenticated.
func (c *Catalog) OwnEmbedOrigins(ctx context.Context, by identity.Principal, practitionerID uuid.UUID) ([]string, error) {
	if err := c.mayChange(ctx, by, practitionerID); err != nil {
		return nil, err
	}
	return c.EmbedOrigins(ctx, practitionerID)
}

// SetEmbedOrigins replaces the caller's list, and returns it as browsers write it. Addresses of pages are taken for their
// site. Errors: ErrNoPractitioner, identity.ErrForbidden, apperr.ErrValidation ("origins").
func (c *Catalog) SetEmbedOrigins(ctx context.Context, by identity.Principal, practitionerID uuid.UUID, list []string) ([]string, error) {
	var v checker
	out := []string{}
	for _, s := range list {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		origin, ok := originOf(s)
		v.Check(ok, "origins", "bad_origin", "Write each site like https://example.org.")
		if ok && !slices.Contains(out, origin) {
			out = append(out, origin)
		}
	}
	v.Check(len(out) <= MaxEmbedOrigins, "origins", "too_many", "List at most %d.", MaxEmbedOrigins)
	if err := v.Err(); err != nil {
		return nil, err
	}
	err := idem.InTx(ctx, c.DB, c.Clock.Now(), &out, func(tx db.Tx) error {
		if _, err := c.lockTx(ctx, tx, by, practitionerID); err != nil {
			return err
		}
		if err := on(tx).ClearEmbedOrigins(ctx, practitionerID); err != nil {
			return err
		}
		return on(tx).AddEmbedOrigins(ctx, catalogdb.AddEmbedOriginsParams{PractitionerID: practitionerID, Origins: out})
	})
	return out, err
}

// originOf reads the address of a site or of one of its pages. Only https, since anybody on the way could change another
// page; http only on the machine itself, to try it out. No wildcards: they would be somebody else's sites.
func originOf(s string) (string, bool) {
	if !strings.Contains(s, "://") {
		s = "https://" + s
	}
	u, err := url.Parse(strings.ToLower(s))
	if err != nil || u.User != nil || len(s) > 2000 {
		return "", false
	}
	host, port := u.Hostname(), u.Port()
	ip := net.ParseIP(host)
	loopback := host == "localhost" || ip != nil && ip.To4() != nil && ip.IsLoopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback) || !hostPattern(host, loopback) {
		return "", false
	}
	if port != "" && !(u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80") {
		host += ":" + port
	}
	return u.Scheme + "://" + host, len(host) <= 180
}

// hostPattern takes names of letters, digits, hyphens and dots: what a policy header can carry as it is.
func hostPattern(host string, loopback bool) bool {
	if strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-.") != "" || strings.HasPrefix(host, ".") || strings.HasSuffix(host, ".") || strings.Contains(host, "..") {
		return false
	}
	return loopback || strings.Contains(host, ".")
}
