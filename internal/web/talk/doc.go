// Package talk serves the companion's conversation: the page that comes before the first word, the talk, its end, and the
// talks of before with search. Every page works without script; with it a message is answered in place.
package talk
