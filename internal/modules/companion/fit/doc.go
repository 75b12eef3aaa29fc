// Package fit decides whether what a model said may be shown: no diagnosis, no dose, no method, no number to call, no promise
// of secrecy, no claim to be human, no word that keeps somebody from help or draws them closer to the program. It is pure
// and knows the languages of the guide, Hindi in Latin letters, and Spanish.
//
// An answer is refused unless it is shown to be fit: no rule of data/unfit.json speaks against it, the safety assessment
// hears no danger in it, it is in the person's language, and every word of it is in data/words.txt or the person's own. A
// word that nobody has read is not shown.
//
// It is made to refuse: a good answer that is refused costs little, the guide then answers. It is the last of three walls: a
// model is never asked when a message speaks of danger, it is told all of this in its instructions, and it may still say
// what it likes.
package fit
