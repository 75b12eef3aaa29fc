// Package i18n says things in the reader's language: messages with plurals (go-i18n, CLDR rules), dates, times, zones,
// durations and money. A Localizer is made once per request and passed in view models, never through a context.
package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"strings"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// D is the data of a message: {{.Name}} in the text is D{"Name": …}.
type D map[string]any

// Fallback is the language every key exists in.
const Fallback = "en"

// Language is one the interface is complete in.
type Language struct {
	Code string // "hi"
	Name string // in its own script: "हिन्दी"
	Dir  string // ltr or rtl
}

// Languages are those offered, in the order of the menu.
var Languages = []Language{{"en", "English", "ltr"}, {"hi", "हिन्दी", "ltr"}, {"ar", "العربية", "rtl"}}

// Bundle holds the catalogues of one brand. It is read-only after Load and safe for concurrent use.
type Bundle struct {
	messages *goi18n.Bundle
	plain    map[string]map[string]string // language → key → text of messages without plurals or data
	keys     map[string][]string
	words    map[string]map[string]string
	matcher  language.Matcher
	tags     []language.Tag
}

// Voice is what a brand adds: nouns usable in every message, and messages said in its own words.
type Voice struct {
	Words    map[string]map[string]string
	Messages map[string]map[string]string
}

// Load reads <language>.json for every offered language and applies the brand's voice over it.
func Load(fsys fs.FS, v Voice) (*Bundle, error) {
	b := &Bundle{
		messages: goi18n.NewBundle(language.English),
		plain:    map[string]map[string]string{}, keys: map[string][]string{}, words: v.Words,
	}
	for _, l := range Languages {
		raw, err := fs.ReadFile(fsys, l.Code+".json")
		if err != nil {
			return nil, fmt.Errorf("i18n: %w", err)
		}
		var entries map[string]json.RawMessage
		if err := json.Unmarshal(raw, &entries); err != nil {
			return nil, fmt.Errorf("i18n: %s.json: %w", l.Code, err)
		}
		for key, text := range v.Messages[l.Code] {
			if _, known := entries[key]; !known {
				return nil, fmt.Errorf("i18n: brand message %s.%s replaces no catalogue key", l.Code, key)
			}
			entries[key], _ = json.Marshal(text)
		}
		if err := b.add(l.Code, entries); err != nil {
			return nil, err
		}
		b.tags = append(b.tags, language.Make(l.Code))
	}
	b.matcher = language.NewMatcher(b.tags)
	return b, nil
}

// pluralText is a message as the files write it when it has plural forms.
type pluralText struct {
	Zero, One, Two, Few, Many, Other string
}

func (b *Bundle) add(lang string, entries map[string]json.RawMessage) error {
	b.plain[lang] = map[string]string{}
	tag := language.Make(lang)
	for key, raw := range entries {
		m := &goi18n.Message{ID: key}
		if err := json.Unmarshal(raw, &m.Other); err != nil {
			var p pluralText
			if err := json.Unmarshal(raw, &p); err != nil {
				return fmt.Errorf("i18n: %s.json: %s is neither a text nor plural forms: %w", lang, key, err)
			}
			m.Zero, m.One, m.Two, m.Few, m.Many, m.Other = p.Zero, p.One, p.Two, p.Few, p.Many, p.Other
		} else if !strings.Contains(m.Other, "{{") {
			b.plain[lang][key] = m.Other
		}
		if err := b.messages.AddMessages(tag, m); err != nil {
			return fmt.Errorf("i18n: %s.json: %s: %w", lang, key, err)
		}
		b.keys[lang] = append(b.keys[lang], key)
	}
	sort.Strings(b.keys[lang])
	return nil
}

// Keys lists the message keys of a language, sorted.
func (b *Bundle) Keys(lang string) []string { return b.keys[lang] }

// Negotiate picks the language: an explicit choice (cookie) that is offered, else the best of an Accept-Language
// header, else fallback.
func (b *Bundle) Negotiate(chosen, acceptLanguage, fallback string) string {
	for _, l := range Languages {
		if l.Code == chosen {
			return chosen
		}
	}
	want, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err == nil && len(want) > 0 {
		if _, i, conf := b.matcher.Match(want...); conf > language.Low {
			return Languages[i].Code
		}
	}
	for _, l := range Languages {
		if strings.HasPrefix(fallback, l.Code) {
			return l.Code
		}
	}
	return Fallback
}

// Localizer renders for one reader.
type Localizer struct {
	lang  string
	tag   string
	plain map[string]string
	words map[string]string
	loc   *goi18n.Localizer
}

// Localizer renders in lang as read in country (ISO 3166-1 alpha-2), which decides date order and the clock:
// en in IN is "Sat 21 Nov, 9:00 am", en in US is "Sat, Nov 21, 9:00 AM".
func (b *Bundle) Localizer(lang, country string) *Localizer {
	if b.plain[lang] == nil {
		lang = Fallback
	}
	tag := lang
	if country != "" {
		tag += "-" + country
	}
	return &Localizer{lang: lang, tag: tag, plain: b.plain[lang], words: b.words[lang],
		loc: goi18n.NewLocalizer(b.messages, lang)}
}

// Lang is the language code ("hi"); Tag adds the country ("hi-IN"), as the html element's lang attribute wants it.
func (l *Localizer) Lang() string { return l.lang }

// Tag is the BCP 47 tag.
func (l *Localizer) Tag() string { return l.tag }

// Dir is the writing direction.
func (l *Localizer) Dir() string { return Dir(l.lang) }

// Dir is the direction a language is written in: ltr or rtl.
func Dir(lang string) string {
	for _, x := range Languages {
		if x.Code == lang {
			return x.Dir
		}
	}
	return "ltr"
}

// T is the message under key. A missing key renders as the key itself; a test over the templates makes that impossible.
func (l *Localizer) T(key string, data ...D) string {
	if s, ok := l.plain[key]; ok {
		return s
	}
	return l.render(&goi18n.LocalizeConfig{MessageID: key, TemplateData: l.data(data)})
}

// N is the message under key in the plural form for n; {{.Count}} in it is n as this reader writes numbers.
func (l *Localizer) N(key string, n int, data ...D) string {
	d := l.data(data)
	d["Count"] = l.Number(n)
	return l.render(&goi18n.LocalizeConfig{MessageID: key, TemplateData: d, PluralCount: n})
}

// Has reports whether key is in the catalogue of the reader's language.
func (l *Localizer) Has(key string) bool {
	if _, ok := l.plain[key]; ok {
		return true
	}
	_, _, err := l.loc.LocalizeWithTag(&goi18n.LocalizeConfig{MessageID: key, TemplateData: l.data(nil)})
	return err == nil
}

// Word is one of the brand's nouns ("practitioners").
func (l *Localizer) Word(name string) string { return l.words[name] }

func (l *Localizer) render(cfg *goi18n.LocalizeConfig) string {
	s, err := l.loc.Localize(cfg)
	if err != nil {
		return cfg.MessageID
	}
	return s
}

func (l *Localizer) data(data []D) D {
	out := make(D, len(l.words)+4)
	for k, v := range l.words {
		out[k] = v
	}
	rtl := l.Dir() == "rtl"
	for _, d := range data {
		for k, v := range d {
			if text, ok := v.(string); ok && rtl {
				v = Isolate(text)
			}
			out[k] = v
		}
	}
	return out
}
