package llm

import (
	_ "embed"
	"strings"

	"klear/internal/modules/companion"
)

//go:embed instructions.txt
var instructions string

// system is what a model is told before the talk. What comes from the person stands between marks that their words cannot
// write, and is named as theirs: it is nothing to obey.
func system(p companion.Prompt) string {
	var b strings.Builder
	b.WriteString(instructions)
	if p.Only {
		b.WriteString("\nAnswer in the language " + clean(p.Language) + " and its script only, whatever language the last message is in.\n")
	} else {
		b.WriteString("\nAnswer in the language of the last message; if it is not clear, in " + clean(p.Language) + ".\n")
	}
	switch {
	case p.Step.Asks != "":
		b.WriteString("The exercise " + quoted(p.Step.Exercise) + " is open on another page, at the step that asks " + quoted(p.Step.Asks) + ". If the person speaks of it, help them with what it asks; do not make up steps of your own.\n")
	case p.Exercise:
		b.WriteString("An exercise is begun and not at its end; the person may go on with it on another page.\n")
	}
	b.WriteString("The built-in guide would say, as a model for tone and length: " + quoted(p.Guide) + "\n")
	if p.Recalled != "" {
		b.WriteString("The person said in an earlier talk: " + quoted(p.Recalled) + "\n")
	}
	return b.String()
}

func quoted(words string) string { return "⟦" + clean(words) + "⟧" }

// clean takes out what could end a quotation.
func clean(words string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("⟦", "", "⟧", "").Replace(words)), " ")
}

// turn is one message as both dialects write it.
type turn struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// turns are the talk, the person first, the two alternating: servers refuse others.
func turns(p companion.Prompt) (out []turn) {
	for _, line := range append(p.Lately, companion.Line{Person: true, Words: p.Words}) {
		role := "assistant"
		if line.Person {
			role = "user"
		}
		switch last := len(out) - 1; {
		case last < 0 && role == "assistant":
		case last >= 0 && out[last].Role == role:
			out[last].Content += "\n" + line.Words
		default:
			out = append(out, turn{role, line.Words})
		}
	}
	return out
}
