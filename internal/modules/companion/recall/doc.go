// Package recall decides what is worth remembering of a message and what of the remembered a message calls to mind. It has
// no database, no network and no model: sentences are kept as the person wrote them, and likeness is that of words.
package recall
