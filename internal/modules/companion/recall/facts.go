package recall

import (
	_ "embed"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Limits of what is kept of a message.
const (
	factLeast = 4   // words: "my job is hard" is the shortest that says something
	factMost  = 240 // characters; a longer sentence is a story
	factsMost = 3   // of one message
)

//go:embed data/facts.json
var rawOpenings []byte

// openings are how sentences begin that say something lasting of a person, in all languages of the guide together.
var openings = readOpenings()

func readOpenings() (all []string) {
	var byLanguage map[string][]string
	if err := json.Unmarshal(rawOpenings, &byLanguage); err != nil {
		panic(err) // the file is part of the program; its test reads it
	}
	for _, list := range byLanguage {
		all = append(all, list...)
	}
	return all
}

// Facts are the sentences of a message that say something lasting of the person: where they live, who is close to them, what
// they do, what helps. They are kept as written, and a question says nothing.
func Facts(message string) (found []string) {
	for _, s := range sentences(message) {
		if len(found) < factsMost && says(s) {
			found = append(found, s)
		}
	}
	return found
}

func says(sentence string) bool {
	if strings.HasSuffix(sentence, "?") || len(strings.Fields(sentence)) < factLeast || utf8.RuneCountInString(sentence) > factMost {
		return false
	}
	low := strings.ReplaceAll(strings.ToLower(sentence), "’", "'")
	for _, filler := range []string{"and ", "but ", "well, ", "so ", "also ", "और ", "लेकिन ", "aur ", "lekin "} {
		low = strings.TrimPrefix(low, filler)
	}
	for _, o := range openings {
		if strings.HasPrefix(low, o) {
			return true
		}
	}
	return false
}

// sentences cuts at line ends and at the marks that end a sentence, which stay with it.
func sentences(text string) (out []string) {
	start := 0
	for i, r := range text {
		if r == '\n' || strings.ContainsRune(".!?।", r) {
			end := i
			if r != '\n' {
				end += utf8.RuneLen(r)
			}
			out, start = appendTrimmed(out, text[start:end]), i+utf8.RuneLen(r)
		}
	}
	return appendTrimmed(out, text[start:])
}

func appendTrimmed(out []string, s string) []string {
	if s = strings.TrimSpace(s); s != "" && strings.Trim(s, ".!?। ") != "" {
		return append(out, s)
	}
	return out
}
