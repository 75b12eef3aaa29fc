// Package exercises serves the guided exercises: the list, what one is about and where it comes from, and its steps one
// page at a time. A run is kept after every step and goes on, on any device, where it was left.
package exercises
