package safety_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"klear/internal/modules/identity"
	"klear/internal/modules/safety"
)

// forbidden are words that fixed texts about suicide never say (C9, C10, C23): they shame, tell how, or promise what
// nobody did. After reportingonsuicide.org, the WHO's guide for media professionals (2023) and its wording in each language.
// A clinician who speaks the language has the last word.
var forbidden = map[string][]string{
	"en": {"commit suicide", "committed suicide", "successful suicide", "failed attempt", "failed suicide", "overdose", "hang yourself", "jump from", "mg of", "selfish", "attention seeking",
		"our secret", "keep it secret", "i am a therapist", "i have called", "help is on its way", "help is on the way", "you are depressed", "you suffer from"},
	"es": {"cometer suicidio", "cometió suicidio", "suicidio consumado", "suicidio exitoso", "intento fallido", "intento fracasado", "sobredosis", "ahorcarte", "tirarte de", "egoísta", "cobarde",
		"nuestro secreto", "soy terapeuta", "soy psicólogo", "he llamado", "la ayuda está en camino", "la ayuda va en camino", "tienes depresión", "sufres de"},
	"hi":      {"आत्महत्या का अपराध", "सफल आत्महत्या", "असफल प्रयास", "असफल कोशिश", "ओवरडोज़", "फाँसी", "फांसी", "कूदकर", "स्वार्थी", "कायर", "पाप", "हमारा राज़", "मैं थेरेपिस्ट", "मैं चिकित्सक हूँ", "मैंने फ़ोन किया", "मदद आ रही है", "मदद रास्ते में", "आपको अवसाद है", "आप अवसाद से"},
	"hi-Latn": {"suicide commit", "safal atmahatya", "asafal koshish", "overdose", "phansi", "faansi", "kood kar", "swarthi", "kaayar", "paap", "hamara raaz", "main therapist", "maine phone kiya", "madad aa rahi hai", "madad raaste mein", "aapko depression hai"},
	"ar":      {"ارتكب الانتحار", "ارتكاب الانتحار", "اقترف", "انتحار ناجح", "محاولة فاشلة", "جرعة زائدة", "شنق", "القفز من", "أناني", "جبان", "حرام", "سرنا", "أنا معالج", "أنا طبيب", "لقد اتصلت", "المساعدة في الطريق", "أنت مصاب", "أنت تعاني من"},
}

// C23: every word that the program itself says about danger, in pages, letters and answers, in each language.
func TestFixedWordsAreSafe(t *testing.T) {
	for _, lang := range safety.Languages {
		texts := map[string]string{}
		fixedFiles(t, texts, "words/"+lang+".json")
		if lang == "en" || lang == "hi" || lang == "ar" {
			fixedFiles(t, texts, "../notify/letters/"+lang+"/on_call*.txt")
			fixedFiles(t, texts, "../notify/letters/"+lang+"/contact*.txt")
			pageWords(t, texts, lang)
		}
		for name, text := range texts {
			for _, bad := range append(forbidden[lang], "!", "¡") {
				if strings.Contains(strings.ToLower(text), bad) {
					t.Errorf("%s says %q", name, bad)
				}
			}
		}
		if len(forbidden[lang]) < 10 {
			t.Errorf("%s has no list", lang)
		}
	}
}

func fixedFiles(t *testing.T, texts map[string]string, pattern string) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts[f] = string(raw)
	}
}

// pageWords are those of the pages about danger, and of what they answer.
func pageWords(t *testing.T, texts map[string]string, lang string) {
	t.Helper()
	raw, err := os.ReadFile("../../../locales/" + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var locale map[string]any
	if err := json.Unmarshal(raw, &locale); err != nil {
		t.Fatal(err)
	}
	before := len(texts)
	for key, v := range locale {
		area, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(key, "error."), "flash."), ".")
		if text, ok := v.(string); ok && slices.Contains([]string{"help", "oncall", "care", "contact"}, area) {
			texts[lang+" "+key] = text
		}
	}
	if len(texts)-before < 60 {
		t.Errorf("%s: only %d words of pages", lang, len(texts)-before)
	}
}

// C5, C10, C11: in each language an urgent answer has the lines, says that this is software, and that nobody was called.
func TestFixedWordsAreWhole(t *testing.T) {
	s := setup(t)
	for lang, words := range map[string]string{"en": plan, "es": "voy a suicidarme esta noche", "hi": "मैं आज रात आत्महत्या करने जा रहा हूँ", "hi-Latn": "main aaj raat khudkushi karne wala hu", "ar": "kill myself tonight أريد"} {
		j := s.Judge(t.Context(), identity.Principal{Zone: "Asia/Kolkata"}, words)
		raw, err := os.ReadFile("words/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var p map[string]string
		if err := json.Unmarshal(raw, &p); err != nil {
			t.Fatal(err)
		}
		if len(p) != 10 {
			t.Errorf("%s has %d texts", lang, len(p))
		}
		for _, want := range []string{"14416", "112", p["software"], strings.ReplaceAll(p["no_team"], "{brand}", "Rebloom")} {
			if want == "" || !strings.Contains(j.Words, want) {
				t.Errorf("%s (%s): no %q in %q", lang, j.Level, want, j.Words)
			}
		}
	}
	if len(safety.Languages) != 5 {
		t.Errorf("%v", safety.Languages)
	}
}
