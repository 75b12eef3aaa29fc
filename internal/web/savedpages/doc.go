// Package savedpages is whom somebody keeps: the heart on other pages posts here, and the list stands at /saved.
package savedpages
