// Package e2e holds the tests that need a real browser.
package e2e
