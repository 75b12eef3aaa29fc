// Package availability is where a practitioner says when they work: the week, single dates, time blocked by hand, and
// the calendars that are linked both ways. Times are on the clock of the practice, whoever looks from wherever.
package availability
