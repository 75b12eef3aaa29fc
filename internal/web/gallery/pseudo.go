package gallery

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"strings"
	"testing/fstest"

	"klear/internal/platform/i18n"
)

// Pseudo is the language of the gallery that nobody speaks: English with accents, 40 % longer, in brackets. What shows
// plain English in it is not translated; what breaks in it would break in German or Tamil.
const Pseudo = "xa"

// pseudoBundle reads every catalogue through the disguise.
func pseudoBundle(files fs.FS, voice i18n.Voice) (*i18n.Bundle, error) {
	disguised := fstest.MapFS{}
	for _, l := range i18n.Languages {
		raw, err := fs.ReadFile(files, l.Code+".json")
		if err != nil {
			return nil, err
		}
		var entries map[string]any
		if err := json.Unmarshal(raw, &entries); err != nil {
			return nil, err
		}
		for key, v := range entries {
			entries[key] = disguise(v)
		}
		if raw, err = json.Marshal(entries); err != nil {
			return nil, err
		}
		disguised[l.Code+".json"] = &fstest.MapFile{Data: raw}
	}
	voice.Messages = nil // they would replace disguised texts by plain ones
	return i18n.Load(disguised, voice)
}

// disguise changes a text, or each of its plural forms.
func disguise(v any) any {
	switch t := v.(type) {
	case string:
		return longer(t)
	case map[string]any:
		for k, form := range t {
			t[k] = disguise(form)
		}
	}
	return v
}

// data is what a message must keep as it is: {{.Name}}, <link>.
var data = regexp.MustCompile(`\{\{[^}]*\}\}|</?\w+>`)

var accents = strings.NewReplacer("a", "á", "e", "ë", "i", "ï", "o", "ö", "u", "û", "A", "Å", "E", "É", "I", "Î", "O", "Ø", "U", "Ü", "c", "ç", "n", "ñ", "s", "š", "y", "ý")

func longer(text string) string {
	var b strings.Builder
	b.WriteString("[")
	at := 0
	for _, m := range data.FindAllStringIndex(text, -1) {
		b.WriteString(accents.Replace(text[at:m[0]]))
		b.WriteString(text[m[0]:m[1]])
		at = m[1]
	}
	b.WriteString(accents.Replace(text[at:]))
	for n := len([]rune(text)) * 2 / 5; n > 0; n -= 5 {
		b.WriteString(" ñöm"[:min(n+1, len(" ñöm"))])
	}
	return strings.ToValidUTF8(b.String(), "") + "]"
}
