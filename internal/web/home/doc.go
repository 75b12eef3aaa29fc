// Package home is the landing page.
package home
