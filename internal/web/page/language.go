package page

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"klear/internal/platform/i18n"
	"klear/internal/web/layout"
)

// indexed are the first segments of the pages that search engines see, in each language.
var indexed = []string{"", "search", "c", "in", "p", "help-now", "trust", "why-this-order", "terms", "privacy", "accessibility"}

type langKey struct{}

// Localised divides the path of a page into the language that its address names and the path without it: /hi/p/x is
// ("hi", "/p/x"). The fallback language has no prefix: lang is then "", and path comes back as it is.
func Localised(path string) (lang, rest string) {
	first, rest, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	for _, l := range i18n.Languages {
		if l.Code == first && l.Code != i18n.Fallback {
			return l.Code, "/" + rest
		}
	}
	return "", path
}

// Languages takes the language out of the path of indexed pages, so that routes know nothing of it: /hi/p/x is answered
// by the route of /p/x, in Hindi. Other paths below a language do not exist.
func (k *Kit) Languages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lang, rest := Localised(r.URL.Path)
		first, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
		if lang == "" || !slices.Contains(indexed, first) || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
			next.ServeHTTP(w, r) // below a language no such route: the router says so
			return
		}
		r2 := r.WithContext(context.WithValue(r.Context(), langKey{}, lang))
		u := *r.URL
		u.Path, u.RawPath = rest, ""
		r2.URL = &u
		if _, err := r.Cookie(langCookie); err != nil {
			// The links of the page lead to addresses without the prefix: they must stay in this language.
			k.setCookie(w, langCookie, lang, preferenceFor)
		}
		next.ServeHTTP(w, r2)
	})
}

// language is the address's, else the chosen one, else the person's, else the browser's, else the brand's.
func (k *Kit) language(r *http.Request, personLocale string) string {
	if l, ok := r.Context().Value(langKey{}).(string); ok {
		return l
	}
	chosen := ""
	if c, err := r.Cookie(langCookie); err == nil {
		chosen = c.Value
	}
	fallback := k.Brand().Locale
	if personLocale != "" {
		fallback = personLocale
		if chosen == "" {
			chosen, _, _ = strings.Cut(personLocale, "-")
		}
	}
	return k.Bundle.Negotiate(chosen, r.Header.Get("Accept-Language"), fallback)
}

// LocalPath is path in a language: only the indexed pages have an address per language.
func LocalPath(lang, path string) string {
	if lang == i18n.Fallback {
		return path
	}
	return "/" + lang + strings.TrimSuffix(path, "/")
}

// Card names the picture that others show beside a link: the brand's own, or a practitioner's by slug. The address changes
// with what is drawn, so that those who keep pictures ask again.
func (k *Kit) Card(p *layout.Page, slug string, drawn ...string) {
	if slug == "" {
		p.Card = k.BaseURL + "/card.png"
		return
	}
	sum := sha256.Sum256([]byte(strings.Join(drawn, "\x00")))
	p.Card = k.BaseURL + "/cards/" + slug + ".png?v=" + hex.EncodeToString(sum[:6])
}

// Index makes p an indexed page: its canonical address in its own language and the same page in the others. path is
// without prefix and query; query may be nil.
func (k *Kit) Index(p *layout.Page, path string, query url.Values) {
	suffix := ""
	if len(query) > 0 {
		suffix = "?" + query.Encode()
	}
	p.Canonical = k.BaseURL + LocalPath(p.L.Lang(), path) + suffix
	p.Alternates = append(p.Alternates[:0], layout.Alternate{Lang: "x-default", URL: k.BaseURL + path + suffix})
	for _, l := range i18n.Languages {
		p.Alternates = append(p.Alternates, layout.Alternate{Lang: l.Code, URL: k.BaseURL + LocalPath(l.Code, path) + suffix})
	}
}
