// Package transfer is where operators move the catalogue in and out as files: a file is checked first, imported on their
// word, and what is exported imports back without a change.
package transfer
