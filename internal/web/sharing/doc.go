// Package sharing is where people let a practitioner read some of what they keep between sessions, see each time that it was
// read, and end it; and where the practitioner reads it.
package sharing
