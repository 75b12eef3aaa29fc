// Package contact is where somebody names the person who is written to when they are in immediate danger, and where that
// person may refuse.
package contact
