// Package goalpages is what a person sets out to do: one page of all goals, one of each with its progress and its course. A
// day is ticked with one tap, and a missed one takes nothing away.
package goalpages
