// Package flagpages is where operators switch whole areas on and off.
package flagpages
