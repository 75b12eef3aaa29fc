package assess

import "unicode"

// Words that only one of the languages has, and that hardly a message in it goes without.
var (
	spanishWords  = words("el la los las de que y en un una por con para mi me se lo no es estoy quiero muy pero como esta hoy yo te del al ya todo todos mas tengo voy gracias siento vida puedo ser soy")
	hinglishWords = words("hai hu main nahi mujhe mera meri mere ka ki ke ko se aur kya kar raha rahi ho tha thi ab bas khud koi wo maine mein kal aaj bahut chahta chahti karna hota hoti jata tum aap yeh ye pe par kuch sab")
	englishWords  = words("the i a to and of is it my in that for you was on with have be not am me this do are so but at just can what your if get will feel want an all or like about how up out know going been")
)

func words(s string) map[string]bool {
	out := map[string]bool{}
	from := 0
	for i := 0; i <= len(s); i++ {
		if i == len(s) || s[i] == ' ' {
			out[s[from:i]] = true
			from = i + 1
		}
	}
	return out
}

// language is the likeliest language of a message: en, es, hi or hi-Latn; en where nothing tells.
func language(text string, toks []token) string {
	for _, r := range text {
		if unicode.Is(unicode.Devanagari, r) {
			return "hi"
		}
	}
	var es, hi, en int
	for _, t := range toks {
		if spanishWords[t.text] {
			es++
		}
		if hinglishWords[t.text] {
			hi++
		}
		if englishWords[t.text] {
			en++
		}
	}
	switch {
	case hi > es && hi >= en:
		return "hi-Latn"
	case es > en && es > hi:
		return "es"
	}
	return "en"
}
