// Package notify renders and sends letters. It is a leaf: it knows no domain, only templates, languages and channels.
// Callers pass ready words (times in the reader's zone, money in the reader's form), so a letter says exactly what the
// page says.
//
// Owns: the letters (letters/<language>/<name>.txt). Needs: a mail sender. Emits: nothing.
//
// Invariants: every letter exists in every language with the same fields (tested); no letter carries health words in
// its subject, because subjects show on lock screens; sending happens in jobs, never in a request.
package notify
