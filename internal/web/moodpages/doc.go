// Package moodpages is a person's journal of moods: a row of blooms that takes two taps, what one may say beyond it, the line
// over weeks with its table, and every entry to be changed or deleted.
package moodpages
