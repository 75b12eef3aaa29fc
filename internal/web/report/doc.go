// Package report is the form by which anybody tells the operators that something is wrong with a practitioner's page.
package report
