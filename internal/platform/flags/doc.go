// Package flags knows the areas that an operator may switch off while the program runs, and answers from memory whether
// one is on. Questions go through OpenFeature, so that a vendor's provider can take the place of ours; ours (provider.go)
// holds what the settings module read from the database.
//
// Only what is listed here can be switched. What keeps people safe is not: help in a crisis, reports of pages, ending
// letters, signing in, cancelling and getting one's money back have no flag, and a test keeps it so.
package flags
